from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from rasid.engines.duckdb import DuckDB
from rasid.errors import UsageError
from rasid.reports import explain_asked, terminal
from rasid.reports.explain_left_out import LeftOut, explain_left_out
from rasid.reports.explain_wording import crowd_sentence, home_crowd_sentence, visit_sentence
from rasid.reports.plain import plain
from reports.months import FILE, FIRST, Month, OpenMonth, Rows, judged_of
from reports.test_explain import kept_lines

OFFICE, EXIT = "192.0.2.9", "203.0.113.5"
NONE = {"bits": None, "needed": None, "candidate": ""}


def visited(session: str, account: str, day: int, home_bits: float, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return a visit that is one successful sign-in, unless something else is said."""
    moment = FIRST + timedelta(days=day)
    counts = {"signin_successes": 1, "follow_ups": 0, "lookups": 0, "events": 1}
    named = {"session_id": session, "account": account, "first_at": moment, "last_at": moment}
    return {**named, **counts, "home_bits": home_bits, **more}


def event_in(visit: dict[str, Any], address: str) -> dict[str, Any]:
    """Return the one event of a visit."""
    return {
        "event_uid": f"of-{visit['session_id']}-{visit['account']}",
        "time": visit["first_at"],
        "account": visit["account"],
        "source_ip": address,
        "action": "signin",
        "outcome": "success",
        "provider": "example",
        "device": "laptop" if address == OFFICE else None,
        "fingerprint": "t13d" if address == OFFICE else "curl",
        "raw_file": FILE,
        "raw_line": 5,
    }


def add(month: Month, session: str, address: str, visits: Rows) -> None:
    """Add a session with its visits and an event for each."""
    first, office = visits[0], address == OFFICE
    month["sessions"].append(
        {
            "session_id": session,
            "provider": "example",
            "source_ip": address,
            "network": "AS64500" if office else "AS64510",
            "country": "ZZ" if office else "YY",
            "fingerprint": "t13d" if office else "curl",
            "device": "laptop" if office else "",
            "start_at": first["first_at"],
            "end_at": first["last_at"],
            "events": len(visits),
        }
    )
    month["visits"] += visits
    month["events"] += [event_in(visit, address) for visit in visits]


@pytest.fixture
def left(month: Month, open_month: OpenMonth) -> DuckDB:
    """Return a month with an office, and an exit of which every step has a visit."""
    for day, name in enumerate(("ann", "ann", "bea", "cid")):
        add(month, f"o{day}", OFFICE, [visited(f"o{day}", f"{name}@mail.example", day, 9.0)])
    steps: dict[str, dict[str, Any]] = {
        "ann": {"step": "weighed", "bits": -3.0, "chance": 0.1},
        "dot": {"step": "weighed", "source": "AS64510 · curl", "bits": -9.0, "chance": 0.2},
        "eva": {"step": "innocent", "decision": 4, "chance": None, **NONE},
        "fae": {"step": "slip", "meant": "fay@mail.example", "chance": None, **NONE},
        "gus": {"step": "unlikely", "candidate": "unlikely-2", "bits": 1.0, "chance": 0.3},
        "hal": {"step": "unsought", "chance": 0.1, **NONE},
        "p2": {"step": "member", "chance": 0.1},
    }
    names = [f"{name}@mail.example" for name in (*steps, "ivy", "jon")]
    homes = [-8.0] * len(steps) + [2.0, 9.0]
    pairs = zip(names, homes, strict=True)
    add(month, "x1", EXIT, [visited("x1", name, 9, bits) for name, bits in pairs])
    for name, more in steps.items():
        row = {**month["hostile"][0], "session_id": "x1", "account": f"{name}@mail.example"}
        month["judged"].append(judged_of(row, **more))
        for family, bits in (("network", 2.0), ("prior", (more.get("bits") or 2.0) - 2.0)):
            told = {"candidate": "C-1", "subject": "visit", "session_id": "x1", "reason": "why"}
            named = {"account": row["account"], "family": family, "bits": bits}
            month["left_out"] += [{**told, **named}] if more.get("bits") else []
    verdict = {"candidate": "unlikely-2", "subject": "candidate", "session_id": "", "account": ""}
    month["left_out"].append({**verdict, "family": "prior", "bits": -3.0, "reason": "before"})
    told = {"decided": "it is innocent", "why": "our test", "effect": "left 1 session of it out"}
    made = {"decision": 4, "kind": "innocent", "made_at": FIRST, "made_by": "me", "sessions": 1}
    month["decisions"] = [{**made, **told, "campaign_id": "C-1"}]
    return open_month(month)


def asked(engine: DuckDB, **what: str) -> LeftOut:
    return explain_left_out(engine, raw_lines=kept_lines, **what)  # type: ignore[arg-type]


def test_every_visit_ends_at_a_step(left: DuckDB) -> None:
    """Each of the exit's visits has its own end, in the order of what is worth looking at."""
    found = asked(left, address=EXIT)
    ends = [
        "member",
        "unlikely",
        "weighed",
        "unsought",
        "crime",
        "innocent",
        "slip",
        "quiet",
        "home",
    ]

    assert ends == [count.step for count in found.steps] == [visit.step for visit in found.visits]
    assert (1, 9, 9) == (found.sessions, found.accounts, sum(c.visits for c in found.steps))


@pytest.mark.parametrize("what", [{"address": EXIT}, {"session": "x1"}, {"session": "x2"}])
@pytest.mark.parametrize("most", [{"_FEW": 0}, {"_MOST_SPANS": 1}, {"_MOST_SPANS": 0}])
def test_what_is_read_first_changes_nothing(
    month: Month,
    open_month: OpenMonth,
    monkeypatch: pytest.MonkeyPatch,
    most: dict[str, int],
    what: dict[str, str],
) -> None:
    """Many accounts at an address, or many moments, are read in other ways than few."""
    names = enumerate(("ann", "bea"))
    visits = [visited("x1", f"{name}@mail.example", day, -8.0) for day, name in names]
    add(month, "x1", EXIT, visits)
    last = FIRST + timedelta(days=2, hours=1)
    long = visited("x2", "bea@mail.example", 2, -8.0, events=2, last_at=last)
    add(month, "x2", EXIT, [long])
    month["events"] += [{**event_in(long, EXIT), "event_uid": "later", "time": last}]
    engine = open_month(month)
    found = asked(engine, **what)
    for name, value in most.items():
        monkeypatch.setattr(explain_asked, name, value)

    assert found == asked(engine, **what)
    assert sum(visit.events for visit in found.visits) == len(found.events)


def test_events_of_left_out_visits_come_with_raw_lines(left: DuckDB) -> None:
    found = asked(left, session="x1")

    assert sum(visit.events for visit in found.visits) == len(found.events)
    assert ("march.ndjson", 5) == (found.events[0].record.file, found.events[0].record.line)
    assert f'{{"uid": "{found.events[0].event_uid}"}}' == found.events[0].record.text


def test_sums_of_left_out_visits_are_their_bits(left: DuckDB) -> None:
    weighed = [visit for visit in asked(left, address=EXIT).visits if visit.reasons]

    assert {"ann@mail.example", "dot@mail.example", "gus@mail.example"} <= {
        visit.account for visit in weighed
    }
    for visit in weighed:
        assert visit.turning
        assert visit.bits == visit.reasons[-1].running == visit.turning.margin


def test_crowd_counts_strangers_tries(left: DuckDB) -> None:
    found = asked(left, address=EXIT).crowd

    assert (5, 5) == (found.tried, found.protected)
    assert 0.8 == pytest.approx(found.expected)
    assert "Strangers' tries went for 5 accounts; 5 of them are protected, and 0.8 would" in (
        crowd_sentence(found)
    )


@pytest.mark.parametrize(
    ("account", "sentence"),
    [
        ("ann", "for C-1 it is 3.0 bits short of the 0 bits that a visit needs; it would not get"),
        ("ann", "none of its 2 earlier sign-ins agrees with it in device, client"),
        ("dot", "untargeted crime (sign-in refused): for C-1 it is 9.0 bits short of"),
        ("eva", "called innocent by decision 4."),
        ("fae", "a slip: fay@mail.example was meant."),
        ("gus", "of unlikely-2, a candidate that is judged to be no campaign: 1.0 bits above"),
        ("hal", "but nobody was surely after protected people, so nothing was weighed (sign-in"),
        ("ivy", "not at home, but quiet"),
        ("jon", "The account is at home there, +9.0 bits where 4 are enough: the logs hold no"),
    ],
)
def test_visit_says_what_became_of_it(left: DuckDB, account: str, sentence: str) -> None:
    (visit,) = [v for v in asked(left, address=EXIT).visits if v.account.startswith(account)]

    assert sentence in visit_sentence(visit)


def test_home_says_what_it_is_known_by(left: DuckDB) -> None:
    """By its own sign-ins of earlier days, of later ones where there are none, and colleagues."""
    first, *_, last = sorted(
        (v for v in asked(left, account="ann@mail.example").visits if v.step == "home"),
        key=lambda visit: visit.first_at,
    )

    assert (
        "The account is at home there, +9.0 bits where 4 are enough: of its 1 earlier sign-in "
        "1 has the same device and 1 has the same address; 2 other accounts of its mail domain "
        "sign in from that address." == visit_sentence(last)
    )
    assert (False, 2) == (first.known.earlier, first.known.signins)


def test_crowd_at_home_says_what_it_is_known_by(left: DuckDB) -> None:
    """Of the office's four visits two are of one account; all have a colleague there."""
    found = asked(left, address=OFFICE).home

    assert (
        "Of 4 visits at home: 2 in device, 2 in client, 2 in address, 2 in network, 2 in country "
        "agree with other sign-ins of the account; "
        "4 came from an address where others of the account's mail domain sign in."
    ) == home_crowd_sentence(found)


def test_what_another_did_names_them(month: Month, open_month: OpenMonth) -> None:
    """A help desk looks somebody up: its account is signed in, and the other is not a stranger."""
    add(month, "h1", OFFICE, [visited("h1", "lost@mail.example", 3, 9.0, signin_successes=0)])
    month["events"][-1]["actor_account"] = "desk@mail.example"
    found = asked(open_month(month), session="h1")

    assert 1 == found.home.done_by_others
    assert "what was done to it was done by desk@mail.example, who was signed in there" in (
        visit_sentence(found.visits[0])
    )


def test_verdicts_crimes_and_decisions_are_told(left: DuckDB) -> None:
    found = asked(left, address=EXIT)

    assert [("unlikely-2", -3.0)] == [(v.candidate, v.turning.margin) for v in found.verdicts]
    assert [("stuffing", 7, 8.1)] == [
        (crime.kind, crime.protected, crime.expected_protected) for crime in found.crimes
    ]
    assert [(4, "our test")] == [(one.decision, one.why) for one in found.decisions]
    assert ("C-1",) == found.campaigns


@pytest.mark.parametrize(
    ("what", "message"),
    [
        ({}, "nothing to explain: a CAMPAIGN is missing, or --account, --session or --address"),
        ({"account": " X@y.example"}, "no visit in the analysed time fits: account x@y.example."),
        ({"address": "here"}, "--address got 'here', expected an address such as 192.0.2.1"),
    ],
)
def test_unknown_questions_are_refused(engine: DuckDB, what: dict[str, str], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        asked(engine, **what)


def test_left_out_is_plain_json(left: DuckDB) -> None:
    found = plain(asked(left, address=EXIT))

    assert isinstance(found, dict)
    assert {"account": None, "session": None, "address": EXIT} == found["asked"]


@pytest.mark.parametrize("width", [40, 120])
def test_left_out_is_readable(left: DuckDB, width: int) -> None:
    console = Console(file=StringIO(), width=width, force_terminal=False)
    console.print(terminal.left_out(asked(left, address=EXIT)))
    text = console.file.getvalue()  # type: ignore[attr-defined]

    assert text.startswith(f"address {EXIT}: 9 events")
    assert "Some of it is hostile, of C-1." in text.replace("\n", " ")
    assert "Why unlikely-2 is no campaign" in text.replace("\n", " ")
