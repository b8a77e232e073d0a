"""Which of the four answers an organisation gets, with its own numbers alone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from answers.conftest import Ask
from answers.made import (
    ACTOR,
    BASIS,
    DAYS,
    ELSEWHERE,
    HERON,
    OTTER,
    ROBIN,
    WINDOW,
    Rows,
    a_month,
    at,
    covered,
    days,
    event,
    hostile,
    person,
    silence,
    without,
)
from rasid.answers.harm import Background, Counts
from rasid.answers.logs import Blindness, cut
from rasid.answers.statement import facts_of
from rasid.clock import Window
from rasid.errors import UsageError
from rasid.sources.belief import Lack

MADE = datetime(2026, 4, 1, tzinfo=UTC)


def _without_days(rows: Rows, *numbers: int) -> Rows:
    gone = set(days(*numbers))
    return rows | {"events": [row for row in rows["events"] if row["time"].date() not in gone]}


def test_one_that_was_hit_gets_its_own_numbers(ask: Ask) -> None:
    (hit,) = ask(a_month(), HERON).hits

    assert Counts(attempts=4, identified=2, attacked=2, compromised=1, exploited=0) == hit.counts
    assert (970, ACTOR, 800, 1) == (hit.probability, hit.actor, hit.actor_probability, hit.people)
    assert (at(2, 1), at(5)) == (hit.first, hit.last)
    assert (("work", 1), ("personal", 1), ("recovery", 0)) == hit.attacked_by_kind


@pytest.mark.parametrize(
    ("organisation", "missing", "verdict"),
    [
        (HERON, [], "hit"),
        (HERON, [7, 8], "hit"),
        (ROBIN, [], "not seen"),
        (ROBIN, [3, 4, 5, 6], "gaps"),
        (ROBIN, [0], "gaps"),
        (ROBIN, [DAYS - 1], "gaps"),
        (ELSEWHERE, [], "cannot say"),
        (ELSEWHERE, [3], "cannot say"),
    ],
)
def test_verdict(ask: Ask, organisation: str, missing: list[int], verdict: str) -> None:
    found = ask(_without_days(a_month(), *missing), organisation)

    assert verdict == found.verdict
    assert (() if organisation == ELSEWHERE else tuple(days(*missing))) == found.gaps


def test_what_happened_to_another_changes_nothing(ask: Ask) -> None:
    """Whoever has the answers of one cannot tell by them whether another was hit, or how hard."""
    rows = a_month()
    more = rows | {
        "hostile": [*rows["hostile"], hostile("cem.work@mail.example", at(7), "exploit")],
        "roster": [*rows["roster"], *person("fay", OTTER, "work")["roster"]],
    }
    told = [facts_of(ask(one, HERON), MADE, simulated=False) for one in (rows, more)]
    alone = facts_of(ask(without(rows, OTTER), HERON), MADE, simulated=False)

    assert told == [alone, alone]
    assert "not seen" == ask(without(rows, OTTER), OTTER).verdict


def test_events_of_others_are_cut_to_two_digits(ask: Ask) -> None:
    """What is left of a provider's events is nobody's exact number."""
    rows = a_month()
    stranger = [event(f"s{n}@mail.example", at(n % DAYS)) for n in range(1278)]
    (logs,) = ask(rows | {"events": rows["events"] + stranger}, ROBIN).logs

    assert (1300, 20) == (logs.about, logs.own)
    assert [9, 99, 120, 45000] == [cut(count) for count in (9, 99, 128, 45127)]


def test_account_that_logs_deny_is_not_seen(ask: Ask) -> None:
    """Somebody asked this provider for an account that is elsewhere: it says there is none."""
    rows = a_month()
    asked = event("eli.personal@mail.example", at(1), "lookup", account_exists=False)
    found = ask(rows | {"events": [*rows["events"], asked]}, ELSEWHERE)

    assert ("cannot say", 0, 1, ()) == (found.verdict, found.seen, found.unseen, found.logs)


def test_account_of_which_nothing_is_known_but_a_failure_is_seen(ask: Ask) -> None:
    rows = a_month()
    tried = event("eli.personal@mail.example", at(1), account_exists=None, outcome="failure")

    assert 1 == ask(rows | {"events": [*rows["events"], tried]}, ELSEWHERE).seen


def test_silence_of_hours_is_a_gap_and_what_a_silent_day_says_is_not_said_again(ask: Ask) -> None:
    rows = _without_days(a_month(), 3)
    found = ask(rows, ROBIN, coverage=covered(rows, silences=[silence(at(3, 0), 30)]))

    assert ([6], "gaps") == ([hole.hours for hole in found.logs[0].holes], found.verdict)


def test_silence_outside_the_window_is_none(ask: Ask) -> None:
    rows = a_month()
    window = Window(WINDOW.start, WINDOW.start + timedelta(days=2))
    coverage = covered(rows, silences=[silence(at(2, 0), 5)])

    assert "not seen" == ask(rows, ROBIN, window, coverage=coverage).verdict


def test_logs_that_cannot_be_believed_give_no_plain_no(ask: Ask) -> None:
    rows = a_month()
    lack = Lack("mailhouse", "signin", "source_ip", 50, 0.9, "")
    coverage = covered(rows, believed="no", lacks=[lack], rejected=7)
    found = ask(rows, ROBIN, coverage=coverage)

    assert ("gaps", ("source_ip",), 7) == (
        found.verdict,
        found.logs[0].lacking,
        found.logs[0].rejected,
    )


def test_provider_that_logs_nothing_daily_has_no_gaps(ask: Ask) -> None:
    """Messages are reported on some days only; that there are none on others says nothing."""
    rows = a_month()
    reported = event("dia.work@mail.example", at(4), "phish_report", provider="desk")
    found = ask(rows | {"events": [*rows["events"], reported]}, ROBIN)

    assert "not seen" == found.verdict
    assert {"desk": 1, "mailhouse": DAYS} == {one.provider: one.days for one in found.logs}


def test_blindness_counts_accounts_whose_logs_lack_a_kind(ask: Ask) -> None:
    """Ann's personal account is at a provider that logs second factors, the others' are not."""
    rows = a_month()
    factor = event("ann.personal@mail.example", at(4), "mfa", provider="post")
    found = ask(rows | {"events": [*rows["events"], factor]}, HERON)

    assert Blindness("second factor", 2) in found.blind
    assert Blindness("exploitation", 3) in found.blind
    assert "entry" not in {one.kind for one in found.blind}


def test_untargeted_crime_is_counted_apart(ask: Ask) -> None:
    account = "dia.work@mail.example"
    visit = {"session_id": "s", "account": account, "first_at": at(2), "events": 5}
    visit |= {"signin_successes": 0, "follow_ups": 0, "resets": 0}
    judged = {"session_id": "s", "account": account, "source": "64500 · a bot"}
    weighed = {"session_id": "t", "account": account, "source": ""}
    rows = a_month() | {
        "visits": [visit, visit | {"session_id": "t"}],
        "judged": [judged, weighed],
    }
    found = ask(rows, ROBIN)

    assert ("not seen", Background(events=5, accounts=1, entered=0)) == (
        found.verdict,
        found.background,
    )


def test_window_holds_its_start_and_not_its_end(ask: Ask) -> None:
    last = at(5).replace(tzinfo=WINDOW.start.tzinfo)
    until = ask(a_month(), HERON, Window(WINDOW.start, last)).hits[0]
    since = ask(a_month(), HERON, Window(last, WINDOW.end)).hits[0]

    assert (3, at(4)) == (until.counts.attempts, until.last)
    assert (1, at(5)) == (since.counts.attempts, since.first)


@pytest.mark.parametrize("spelt", ["heron house", " HERON  House ", "Heron\u00a0House"])
def test_spelling_of_an_organisation(ask: Ask, spelt: str) -> None:
    assert HERON == ask(a_month(), spelt).organisation


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"organisation": "Heron Hut"}, "no organisation 'Heron Hut' is on the roster; 'Heron H"),
        ({"basis": None}, "nothing has been analysed yet"),
        ({"basis": replace(BASIS, changed=("logs",))}, "there were changes of: logs; nothing is"),
        ({"window": Window(WINDOW.start - timedelta(1), WINDOW.end)}, "of other days nothing can"),
        ({"window": Window(WINDOW.start, WINDOW.end + timedelta(hours=1))}, "of other days no"),
    ],
)
def test_wrong_question_is_a_sentence(ask: Ask, asked: dict[str, Any], sentence: str) -> None:
    with pytest.raises(UsageError, match=sentence):
        ask(a_month(), **({"organisation": HERON} | asked))


def test_people_who_had_left_are_not_asked_of(ask: Ask) -> None:
    rows = a_month()
    for row in rows["roster"]:
        row["listed_until"] = "2026-02-01"

    with pytest.raises(UsageError, match="nobody of 'Heron House' was on the roster"):
        ask(rows, HERON)
