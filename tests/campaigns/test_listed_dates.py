"""People join and leave: only what happens within the dates of their row is theirs."""

import pytest

from campaigns.worlds import World, a_town, add_group, campaigns, hostile, mailbox, protected_of
from rasid.engines.duckdb import DuckDB
from rasid.reports.funnel import count_funnels

DAYS = {4, 6, 11, 13}
"""When the victim is tried."""


def an_attacked_town(**dated: str) -> tuple[World, str]:
    """Return a town with a group that comes back to eight people, and a victim, who has dates."""
    world = a_town()
    targets = protected_of(world)[:8]
    for day in DAYS:
        add_group(world, targets, days=(day - 2, day + 10), seed=4)
    row = next(row for row in world.roster if row["account"] == targets[0])
    row.update(dated)
    return world, targets[0]


@pytest.mark.parametrize(
    ("dated", "days"),
    [
        ({}, DAYS),
        ({"listed_from": "2026-03-06"}, {6, 11, 13}),
        ({"listed_until": "2026-03-13"}, {4, 6, 11}),
        ({"listed_from": "2026-03-06", "listed_until": "2026-03-11"}, {6}),
        ({"listed_from": "2026-03-07", "listed_until": "2026-03-11"}, set()),
        ({"listed_until": "2025-01-01"}, set()),
    ],
)
def test_event_is_the_person_s_within_the_dates(
    engine: DuckDB, dated: dict[str, str], days: set[int]
) -> None:
    """From inclusive, until exclusive; outside of them the same account is unlisted."""
    world, victim = an_attacked_town(**dated)
    rows = [row for row in hostile(world.judge(engine)) if row["account"] == victim]

    assert days == {row["time"].day for row in rows if row["person_id"]}
    assert all((row["category"] == "journalist") == bool(row["person_id"]) for row in rows)


def test_who_left_long_ago_weighs_nothing(engine: DuckDB) -> None:
    """A group that goes for people who are not listed any more is no campaign."""
    world = a_town()
    add_group(world, protected_of(world), days=(2, 4, 9, 11))
    for row in world.roster:
        row["listed_until"] = "2026-01-01"
    world.protect(mailbox(3), "Somebody Else")

    assert [] == hostile(world.judge(engine))


def test_account_that_was_listed_for_a_while_is_counted_once(engine: DuckDB) -> None:
    """It was attacked before and while it was listed; the categories still add up."""
    world, victim = an_attacked_town(listed_from="2026-03-06", listed_until="2026-03-11")
    (campaign,) = campaigns(world.judge(engine))
    of_victim = {row["category"] for row in hostile(engine) if row["account"] == victim}
    funnel = count_funnels(engine)[campaign["campaign_id"]]
    attacked = {row.category: row.funnel.attacked for row in funnel.by_category}

    assert "journalist" in of_victim
    assert campaign["accounts_attacked"] == sum(attacked.values())
    assert 8 == attacked["journalist"]
