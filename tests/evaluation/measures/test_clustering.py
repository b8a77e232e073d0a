from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasid.evaluation.measures.clustering import BCubed, adjusted_rand, b_cubed

EVENTS = st.dictionaries(st.integers(0, 14).map(str), st.sampled_from("abc"), max_size=15)
Side = dict[str, str]


def rand_by_pairs(groups: Side, campaigns: Side, crime: set[str]) -> float | None:
    """Count pairs of events one by one."""
    events = sorted(groups.keys() | campaigns.keys() | crime)
    if not events:
        return None
    pairs = [
        (groups.get(a, "") == groups.get(b, ""), campaigns.get(a, "") == campaigns.get(b, ""))
        for a, b in combinations(events, 2)
    ]
    both = sum(true and found for true, found in pairs)
    true, found = (sum(side) for side in zip(*pairs, strict=True)) if pairs else (0, 0)
    chance = true * found / len(pairs) if pairs else 0.0
    most = (true + found) / 2
    return 1.0 if most == chance else (both - chance) / (most - chance)


def b_cubed_by_events(groups: Side, campaigns: Side) -> BCubed:
    """Look at each event by itself."""

    def mean(side: Side, other: Side) -> float | None:
        told = []
        for uid, mine in side.items():
            near = [one for one, its in side.items() if its == mine]
            same = [one for one in near if uid in other and other.get(one) == other[uid]]
            told.append(len(same) / len(near))
        return sum(told) / len(told) if told else None

    return BCubed(mean(campaigns, groups), mean(groups, campaigns))


@given(EVENTS, EVENTS, st.sets(st.integers(10, 20).map(str)))
def test_adjusted_rand_is_that_of_all_pairs(groups: Side, campaigns: Side, crime: set[str]) -> None:
    assert rand_by_pairs(groups, campaigns, crime) == pytest.approx(
        adjusted_rand(groups, campaigns, crime)
    )


@given(EVENTS, EVENTS)
def test_b_cubed_is_the_mean_of_all_events(groups: Side, campaigns: Side) -> None:
    expected, found = b_cubed_by_events(groups, campaigns), b_cubed(groups, campaigns)

    assert expected.precision == pytest.approx(found.precision)
    assert expected.recall == pytest.approx(found.recall)


def test_truth_itself_is_right() -> None:
    groups = {"u1": "a", "u2": "a", "u3": "b"}

    assert 1.0 == adjusted_rand(groups, groups, {"u4"})
    assert BCubed(1.0, 1.0) == b_cubed(groups, groups)


def test_two_groups_in_one_campaign_lose_precision() -> None:
    groups = {"u1": "a", "u2": "a", "u3": "b", "u4": "b"}

    assert BCubed(0.5, 1.0) == b_cubed(groups, dict.fromkeys(groups, "C"))


def test_month_with_nothing_to_find_is_right_if_nothing_is_found() -> None:
    assert 1.0 == adjusted_rand({}, {}, {"u1", "u2"})
    assert 0.0 == adjusted_rand({}, {"u1": "C"}, {"u1", "u2", "u3"})
    assert BCubed(None, None) == b_cubed({}, {})
