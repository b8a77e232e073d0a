"""Without a roster: who is tried from several addresses on several days, against chance."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.worlds import World, a_town, add_stuffing, mailbox
from rasid.campaigns.suggesting.converging import SEVERAL, by_chance, find_converging
from rasid.engines.duckdb import DuckDB
from sessions.logs import at, dicts

SOUGHT = mailbox(44)


def drawn(values: np.ndarray) -> dict[int, int]:
    return {n: count for n, count in Counter(values.tolist()).items() if n}


@pytest.mark.parametrize("kind", ["poisson", "binomial", "negative_binomial"])
def test_chance_is_told_whatever_its_distribution(kind: str) -> None:
    """Of accounts that are tried by chance alone, chance explains about all, at any dispersion."""
    draw = np.random.default_rng(5)
    found = {
        "poisson": draw.poisson(0.4, 300_000),
        "binomial": draw.binomial(5, 0.1, 300_000),
        "negative_binomial": draw.negative_binomial(1.5, 0.75, 300_000),
    }[kind]
    chance = by_chance(drawn(found), len(found))

    assert 0.85 < chance[SEVERAL] <= 1.0


def test_accounts_beyond_chance_are_told() -> None:
    """Fifty accounts among 20,000 are tried four times by somebody who means them."""
    tried = np.random.default_rng(5).poisson(0.15, 20_000)
    tried[:50] += 4
    chance = by_chance(drawn(tried), len(tried))

    assert chance[4] < 0.1
    assert chance[max(chance)] <= chance[SEVERAL]


@given(
    st.dictionaries(st.integers(1, 30), st.integers(1, 500)),
    st.integers(0, 20_000),
)
def test_share_is_one_and_never_grows(times: dict[int, int], accounts: int) -> None:
    """Whatever came in, also more tried accounts than there are accounts."""
    chance = by_chance(times, accounts)

    assert sorted(n for n in times if n >= SEVERAL) == list(chance)
    assert all(0.0 <= share <= 1.0 for share in chance.values())
    assert sorted(chance.values(), reverse=True) == list(chance.values())


def a_world_without_a_roster() -> World:
    return a_town(people=200, protected=0)


def try_it(world: World, day: int, account: str, address: str, *acts: str) -> None:
    here = {"asn": 64505, "country": "XD", "fingerprint": f"far-{address}", "account_exists": True}
    world.visit(
        at(day, 22), account, *(acts or ("signin failure bad_password",)), source_ip=address, **here
    )


def converging(engine: DuckDB, world: World) -> list[str]:
    find_converging(world.open(engine))
    return [row["account"] for row in dicts(engine, "converging", ["account"])]


@pytest.mark.parametrize(
    ("visits", "expected"),
    [
        ([(9, 7), (12, 8), (20, 9)], [SOUGHT]),
        ([(9, 7), (12, 8)], []),
        ([(9, 7), (12, 7), (20, 7)], []),
        ([(9, 7), (9, 8), (9, 9)], []),
    ],
)
def test_several_addresses_and_several_days_are_needed(
    engine: DuckDB, visits: list[tuple[int, int]], expected: list[str]
) -> None:
    """One visitor who stays, or many on one day, are an occasion and no convergence."""
    world = a_world_without_a_roster()
    for day, address in visits:
        try_it(world, day, SOUGHT, f"198.51.100.{address}")

    assert expected == converging(engine, world)


def test_look_ups_alone_are_none(engine: DuckDB) -> None:
    """People ask for public people's addresses all day."""
    world = a_world_without_a_roster()
    for day in range(5, 25):
        try_it(world, day, SOUGHT, f"198.51.100.{day}", "lookup")

    assert [] == converging(engine, world)


def test_list_of_leaked_passwords_is_none(engine: DuckDB) -> None:
    """A bot comes by all accounts on several days from several addresses."""
    world = a_world_without_a_roster()
    for day in (9, 12, 15, 18):
        add_stuffing(world, [mailbox(n) for n in range(0, 200, 2)], day=day)

    assert [] == converging(engine, world)


def test_nobody_stands_in_where_there_is_a_roster(engine: DuckDB) -> None:
    world = a_world_without_a_roster()
    world.protect(mailbox(3))
    for day in (9, 12, 20):
        try_it(world, day, SOUGHT, f"198.51.100.{day}")

    assert [] == converging(engine, world)
