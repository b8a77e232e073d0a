import pytest

from rasid.evaluation.measures.numbers import Count


@pytest.mark.parametrize(
    ("true", "found", "error", "exact", "near"),
    [
        (0, 0, 0, True, True),
        (0, 1, 1, False, True),
        (0, 2, 2, False, False),
        (50, 49, -1, False, True),
        (50, 48, -2, False, False),
        (300, 303, 3, False, True),
        (300, 296, -4, False, False),
    ],
)
def test_count_is_near_within_one_or_one_per_cent(
    true: int,
    found: int,
    error: int,
    exact: bool,  # noqa: FBT001
    near: bool,  # noqa: FBT001
) -> None:
    count = Count(true, found)

    assert (error, exact, near) == (count.error, count.exact, count.near)


@pytest.mark.parametrize(("true", "held"), [(9, False), (10, True), (14, True), (15, False)])
def test_bounds_hold_what_is_within_them(true: int, held: bool) -> None:  # noqa: FBT001
    """The bounds themselves are within."""
    assert held is Count(true, 12, 10, 14).held


def test_no_bounds_hold_nothing() -> None:
    assert Count(3, 3).held is None
