from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rasid.errors import IntegrityError
from rasid.reports.disclosure.bounding import Reader
from rasid.reports.disclosure.claims import Claim, Where
from reports.disclosure.planted import exact, of

A, B, C = of("a"), of("b"), of("c")
CELLS = frozenset({("a", ""), ("b", ""), ("c", "")})
SUMS = tuple(of(*names) for names in ("a", "b", "c", "ab", "ac", "bc", "abc"))


def test_what_is_left_of_a_total_follows() -> None:
    read = [exact("attacked", 9, Where()), exact("attacked", 5, A), exact("attacked", 3, B)]

    assert (1, 1) == Reader(CELLS, [read]).bounds("attacked", C)


def test_range_lets_a_range_follow() -> None:
    read = [exact("attacked", 30, Where()), Claim("attacked", of("a", "b"), 10, 19)]

    assert (11, 20) == Reader(CELLS, [read]).bounds("attacked", C)


def test_compromised_are_among_attacked() -> None:
    read = [exact("attacked", 2, A), exact("compromised", 3, of("a", "b"))]

    assert (1, 3) == Reader(CELLS, [read]).bounds("compromised", B)


def test_change_of_a_total_is_told_by_two_disclosures() -> None:
    totals = [[exact("attacked", n, Where()), exact("attacked", n - 4, A)] for n in (13, 12)]
    reader = Reader(CELLS, totals)

    assert (1, 1) == reader.change("attacked", A)
    assert (0, 0) == reader.change("attacked", of("b", "c"))


def test_same_totals_with_other_parts_are_other_accounts() -> None:
    """Nothing is taken for the same that cannot be: the parts of two days contradict each other."""
    parts = [[exact("attacked", 9, Where()), exact("attacked", n, A)] for n in (5, 6)]

    assert (5, 5) == Reader(CELLS, parts).bounds("attacked", A)


def test_disclosure_that_contradicts_itself_is_an_error() -> None:
    reader = Reader(CELLS, [[exact("attacked", 1, Where()), exact("attacked", 2, A)]])

    with pytest.raises(IntegrityError, match="contradicts itself"):
        reader.bounds("attacked", A)


@given(
    truth=st.tuples(*[st.integers(0, 4)] * 3),
    told=st.lists(st.sampled_from(SUMS), max_size=4, unique=True),
)
@settings(max_examples=25)
def test_bounds_are_those_of_all_worlds(truth: tuple[int, int, int], told: list[Where]) -> None:
    """What follows is what holds in every world in which what was told is true, and no more."""
    everybody = (*told, of("a", "b", "c"))

    def total(world: tuple[int, ...], where: Where) -> int:
        return sum(n for n, name in zip(world, "abc", strict=True) if where.holds(name, ""))

    reader = Reader(CELLS, [[exact("identified", total(truth, one), one) for one in everybody]])
    worlds = [
        world
        for world in product(range(sum(truth) + 1), repeat=3)
        if all(total(world, one) == total(truth, one) for one in everybody)
    ]
    for where in SUMS:
        low, high = reader.bounds("identified", where)
        possible = [total(world, where) for world in worlds]
        assert low <= min(possible)
        assert max(possible) <= high
        assert len(told) > 2 or (min(possible), max(possible)) == (low, high)
