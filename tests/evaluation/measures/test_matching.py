from collections import Counter
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasid.evaluation.measures.matching import match, real

EVENTS = st.dictionaries(st.integers(0, 30).map(str), st.sampled_from("abc"), max_size=30)


def shared(groups: dict[str, str], campaigns: dict[str, str], pairs: dict[str, str]) -> int:
    """Count the events that pairs of group and campaign share."""
    cells = Counter((groups[uid], campaigns[uid]) for uid in groups.keys() & campaigns.keys())
    return sum(cells[pair] for pair in pairs.items())


@given(EVENTS, EVENTS)
def test_no_other_match_shares_more(groups: dict[str, str], campaigns: dict[str, str]) -> None:
    found = match(groups, campaigns)
    others = (dict(zip("abc", order, strict=True)) for order in permutations("abc"))

    assert len(set(found.values())) == len(found)
    assert shared(groups, campaigns, found) == max(
        shared(groups, campaigns, other) for other in others
    )
    assert all(shared(groups, campaigns, {g: c}) for g, c in found.items())


def test_campaign_of_two_groups_is_the_greater_ones() -> None:
    groups = {"u1": "a", "u2": "a", "u3": "b"}

    assert {"a": "C"} == match(groups, dict.fromkeys(groups, "C"))


@pytest.mark.parametrize(("wrong", "so"), [(1, True), (2, False), (3, False)])
def test_campaign_is_real_if_most_of_it_is(wrong: int, so: bool) -> None:  # noqa: FBT001
    """Half is not most."""
    groups = {"u1": "a", "u2": "b"}
    campaigns = dict.fromkeys(groups, "C") | {f"w{n}": "C" for n in range(wrong)}

    assert {"C": so} == real(groups, campaigns)
