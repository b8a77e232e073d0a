"""Points of a picture stand apart, within their discs, and discs apart within their columns."""

from itertools import combinations, pairwise
from math import dist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasid.reports.charts.discs import Disc, columns, sunflower

SIZES = st.lists(st.integers(1, 60), max_size=8)


@pytest.mark.parametrize("nodes", [0, 1, 2, 7, 300])
def test_seeds_stand_apart(nodes: int) -> None:
    points = sunflower(nodes)

    assert nodes == len(points)
    assert all(dist(one, other) > 0.6 for one, other in combinations(points, 2))


@given(st.lists(SIZES, max_size=4))
def test_discs_hold_their_points_and_none_of_another(kinds: list[list[int]]) -> None:
    placed = columns(kinds)
    discs = [disc for of in placed for disc in of]

    assert kinds == [[len(disc.points) for disc in of] for of in placed]
    assert all(
        dist((disc.x, disc.y), point) < disc.radius for disc in discs for point in disc.points
    )
    assert all(
        dist((one.x, one.y), (other.x, other.y)) > 0.99 * (one.radius + other.radius)
        for one, other in combinations(discs, 2)
    )


@given(st.lists(SIZES.filter(bool), min_size=2, max_size=4))
def test_columns_follow_each_other_around_one_line(kinds: list[list[int]]) -> None:
    placed = columns(kinds)

    def sides(of: list[Disc]) -> tuple[float, float]:
        return min(d.x - d.radius for d in of), max(d.x + d.radius for d in of)

    assert all(sides([*left])[1] < sides([*right])[0] for left, right in pairwise(placed))
    for of in placed:
        top, bottom = min(d.y - d.radius for d in of), max(d.y + d.radius for d in of)
        assert top == pytest.approx(-bottom)
