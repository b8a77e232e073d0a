from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from rasid.engines.duckdb import DuckDB
from rasid.errors import IntegrityError, UsageError
from rasid.reports.explain import (
    Selection,
    count_of_person,
    events_behind,
    events_of_person,
    explain,
    part_behind,
)
from rasid.reports.facts import campaign_facts
from rasid.reports.plain import plain
from reports.months import Month, OpenMonth


@dataclass(frozen=True)
class Kept:
    """Stands in for a record out of a kept file."""

    text: str
    line: int | None = None
    problem: str = ""


def kept_lines(wanted: Sequence[tuple[str, int | None, str]]) -> list[Kept]:
    """Stand in for the kept files: the raw line of each event says its id."""
    return [Kept(f'{{"uid": "{uid}"}}', line) for _, line, uid in wanted]


@pytest.mark.parametrize("number", ["attempts", "identified", "attacked", "compromised"])
def test_explained_number_is_the_one_on_the_page(engine: DuckDB, number: str) -> None:
    found = explain(engine, "C-1", number=number, raw_lines=kept_lines)

    assert getattr(campaign_facts(engine, "C-1").funnel.total, number) == found.count
    assert campaign_facts(engine, "C-1").bounds[number] == found.bounds
    assert None is explain(engine, "C-1", raw_lines=kept_lines).bounds


def test_each_event_comes_with_its_raw_line(engine: DuckDB) -> None:
    found = explain(engine, "C-1", number="compromised", raw_lines=kept_lines)

    assert ["uid-1-1", "uid-1-2", "uid-6-1"] == [event.event_uid for event in found.events]
    assert ("march.ndjson", 11, '{"uid": "uid-1-1"}') == (
        found.events[0].record.file,
        found.events[0].record.line,
        found.events[0].record.text,
    )


def test_events_of_a_person_are_those_of_every_campaign(engine: DuckDB) -> None:
    campaigns = [name for (name,) in engine.rows("SELECT campaign_id FROM campaigns ORDER BY 1")]
    behind = {name: events_behind(engine, name) for name in campaigns}
    every = [event for events in behind.values() for event in events]
    campaign_of = {event.event_uid: name for name in campaigns for event in behind[name]}
    people = {event.person_id for event in every} - {""}

    assert len(people) > 1
    for person in people:
        expected = tuple(event for event in every if event.person_id == person)
        counted = count_of_person(engine, person)
        assert expected == events_of_person(engine, person, counted)
        assert counted == Counter(campaign_of[event.event_uid] for event in expected)
        assert sorted(counted) == [*counted]


@pytest.mark.parametrize(
    "part", [{"account": "p2@mail.example"}, {"session": "s1"}, {"address": "198.51.100.1"}]
)
def test_part_is_read_alone(engine: DuckDB, part: dict[str, str]) -> None:
    """It is what the whole campaign's explanation tells of it."""
    whole = explain(engine, "C-1", raw_lines=kept_lines, most_lines=0)
    events, visits = part_behind(engine, Selection("C-1", **part))
    of_part = explain(engine, "C-1", raw_lines=kept_lines, most_lines=0, **part)
    keys = {(event.session_id, event.account) for event in events}

    assert 0 < len(events) < len(whole.events)
    assert events == of_part.events == tuple(one for one in whole.events if one in events)
    assert visits == tuple(v for v in whole.visits if (v.session_id, v.account) in keys) != ()
    with pytest.raises(UsageError, match="no hostile event fits: campaign C-1, "):
        part_behind(engine, Selection("C-1", account="nobody at all"))


def test_event_that_stands_twice_is_told(month: Month, open_month: OpenMonth) -> None:
    """No number is believed then, of whichever campaign the other is."""
    month["hostile"].append({**month["hostile"][0], "campaign_id": "C-2"})
    with pytest.raises(IntegrityError, match="'uid-0-0' stands more than once"):
        campaign_facts(open_month(month), "C-1")


def test_visit_is_the_sum_of_its_reasons(engine: DuckDB) -> None:
    found = explain(engine, "C-1", account=" P2@mail.example", raw_lines=kept_lines)
    (visit,) = found.visits

    assert (9.5, ["strangers", "network"]) == (visit.bits, [r.family for r in visit.reasons])
    assert 2 == len(found.events)


def test_waterfall_ends_at_the_sum(engine: DuckDB) -> None:
    """The last running sum is the visit's bits, each is the one before it and its reason's."""
    for visit in explain(engine, "C-1", raw_lines=kept_lines).visits:
        before = 0.0
        for step in visit.reasons:
            assert before + step.bits == step.running
            before = step.running

        assert visit.turning
        assert (visit.bits, visit.bits - visit.turning.needed) == (before, visit.turning.margin)


def test_visit_of_an_older_analysis_has_no_threshold(month: Month, open_month: OpenMonth) -> None:
    month["judged"] = []
    found = explain(open_month(month), "C-1", raw_lines=kept_lines)

    assert {None} == {visit.turning for visit in found.visits}


def test_only_so_many_lines_are_looked_up(engine: DuckDB) -> None:
    found = explain(engine, "C-1", raw_lines=kept_lines, most_lines=2)

    assert 2 == sum(event.record.text is not None for event in found.events)
    assert 12 == len(found.events)


def test_lost_file_is_told_as_a_problem(engine: DuckDB) -> None:
    found = explain(
        engine, "C-1", raw_lines=lambda wanted: [Kept("", problem="gone") for _ in wanted]
    )

    assert {(None, "gone")} == {(e.record.text, e.record.problem) for e in found.events}


def test_session_narrows_the_events(engine: DuckDB) -> None:
    found = explain(engine, "C-1", session="s0", raw_lines=kept_lines)

    assert {"s0"} == {event.session_id for event in found.events}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"account": "x@y.example"}, "no hostile event fits: campaign C-1, account x@y.example"),
        ({"number": "victims"}, "--number got 'victims', expected one of: attempts, identified"),
    ],
)
def test_unknown_selections_are_refused(
    engine: DuckDB, options: dict[str, str], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        explain(engine, "C-1", raw_lines=kept_lines, **options)  # type: ignore[arg-type]


def test_explanation_is_plain_json(engine: DuckDB) -> None:
    found = plain(explain(engine, "C-1", session="s6", raw_lines=kept_lines))

    assert isinstance(found, dict)
    assert "2026-03-08T05:10:00Z" == found["events"][0]["time"]


def test_number_of_nothing_is_explained_as_nothing(month: Month, open_month: OpenMonth) -> None:
    month["hostile"] = [row for row in month["hostile"] if row["stage"] == "discover"]
    month["campaigns"][0] |= {"accounts_attacked": 0, "accounts_compromised": 0}
    found = explain(open_month(month), "C-1", number="compromised", raw_lines=kept_lines)

    assert (0, ()) == (found.count, found.events)
