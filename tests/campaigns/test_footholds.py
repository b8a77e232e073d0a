"""What was done inside an account."""

import numpy as np
import pytest

from campaigns.suspects import Visit, suspects_of
from rasid.campaigns.footholds import describe_kinds, foothold_bits
from rasid.campaigns.suspects import Suspects
from rasid.campaigns.weighing import sides

HONEST = [1] * 200 + [2] * 6 + [0] * 100


def weighed(kinds: list[int], ours: int) -> list[float]:
    """Weigh visits, one a session, by their kinds of acts; the first `ours` are members."""
    suspects = month(kinds)
    members = (np.arange(len(kinds)) < ours).astype(np.float64)
    both = sides(suspects.visit_session, members, np.ones(len(kinds)))
    return [float(bits) for bits in foothold_bits(suspects, both, 7.0)]


def month(kinds: list[int]) -> Suspects:
    return suspects_of(
        [Visit(n, f"a{n}", "acts inside", follow_up_kinds=one) for n, one in enumerate(kinds)]
    )


def test_more_kinds_than_others_do_speak_for_an_intruder() -> None:
    """Reading alone is what owners do; with a way out and a way in it is hardly theirs."""
    nothing, one, two, three = weighed([0, 1, 2, 3, *HONEST], ours=4)[:4]

    assert nothing == one == 0.0
    assert 2.0 < two < three <= 7.0


def test_what_owners_do_as_often_says_nothing() -> None:
    """Where everybody sets up phones and rules at once, as after a migration, that is no sign."""
    migrated = [2] * 150 + [3] * 150

    assert max(weighed([2, 3, *migrated], ours=2)) < 1.0


def test_no_visit_counts_for_itself() -> None:
    """A member is weighed as if it were none yet."""
    assert weighed([3, *HONEST], ours=1)[0] == pytest.approx(weighed([3, *HONEST], ours=0)[0])


def test_members_teach_what_a_group_does() -> None:
    """A group that always does all three is known by it the better, the more of it is known."""
    few, many = ([*[3] * count, *HONEST, *[3] * 4] for count in (1, 12))

    assert weighed(many, ours=12)[0] > weighed(few, ours=1)[0]


@pytest.mark.parametrize(("count", "told"), [(0, ""), (1, ""), (2, "2 of 3 kinds of acts inside")])
def test_kinds_in_words(count: int, told: str) -> None:
    """Only what says something is said."""
    assert describe_kinds(count).startswith(told)
    assert bool(describe_kinds(count)) == bool(told)
