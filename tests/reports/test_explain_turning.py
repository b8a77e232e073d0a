from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasid.reports.explain_turning import turning, turning_sentence
from rasid.reports.reasons import Reason

FAMILIES = ("address", "client", "target", "rhythm", "prior")


def reasons(*weights: float) -> list[Reason]:
    """Return reasons of these weights, the last of them the prior."""
    return [
        Reason(name, bits, "")
        for name, bits in zip(FAMILIES[-len(weights) :], weights, strict=True)
    ]


@pytest.mark.parametrize(
    ("weights", "needed", "sentence"),
    [
        ((9.0, 1.5, -5.0), 3.0, "2.5 bits above it; resting on target alone."),
        (
            (4.0, 3.5, -6.0),
            0.0,
            "1.5 bits above it; it would fall without any one of target, rhythm.",
        ),
        (
            (9.0, 8.0, 7.0, -6.0),
            0.0,
            (
                "18.0 bits above it; it would fall only without 3 kinds of evidence together: "
                "client + target + rhythm."
            ),
        ),
        ((1.0, 2.0), 0.0, "3.0 bits above it; it would stand without any of its evidence."),
        ((5.0, -4.0, -2.0), 0.0, "1.0 bits short of it; kept out by rhythm alone."),
        (
            (-1.0, 0.5, -6.0),
            0.0,
            (
                "6.5 bits short of it; "
                "it would not get there without all that speaks against it either."
            ),
        ),
    ],
)
def test_sentence_says_what_it_rests_on(
    weights: tuple[float, ...], needed: float, sentence: str
) -> None:
    assert sentence == turning_sentence(turning(reasons(*weights), needed), "it")


@given(st.lists(st.integers(-36, 36), min_size=2, max_size=5), st.sampled_from([0.0, 3.0]))
def test_smallest_sets_turn_it_and_smaller_do_not(quarters: list[int], needed: float) -> None:
    """Against every set of families, one by one; weights are quarters, whose sums are exact."""
    listed = reasons(*(number / 4 for number in quarters))
    found = turning(listed, needed)
    bits = {one.family: one.bits for one in listed if one.family != "prior"}

    def turned(families: tuple[str, ...]) -> bool:
        return (found.margin - sum(bits[name] for name in families) > 0.0) != found.holds

    size = len(found.rests_on[0]) if found.rests_on else len(bits) + 1
    assert {size} >= {len(one) for one in found.rests_on}
    assert all(turned(one) for one in found.rests_on)
    assert not any(
        turned(one) for n in range(min(size, len(bits) + 1)) for one in combinations(bits, n)
    )


def test_margin_is_the_sum_above_what_is_needed() -> None:
    assert 1.5 == turning(reasons(9.0, -4.5), 3.0).margin
