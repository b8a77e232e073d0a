"""Every session, address, client and person of a campaign once, and only what they are tied by."""

from collections import Counter

import pytest

from rasid.engines.duckdb import DuckDB
from rasid.reports.nodes import ADDRESS, CLIENT, PERSON, SESSION, Nodes, read_nodes
from reports.months import Month, OpenMonth


@pytest.fixture
def engine_of(month: Month, open_month: OpenMonth) -> DuckDB:
    for row in month["sessions"]:
        row["fingerprint"] = "one client"
    return open_month(month)


def named(found: Nodes, kind: str) -> dict[str, int]:
    return {node.name: node.events for node in found.nodes if node.kind == kind}


def test_nodes_have_all_events_of_the_campaign(month: Month, engine_of: DuckDB) -> None:
    found = read_nodes(engine_of, "C-1")
    hostile = [row for row in month["hostile"] if row["campaign_id"] == "C-1"]
    people = Counter(row["person_id"] or row["account"] for row in hostile)

    assert Counter(row["session_id"] for row in hostile) == named(found, SESSION)
    assert Counter(row["source_ip"] for row in hostile) == named(found, ADDRESS)
    assert people == named(found, PERSON)
    assert {"one client": len(hostile)} == named(found, CLIENT)
    assert 0 == found.left_out


def test_ties_are_what_a_session_shares_a_row_with(month: Month, engine_of: DuckDB) -> None:
    found = read_nodes(engine_of, "C-1")
    hostile = [row for row in month["hostile"] if row["campaign_id"] == "C-1"]
    told = {(found.nodes[start].name, found.nodes[end].name) for start, end in found.ties}
    expected = {
        (row["session_id"], other)
        for row in hostile
        for other in (row["source_ip"], row["person_id"] or row["account"], "one client")
    }

    assert expected == told
    assert len(expected) == len(found.ties)
    assert {SESSION} == {found.nodes[start].kind for start, _ in found.ties}


def test_the_busiest_sessions_stay_where_there_are_too_many(
    month: Month, engine_of: DuckDB
) -> None:
    events = Counter(row["session_id"] for row in month["hostile"] if row["campaign_id"] == "C-1")
    few = read_nodes(engine_of, "C-1", most=1)
    ((name, told),) = named(few, SESSION).items()

    assert max(events.values()) == told == events[name]
    assert len(events) - 1 == few.left_out


def test_a_campaign_that_is_none_has_no_nodes(engine: DuckDB) -> None:
    assert Nodes([], []) == read_nodes(engine, "C-9")
