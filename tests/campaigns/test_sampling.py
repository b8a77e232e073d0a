"""Where more is suspect than can be weighed, others stand for what is plain, and nothing else."""

from functools import partial

import pytest

from campaigns.worlds import World, a_town, add_group, campaigns, protected_of
from rasid.campaigns import reading
from rasid.campaigns.find import find_campaigns, tell_campaigns
from rasid.campaigns.left_out import tell_judged
from rasid.campaigns.sampling import sample_suspects
from rasid.campaigns.strangers import find_strangers
from rasid.engines.duckdb import DuckDB, packaged_sql
from sessions.logs import Row, at, dicts

PLAIN = 120


def a_beginning() -> World:
    """Return a town, a group, and people of whom nobody knows anything: each once, from a line."""
    world = a_town(protected=30)
    for number in range(PLAIN):
        here: Row = {"source_ip": f"203.0.{number // 50}.{number % 50}", "user_agent": "mail/1"}
        account = f"new{number}@mail.example"
        world.add(at(7, number % 24, number % 60), account, "lookup", account_exists=True, **here)
    add_group(world, protected_of(world)[:20], days=(3, 5, 8, 13))
    return world


def suspects_of(engine: DuckDB, **limits: int) -> list[Row]:
    """Return the suspects of a beginning, at most so many of them, and what is left out."""
    find_strangers(a_beginning().open(engine))
    engine.run("CREATE OR REPLACE TEMP TABLE innocent_sessions AS SELECT '' AS session_id LIMIT 0")
    engine.run(packaged_sql("rasid.campaigns", "suspects"))
    sample_suspects(engine, **limits)
    return dicts(engine, "suspects")


def test_few_suspects_are_weighed_each(engine: DuckDB) -> None:
    """Nothing is left out where all can be weighed."""
    suspects = suspects_of(engine)

    assert {1.0} == {row["weight"] for row in suspects}
    assert [] == dicts(engine, "unsampled")


@pytest.mark.parametrize(("most", "least"), [(60, 10), (5, 40)])
def test_others_stand_for_what_is_plain(engine: DuckDB, most: int, least: int) -> None:
    """Whoever is not plain stays; the rest count for as many as they stand for."""
    every = {row["session_id"] for row in suspects_of(engine)}
    suspects = suspects_of(engine, most=most, least=least)
    left = dicts(engine, "unsampled")
    stood = [row["weight"] for row in suspects if row["weight"] > 1.0]

    assert every == {row["session_id"] for row in suspects} | {row["session_id"] for row in left}
    assert len(every) == len(suspects) + len({row["session_id"] for row in left})
    assert list(range(len(suspects))) == sorted(row["place"] for row in suspects)
    assert 1 == len(set(stood))
    assert sum(stood) == pytest.approx(PLAIN, rel=0.5)
    assert {"look-up"} == {row["tactic"] for row in left}
    assert all(row["account"].startswith("new") for row in left)


def test_the_same_ones_are_left_out_again(engine: DuckDB) -> None:
    """A sample is a matter of addresses, and not of chance."""
    first = suspects_of(engine, most=60, least=10)

    assert first == suspects_of(engine, most=60, least=10)


@pytest.mark.parametrize("most", [400_000, 20])
def test_a_campaign_is_found_among_a_sample(
    engine: DuckDB, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    """What it is weighed against may be told by a sample of it."""
    monkeypatch.setattr(
        reading, "sample_suspects", partial(sample_suspects, most=most, least=most // 2)
    )
    found = find_campaigns(a_beginning().open(engine))
    tell_campaigns(engine, found)
    tell_judged(engine, found)
    (campaign,) = campaigns(engine)
    left = [row for row in dicts(engine, "judged") if row["step"] == "unsampled"]

    assert 20 == campaign["accounts_attacked"]
    assert (most < PLAIN) == bool(left)
    assert {"look-up"} >= {row["tactic"] for row in left}
