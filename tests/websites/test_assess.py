import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from rasid.case import Case
from rasid.tables.campaigns import HOSTILE
from rasid.tables.events import EVENTS
from rasid.tables.websites import PAGE_TRAITS, SIGHTINGS, WEBSITE_TIES, WEBSITES
from rasid.websites import Judge, Known, Taught, assess, import_domains
from rasid.websites.importing import TableWriter
from rasid.websites.learning import Knowledge
from rasid.websites.model import Model
from rasid.websites.taught import Label

NOW = datetime(2026, 1, 1, tzinfo=UTC)
BAD = {"domain": "known.test", "first_seen": "2019-01-01", "last_seen": "2019-02-01"}
SEEN = {"domain": "house-bread.example", "first_seen": "2019-01-15", "last_seen": "2019-01-20"}

Assessed = Callable[..., dict[str, dict[str, Any]]]


@pytest.fixture
def assessed(
    case: Case, knowledge: Knowledge, model: Model, written: Callable[..., Path]
) -> Assessed:
    """Import records and assess them, `known.test` being Group A's and honest names given."""

    def run(
        *records: Mapping[str, object],
        honest: frozenset[str] = frozenset(),
        labelled: tuple[str, ...] = (),
    ) -> dict[str, dict[str, Any]]:
        labels = dict.fromkeys(("known.test", *labelled), Label("Group A", date(2019, 1, 1)))
        judge = Judge(Known(knowledge, date(2019, 1, 1), labels, honest, "state"), model)
        path = written(*map(json.dumps, records))
        with case.store.change() as change:
            import_domains(path, home=case.home, change=change, taught=Taught(), now=NOW)
        for table in (SIGHTINGS, PAGE_TRAITS):
            case.engine.view(table, case.store.parts(table))
        with case.store.change() as change:
            assess(case.engine, case.store, change, judge)
        for table in (WEBSITES, WEBSITE_TIES):
            case.engine.view(table, case.store.parts(table))
        rows = case.engine.rows("SELECT * FROM websites")
        return {row[0]: dict(zip(WEBSITES.column_names, row, strict=True)) for row in rows}

    return run


TIES = [
    ({"ip": "192.0.2.7"}, {"ip": "192.0.2.7"}, "address"),
    ({"certificate": "AA:BB"}, {"certificate": "aabb"}, "certificate"),
    ({"nameserver": "ns1.h.test"}, {"nameserver": "NS1.h.test."}, "name server"),
    ({"ip": "192.0.2.7"}, {"ip": "192.0.2.8"}, None),
    ({"nameserver": "ns1.bodis.com"}, {"nameserver": "ns1.bodis.com"}, None),
]


@pytest.mark.parametrize(("bad", "seen", "kind"), TIES)
def test_what_is_shared_ties(
    case: Case,
    assessed: Assessed,
    bad: dict[str, str],
    seen: dict[str, str],
    kind: str | None,
) -> None:
    """A rare thing that a domain shares with a labelled one ties it; a parking host does not."""
    rows = assessed(BAD | bad, SEEN | seen)

    assert ("known.test" if kind else "") == rows["house-bread.example"]["tied_to"]
    query = "SELECT kind FROM website_ties WHERE domain = 'house-bread.example'"
    assert ([(kind,)] if kind else []) == case.engine.rows(query)


MINUTES = [
    ("2019-01-01T10:02:59Z", True),
    ("2019-01-01T10:01:30Z", True),
    ("2019-01-01T10:03:10Z", True),
    ("2019-01-01T10:03:11Z", False),
    ("2019-01-01T18:00:00Z", False),
    ("2019-01-01", False),
]


@pytest.mark.parametrize(("registered", "is_tie"), MINUTES)
def test_same_minute_ties(case: Case, assessed: Assessed, registered: str, is_tie: bool) -> None:  # noqa: FBT001
    """Domains registered no more than a minute apart are tied; those of one day are not."""
    bad = BAD | {"registrar": "R", "creation_date": "2019-01-01T10:02:10Z"}

    assessed(bad, SEEN | {"registrar": "R", "creation_date": registered})

    kinds = {kind for (kind,) in case.engine.rows("SELECT kind FROM website_ties")}
    assert {"registrar"} | ({"registration minute"} if is_tie else set()) == kinds


def test_names_a_minute_from_a_third_are_not_tied_to_each_other(
    case: Case, assessed: Assessed
) -> None:
    """Of three names 50 seconds apart each is tied to the next alone, however they are counted."""
    rows = [
        BAD | {"registrar": "R", "creation_date": "2019-01-01T10:02:00Z"},
        BAD | {"domain": "other.test", "registrar": "R", "creation_date": "2019-01-01T10:02:50Z"},
        SEEN | {"registrar": "R", "creation_date": "2019-01-01T10:03:40Z"},
    ]

    assessed(*rows, labelled=("other.test",))

    query = "SELECT other, sharing FROM website_ties WHERE kind LIKE 'regist% m%' AND domain = $d"
    assert [("other.test", 3)] == case.engine.rows(query, {"d": "house-bread.example"})


