"""Events to campaigns, whole: what is found, what is told of it, and that it adds up."""

from random import Random

import pytest

from campaigns.worlds import (
    World,
    a_mixed_month,
    a_town,
    background,
    campaigns,
    hostile,
    mailbox,
)
from rasid.engines.duckdb import DuckDB
from rasid.tables.campaigns import BACKGROUND, CAMPAIGNS, HOSTILE
from rasid.tables.contract import Table
from rasid.tables.evidence import EVIDENCE
from sessions.logs import dicts


def test_mixed_month_is_told_apart(mixed: DuckDB) -> None:
    """The group is a campaign, the wave is background, and everybody else is left alone."""
    group = [e["event_uid"] for e in a_mixed_month().events if e.get("fingerprint") == "t13d-group"]

    assert sorted(group) == [row["event_uid"] for row in hostile(mixed)]
    assert ["AS64510 · t13d-bot"] == [row["source"] for row in background(mixed)]


def test_campaign_counts_its_events(mixed: DuckDB) -> None:
    """The four numbers are those of the hostile events."""
    (found,) = campaigns(mixed)

    assert (15, 15, 15, 1) == tuple(
        found[name]
        for name in ("attempts", "accounts_identified", "accounts_attacked", "accounts_compromised")
    )
    times = [row["time"] for row in hostile(mixed)]
    assert (min(times), max(times)) == (found["first_seen"], found["last_seen"])
    assert found["campaign_probability"] > 0.95


@pytest.mark.parametrize("table", [CAMPAIGNS, HOSTILE, BACKGROUND, EVIDENCE], ids=lambda t: t.name)
def test_tables_keep_their_contracts(mixed: DuckDB, table: Table) -> None:
    """Each has every declared column, nothing empty in its key, and each key once."""
    rows = dicts(mixed, table.name)
    keys = [tuple(row[name] for name in table.key) for row in rows]

    assert rows
    assert set(table.column_names) <= rows[0].keys()
    assert len(keys) == len(set(keys))
    assert [] == [key for key in keys if None in key]


def test_evidence_adds_up_to_the_bits(mixed: DuckDB) -> None:
    """What is told of a visit, line by line, is what it weighs."""
    told: dict[tuple[str, str], float] = {}
    for row in dicts(mixed, "evidence"):
        if row["subject"] == "visit":
            key = row["session_id"], row["account"]
            told[key] = told.get(key, 0.0) + row["bits"]
    bits = {(row["session_id"], row["account"]): row["bits"] for row in hostile(mixed)}

    assert bits == pytest.approx({key: told[key] for key in bits})
    assert min(bits.values()) > 0.0


def test_evidence_is_of_known_campaigns(mixed: DuckDB) -> None:
    """Each reason belongs to a campaign that is shown, and says something."""
    rows = dicts(mixed, "evidence")

    assert {row["campaign_id"] for row in campaigns(mixed)} == {row["campaign_id"] for row in rows}
    assert {"visit", "campaign"} == {row["subject"] for row in rows}
    assert [] == [row for row in rows if row["bits"] and not row["reason"]]


def test_heaviest_reason_is_the_reason(mixed: DuckDB) -> None:
    """The reason of a hostile event is one of its evidence, and none is heavier."""
    told: dict[tuple[str, str], list[tuple[float, str]]] = {}
    for row in dicts(mixed, "evidence"):
        if row["family"] != "prior":
            key = row["session_id"], row["account"]
            told.setdefault(key, []).append((row["bits"], row["reason"]))

    for row in hostile(mixed):
        best = max(told[row["session_id"], row["account"]])[0]
        assert row["reason"] in {
            reason for bits, reason in told[row["session_id"], row["account"]] if bits == best
        }


def test_same_log_gives_the_same_tables(mixed: DuckDB, engine: DuckDB) -> None:
    """Whatever the order of the events, the same is found."""
    world = a_mixed_month()
    names = [table.name for table in (CAMPAIGNS, HOSTILE, BACKGROUND, EVIDENCE)]
    Random(2).shuffle(world.events)
    world.judge(engine)

    assert {name: dicts(mixed, name) for name in names} == {
        name: dicts(engine, name) for name in names
    }


@pytest.mark.parametrize("world", [World(), a_town(), a_town(protected=0)])
def test_nothing_is_found_in_nothing(engine: DuckDB, world: World) -> None:
    """No event, an honest month, and an empty roster are no failures and no campaigns."""
    world.judge(engine)

    assert ([], [], []) == (campaigns(engine), hostile(engine), dicts(engine, "evidence"))


def test_group_against_nobody_protected_is_no_campaign(engine: DuckDB) -> None:
    """Who is not on the roster is not what this is about."""
    world = a_mixed_month()
    world.roster = []
    for number in range(15):
        world.protect(mailbox(number))
    world.judge(engine)

    assert [] == campaigns(engine)
