"""What decisions do to an analysis: sources left out, campaigns merged, split and kept."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from campaigns.worlds import World, a_mixed_month, campaigns, hostile, protected_of
from rasid.campaigns import find
from rasid.campaigns.deciding.asked import asked_sessions, asked_split
from rasid.campaigns.deciding.decisions import About, Decision
from rasid.engines.duckdb import DuckDB
from rasid.tables.decisions import DECISIONS
from rasid.tables.history import CAMPAIGN_HISTORY
from sessions.logs import Row, dicts, fill

NOW = datetime(2026, 4, 1, tzinfo=UTC)
GROUPS = ("198.51.100.7", "198.51.100.8")


@pytest.fixture
def world(mixed: DuckDB, engine: DuckDB) -> World:
    """Return a month in which one group works from two addresses, and was found to."""
    fill(engine, CAMPAIGN_HISTORY, [])
    month = a_mixed_month()
    month.previous = dicts(mixed, "renewed_lineage")
    return month


def decision(kind: str, number: int = 1, **more: Any) -> Decision:  # noqa: ANN401 - its fields
    return Decision(number, NOW, "ada", kind, "for the test", **more)


def again(engine: DuckDB, world: World, *decisions: Decision) -> list[Row]:
    """Judge once more after what was found before, and return the campaigns."""
    found = campaigns(world.judge(engine, decisions))
    world.previous = dicts(engine, "renewed_lineage")
    return found


def split_off(engine: DuckDB, name: str, accounts: Sequence[str], number: int = 1) -> Decision:
    about, other = asked_split(engine, name, [], accounts)
    return decision("split", number, campaign_id=name, other_id=other, about=about)


def accounts_of(engine: DuckDB, campaign_id: str) -> set[str]:
    return {row["account"] for row in hostile(engine) if row["campaign_id"] == campaign_id}


def effects(engine: DuckDB) -> list[tuple[int, str, int]]:
    rows = dicts(engine, "decisions", DECISIONS.key)
    return [(row["decision"], row["campaign_id"], row["sessions"]) for row in rows]


@pytest.mark.parametrize(
    "about",
    [
        About(address=GROUPS[0]),
        About(network="198.51.100.7/32"),
        About(network="AS64505"),
        About(fingerprint="t13d-group"),
    ],
    ids=["address", "range", "network", "fingerprint"],
)
def test_innocent_source_is_no_campaigns(
    mixed: DuckDB, engine: DuckDB, world: World, about: About
) -> None:
    (found,) = campaigns(mixed)
    again(engine, world, decision("innocent", about=about))
    left = {GROUPS[1]} if about.address or "/" in about.network else set()

    assert {row["source_ip"] for row in hostile(engine)} <= left
    ((number, campaign_id, sessions),) = effects(engine)
    assert (1, found["campaign_id"]) == (number, campaign_id)
    assert sessions > 0


def test_innocent_session_is_known_by_its_source_and_time(
    mixed: DuckDB, engine: DuckDB, world: World
) -> None:
    """Its id changes when an earlier event of it becomes known."""
    session_id = hostile(mixed)[0]["session_id"]
    (marked,) = asked_sessions(mixed, [session_id])
    renamed = replace(marked, session_id="an id of another time")
    again(engine, world, decision("innocent", about=About(sessions=(renamed,))))

    assert [(session_id,)] == engine.rows("SELECT session_id FROM innocent_sessions")
    assert session_id not in {row["session_id"] for row in hostile(engine)}


def test_undone_innocence_is_forgotten(mixed: DuckDB, engine: DuckDB, world: World) -> None:
    """Without the decision all is as it was, the id too."""
    before = campaigns(mixed)
    again(engine, world, decision("innocent", about=About(fingerprint="t13d-group")))

    assert [] == campaigns(engine)
    assert before == again(engine, world)


def test_named_accounts_become_a_campaign_of_their_own(
    mixed: DuckDB, engine: DuckDB, world: World
) -> None:
    """However often it is analysed, and whichever part is larger."""
    (found,) = campaigns(mixed)
    apart = sorted(accounts_of(mixed, found["campaign_id"]))[:12]
    split = split_off(mixed, found["campaign_id"], apart)
    for _ in range(2):
        names = {row["campaign_id"] for row in again(engine, world, split)}

        assert {found["campaign_id"], split.other_id} == names
        assert set(apart) == accounts_of(engine, split.other_id)
    assert [(1, name) for name in sorted(names)] == [row[:2] for row in effects(engine)]
    assert [found] == again(engine, world)


def test_named_sessions_become_a_campaign_of_their_own(
    mixed: DuckDB, engine: DuckDB, world: World
) -> None:
    (found,) = campaigns(mixed)
    sessions = sorted({row["session_id"] for row in hostile(mixed)})[:2]
    about, other = asked_split(mixed, found["campaign_id"], sessions, [])
    again(
        engine,
        world,
        decision("split", campaign_id=found["campaign_id"], other_id=other, about=about),
    )
    mine = {row["session_id"] for row in hostile(engine) if row["campaign_id"] == other}

    assert set(sessions) == mine


def test_merge_makes_one_of_two(mixed: DuckDB, engine: DuckDB, world: World) -> None:
    """It acts on what a split made, in the order in which both were decided."""
    (found,) = campaigns(mixed)
    name = found["campaign_id"]
    split = split_off(mixed, name, protected_of(world)[:4])
    again(engine, world, split)
    merge = decision("merge", 2, campaign_id=split.other_id, other_id=name)
    (merged,) = again(engine, world, split, merge)

    assert split.other_id == merged["campaign_id"]
    assert found["attempts"] == merged["attempts"]
    assert {name, split.other_id} == {row["campaign_id"] for row in again(engine, world, split)}
    assert [found] == again(engine, world)


def test_confirmed_campaign_is_shown_with_its_own_probability(
    mixed: DuckDB, engine: DuckDB, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the evidence makes of it is told all the same."""
    (found,) = campaigns(mixed)
    monkeypatch.setattr(find, "LIKELY", 1.1)

    assert [] == again(engine, world)
    confirm = decision("confirm", campaign_id=found["campaign_id"])
    assert [found] == again(engine, world, confirm)
    assert [(1, found["campaign_id"], 0)] == effects(engine)
    assert [] == again(engine, world)


def test_decision_on_what_is_not_there_says_so(mixed: DuckDB, engine: DuckDB, world: World) -> None:
    found = campaigns(mixed)
    nothing = (
        decision("confirm", 1, campaign_id="C-0"),
        decision("merge", 2, campaign_id=found[0]["campaign_id"], other_id="C-0"),
        decision("innocent", 3, about=About(address="192.0.2.99")),
    )

    assert found == again(engine, world, *nothing)
    assert [(1, "", 0), (2, "", 0), (3, "", 0)] == effects(engine)


def test_decisions_keep_their_contract(mixed: DuckDB, engine: DuckDB, world: World) -> None:
    (found,) = campaigns(mixed)
    split = split_off(mixed, found["campaign_id"], protected_of(world)[:4])
    again(engine, world, split, decision("innocent", 2, about=About(address=GROUPS[1])))
    rows = dicts(engine, "decisions")
    keys = {tuple(row[name] for name in DECISIONS.key) for row in rows}

    assert set(DECISIONS.column_names) == set(rows[0])
    assert len(rows) == len(keys)
