"""What sessions are made of: against an oracle, and what may never come of it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import dirichlet_multinomial

from rasid.campaigns.composition import Levels, composed_bits
from rasid.campaigns.links import Bits, Codes
from rasid.campaigns.weighing import sides

TARGET, STRANGER = 1, 0


def weighed(
    sessions: list[list[int]], members: list[float], given: list[list[int]] | None = None
) -> Bits:
    """Weigh sessions, each a list of its visits' levels, all of one condition if none is given."""
    session = np.repeat(np.arange(len(sessions)), [len(one) for one in sessions])
    codes: Codes = np.array([code for one in sessions for code in one], dtype=np.int64)
    conditions = given or [[0] * len(one) for one in sessions]
    under: Codes = np.array([code for one in conditions for code in one], dtype=np.int64)
    who = np.array(members)
    both = sides(session.astype(np.int64), who, np.ones(len(who)))
    levels = Levels(codes, under, np.ones(len(codes), dtype=bool))
    return composed_bits(levels, both, len(sessions))


def test_single_visits_are_a_ratio_of_shares() -> None:
    """With one visit a session, it is the old likelihood ratio, but for what is left unknown."""
    told = weighed([[TARGET]] * 40 + [[STRANGER]] * 40, [1.0] * 40 + [0.0] * 40)
    mine = (39 + 2 * (39.5 / 40)) / (39 + 2)
    base = (0 + 2 * (0.5 / 41)) / (40 + 2)
    unlike = 0.5 * 2.0 / (39 + 2.0)

    assert np.log2((1 - unlike) * mine / base + unlike) == pytest.approx(told[0], abs=0.01)


def test_lists_are_draws_of_a_dirichlet_multinomial() -> None:
    """A long list weighs what scipy says of the two sides' draws."""
    lists = [[TARGET] * 3 + [STRANGER] * 7, [TARGET] * 6 + [STRANGER] * 4]
    others = [[STRANGER] * 10, [STRANGER] * 9 + [TARGET]]
    told = weighed(lists * 8 + others * 8, [1.0] * 16 + [0.0] * 16)

    counts = np.array([3, 7])  # the counts of the first list, as targets and strangers
    best = max(
        dirichlet_multinomial.logpmf(counts, strength * np.array([0.45, 0.55]), 10)
        - dirichlet_multinomial.logpmf(counts, wide * np.array([0.05, 0.95]), 10)
        for strength in (10.0, 30.0, 100.0)
        for wide in (10.0, 30.0, 100.0)
    )
    assert 1.0 < told[0] < best / np.log(2.0) + 1.0


def test_hundredth_stranger_says_little() -> None:
    """Where lists of one hand differ, a longer tail of strangers hardly speaks against it."""
    mixed = [[TARGET] * n + [STRANGER] * (10 - n) for n in (1, 3, 5, 7, 9)] * 6
    others = [[STRANGER] * 10] * 29 + [[TARGET] * 10]
    short, long = (
        weighed([*mixed, *others, [STRANGER] * size], [1.0] * 30 + [0.0] * 31)[-1]
        for size in (20, 200)
    )

    assert -6.0 < long <= short < 0.0
    assert short - long < 3.0


def test_what_was_not_seen_of_a_side_says_next_to_nothing() -> None:
    """Strangers asked for are no evidence against who was only ever seen to enter."""
    entering, asking = [[TARGET] * 5] * 9, [[STRANGER] * 60]
    crowd = [[STRANGER] * 5] * 40
    given_codes = [[0] * 5] * 9 + [[1] * 60] + [[1] * 5] * 40
    told = weighed(entering + asking + crowd, [1.0] * 9 + [0.0] * 41, given_codes)

    assert told[9] >= -1.0


@given(
    st.lists(st.lists(st.integers(0, 2), min_size=1, max_size=6), min_size=2, max_size=8),
    st.data(),
)
def test_bits_are_finite_and_order_changes_nothing(
    sessions: list[list[int]], data: st.DataObject
) -> None:
    """Whatever the sides, and in whatever order the visits come, it is the same finite number."""
    members = data.draw(
        st.lists(st.sampled_from([0.0, 1.0]), min_size=len(sessions), max_size=len(sessions))
    )
    turned = weighed([one[::-1] for one in sessions], members)

    assert np.all(np.isfinite(turned))
    assert weighed(sessions, members) == pytest.approx(turned)