def test_ties_fade_with_time_and_company(case: Case, assessed: Assessed) -> None:
    """An address shared years apart, or by many, says less than one shared alone at one time."""
    others = [
        {"domain": f"d{number}.example", "ip": "192.0.2.9", "first_seen": "2019-01-15"}
        for number in range(50)
    ]
    late = {"domain": "late.example", "ip": "192.0.2.7", "first_seen": "2021-01-15"}
    assessed(BAD | {"ip": ["192.0.2.7", "192.0.2.9"]}, SEEN | {"ip": "192.0.2.7"}, late, *others)

    query = "SELECT domain, bits FROM website_ties WHERE kind = 'address' AND other = 'known.test'"
    bits = dict(case.engine.rows(query))
    assert bits["house-bread.example"] > bits["d1.example"]
    assert bits["house-bread.example"] > bits["late.example"]


@pytest.mark.parametrize(
    ("share", "told"),
    [(0.0005, ("look", "", "Group A")), (0.01, ("flagged", "Group A", "Group A"))],
)
def test_ties_lift_and_name_the_group(
    assessed: Assessed, monkeypatch: pytest.MonkeyPatch, share: float, told: tuple[str, ...]
) -> None:
    """A name that says nothing is lifted by what it shares; it is ascribed where it is flagged."""
    monkeypatch.setattr("rasid.websites.judging.FLAGGED_SHARE", share)
    shared = {"ip": "192.0.2.7", "certificate": "aabb"}

    row = assessed(BAD | shared, SEEN | shared)["house-bread.example"]

    assert row["tie_bits"] > 8
    assert told == (row["level"], row["group_name"], row["likeliest_group"])


def test_popular_name_is_set_apart(assessed: Assessed) -> None:
    """A name known as honest is not flagged, whatever it shares."""
    shared = {"ip": "192.0.2.7", "certificate": "aabb", "creation_date": "2019-01-01T10:20:30Z"}

    row = assessed(BAD | shared, SEEN | shared, honest=frozenset({"house-bread.example"}))

    assert ("popular", "", 0.0) == tuple(
        row["house-bread.example"][name] for name in ("standing", "level", "tie_bits")
    )


STANDINGS = [
    ({"domain": "x.ddns.net"}, "dynamic DNS"),
    ({"domain": "x.example", "nameserver": "ns1.bodis.com"}, "parked"),
    ({"domain": "x.example", "ip": "192.0.2.1"}, ""),
    ({"domain": "known.test"}, "labelled"),
]


@pytest.mark.parametrize(("record", "standing"), STANDINGS)
def test_what_anybody_shares_is_set_apart(
    assessed: Assessed, record: dict[str, str], standing: str
) -> None:
    """Parked names and names of dynamic DNS services are told."""
    (row,) = assessed(record).values()

    assert standing == row["standing"]


def test_followed_link_ties(case: Case, assessed: Assessed, tmp_path: Path) -> None:
    """A domain that a campaign's links led to is tied to it; a popular one is not."""
    links = ["https://house-bread.example/x?y=1", "see hxxps://www.honest.example/", "no link"]
    event = dict.fromkeys(EVENTS.column_names) | {"action": "link_click"}
    hostile = dict.fromkeys(HOSTILE.column_names) | {"campaign_id": "c1"}
    for table, row, told in ((EVENTS, event, "detail"), (HOSTILE, hostile, "reason")):
        part = tmp_path / f"{table.name}.parquet"
        with TableWriter(table, part) as writer:
            for number, link in enumerate(links):
                when = datetime(2019, 1, 1, tzinfo=UTC).replace(tzinfo=None)
                filled = row | {"event_uid": str(number), "time": when, told: link}
                writer.add(tuple(filled.values()))
        case.engine.view(table, [part])

    rows = assessed(SEEN, {"domain": "honest.example"}, honest=frozenset({"honest.example"}))

    assert ("c1", "") == tuple(
        rows[name]["tied_to"] for name in ("house-bread.example", "honest.example")
    )
    assert rows["house-bread.example"]["tie_bits"] > 0


def test_one_host_of_many_ties_less(case: Case, assessed: Assessed) -> None:
    """A group that has lived in many places is told less surely by one of them."""
    seen = {**SEEN, "ip": "192.0.2.7"}
    assessed({**BAD, "ip": "192.0.2.7"}, seen)
    of_one = case.engine.rows("SELECT bits FROM website_ties WHERE kind = 'address'")

    others = [{**BAD, "domain": f"known{n}.test", "ip": f"192.0.2.{n + 8}"} for n in range(9)]
    labels = tuple(one["domain"] for one in others)
    assessed({**BAD, "ip": "192.0.2.7"}, seen, *others, labelled=labels)
    of_ten = case.engine.rows("SELECT bits FROM website_ties WHERE kind = 'address'")

    assert of_one[0][0] - of_ten[0][0] == pytest.approx(1.7, abs=0.1)
