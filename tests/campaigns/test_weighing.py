"""Weights of what visits show: nobody proves themselves, and nothing learnt says nothing."""

from dataclasses import dataclass
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasid.campaigns.links import Bits, Codes
from rasid.campaigns.weighing import (
    Sides,
    averaged,
    conditional_bits,
    level_bits,
    own_kind_bits,
    sides,
)

CAP = 6.0


@dataclass(frozen=True, slots=True)
class Visits:
    """Visits of a few sessions: each with a level, a code of what was tried, and its session."""

    session: Codes
    levels: Codes
    given: Codes
    members: Bits

    @property
    def alike(self) -> Bits:
        """Let every session count alike."""
        return np.ones(len(self.members))

    def all_bits(self, members: Bits | None = None) -> tuple[Bits, Bits, Bits]:
        """Return what each of the three ways of weighing says."""
        both = sides(self.session, self.members if members is None else members, self.alike)
        return (
            level_bits(self.levels, both, CAP),
            conditional_bits(self.levels, self.given, both, CAP),
            own_kind_bits(self.levels, self.given, both, CAP),
        )


def test_members_against_another_rest_are_told_as_by_themselves() -> None:
    """What was told of the members is kept, and nothing of the rest that was before."""
    session = np.array([0, 0, 1, 2, 2, 3], dtype=np.int64)
    levels = np.array([0, 1, 0, 1, 1, 0], dtype=np.int64)
    members, rest = np.array([1.0, 0.0, 1.0, 0.0]), np.array([1.0, 3.0, 1.0, 2.0])
    both, busy = sides(session, members, np.ones(4)), sides(session, members, rest)
    plain = conditional_bits(levels, levels, both, CAP)

    expected = conditional_bits(levels, levels, busy, CAP)
    assert expected.tolist() == (
        conditional_bits(levels, levels, both.against(busy.outside), CAP).tolist()
    )
    assert plain.tolist() == conditional_bits(levels, levels, both, CAP).tolist()
    assert plain.tolist() != expected.tolist()


@st.composite
def visits(draw: st.DrawFn) -> Visits:
    """Draw two to six sessions with one to four visits each, in any order."""
    count = draw(st.integers(2, 6))
    extra = draw(st.lists(st.integers(0, count - 1), max_size=12))
    session = draw(st.permutations([*range(count), *extra]))
    size = len(session)
    codes = st.lists(st.integers(0, 3), min_size=size, max_size=size)
    members = draw(st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=count, max_size=count))
    return Visits(
        np.array(session, dtype=np.int64),
        np.array(draw(codes), dtype=np.int64),
        np.array(draw(codes), dtype=np.int64),
        np.array(members),
    )


@given(visits())
def test_session_brings_a_weight_of_one(drawn: Visits) -> None:
    """However many visits a session has, it counts once, split over the two sides."""
    both = sides(drawn.session, drawn.members, drawn.alike)
    inside = np.bincount(both.sessions, both.inside)

    assert drawn.members == pytest.approx(inside)
    assert 1.0 - drawn.members == pytest.approx(np.bincount(both.sessions, both.outside))


@given(visits(), st.integers(0, 5), st.sampled_from([0.0, 0.5, 1.0]))
def test_session_never_proves_itself(drawn: Visits, number: int, other: float) -> None:
    """Whether a session is a member itself changes nothing of what is said of its visits."""
    one = number % len(drawn.members)
    changed = drawn.members.copy()
    changed[one] = other
    mine = drawn.session == one

    for before, after in zip(drawn.all_bits(), drawn.all_bits(changed), strict=True):
        assert before[mine] == pytest.approx(after[mine])


@given(visits())
def test_sides_are_symmetric(drawn: Visits) -> None:
    """What speaks for one side speaks as much against the other."""
    turned = drawn.all_bits(1.0 - drawn.members)

    assert drawn.all_bits()[0] == pytest.approx(-turned[0])
    assert drawn.all_bits()[1] == pytest.approx(-turned[1])


@given(visits(), st.floats(0.0, 8.0))
def test_no_weight_is_above_its_cap(drawn: Visits, most: float) -> None:
    """One kind of thing, however telling, weighs no more than it may."""
    both = sides(drawn.session, drawn.members, drawn.alike)
    for bits in (
        level_bits(drawn.levels, both, most),
        conditional_bits(drawn.levels, drawn.given, both, most),
        own_kind_bits(drawn.levels, drawn.given, both, most),
    ):
        assert np.all(np.abs(bits) <= most)


@given(visits())
def test_nothing_learnt_says_nothing(drawn: Visits) -> None:
    """Of what no other member tried, its own kind says nothing."""
    members = np.zeros(len(drawn.members))
    members[0] = 1.0
    bits = own_kind_bits(drawn.levels, drawn.given, sides(drawn.session, members, drawn.alike), CAP)
    unlearnt = ~np.isin(drawn.given, drawn.given[drawn.session == 0]) | (drawn.session == 0)

    assert bits[unlearnt] == pytest.approx(0.0)


@given(visits(), st.randoms(use_true_random=False))
def test_order_of_visits_changes_nothing(drawn: Visits, shuffle: Random) -> None:
    """Weights belong to visits, not to places."""
    order = list(range(len(drawn.session)))
    shuffle.shuffle(order)
    moved = Visits(drawn.session[order], drawn.levels[order], drawn.given[order], drawn.members)

    for before, after in zip(drawn.all_bits(), moved.all_bits(), strict=True):
        assert before[order] == pytest.approx(after)


def test_level_of_members_speaks_for_them() -> None:
    """What four members show and four others do not is worth its likelihood ratio."""
    session = np.arange(8, dtype=np.int64)
    members = np.repeat([1.0, 0.0], 4)
    bits = level_bits(
        np.repeat([0, 1], 4).astype(np.int64), sides(session, members, np.ones(len(members))), CAP
    )

    # Three other members of three, against none of four: each share smoothed by a half a level.
    expected = np.log2((3.5 / 4) / (0.5 / 5))
    assert expected == pytest.approx(bits[0])
    assert -expected == pytest.approx(bits[7])


def test_rare_condition_leans_on_the_rest() -> None:
    """A kind of visit of which nothing else is known is judged by what the others show."""
    session = np.arange(21, dtype=np.int64)
    members = np.array([1.0] * 10 + [0.0] * 10 + [0.0])
    levels = np.array([0] * 10 + [1] * 10 + [0], dtype=np.int64)
    given_codes = np.array([0] * 20 + [1], dtype=np.int64)
    both = sides(session, members, np.ones(len(members)))

    alone = conditional_bits(levels, given_codes, both, CAP)[20]
    assert level_bits(levels, both, CAP)[20] == pytest.approx(alone)
    assert alone > 2.0


def test_average_is_over_visits() -> None:
    """A session's mean is its visits', and a session without any has none."""
    session = np.array([0, 0, 2], dtype=np.int64)

    assert [2.0, 0.0, 5.0] == averaged(session, np.array([1.0, 3.0, 5.0]), 3).tolist()


def test_no_visits_are_no_failure() -> None:
    """A quiet month has nothing to weigh."""
    none = np.zeros(0, dtype=np.int64)
    both = Sides(none, np.zeros(0), np.zeros(0))

    assert [] == level_bits(none, both, CAP).tolist()
    assert [] == own_kind_bits(none, none, both, CAP).tolist()
