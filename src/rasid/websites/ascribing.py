"""Whose a website is: habit and ties of each group against those of a group nobody has labelled.

Names alone seldom tell who. What is said is a probability, and nothing is said below `COMMITTED`.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rasid.websites.model import ANY_HABIT, GROUPS_FROM

COMMITTED = 0.8
"""A group is named if it is at least so likely: where ICD 203 says `very likely`."""

HABIT_POWER = 0.7
"""How far a habit's bits count: pieces of a name lean on each other, and habits are copied."""

UNKNOWN_BITS = 1.0
"""How much likelier an unknown group is than any one that is known, before a name is looked at."""


class Candidate(NamedTuple):
    """A group and how likely it is; without a name nobody is ascribed to."""

    group: str
    probability: float


NOBODY = Candidate("", 0.0)


def ascribe(
    habits: Sequence[str],
    bits: npt.NDArray[np.float32] | None,
    ties: Mapping[str, float],
) -> tuple[Candidate, Candidate]:
    """Return the likeliest group and, where it is likely enough, the one ascribed to.

    `bits` are those of each habit, the first of them nobody's own, which stand for the unknown
    group; `ties` the bits of what is shared with each group's domains.
    """
    evidence = dict(ties)
    unknown = UNKNOWN_BITS
    if bits is not None:
        unknown += HABIT_POWER * float(np.max(bits[:GROUPS_FROM]))
        groups = zip(habits[GROUPS_FROM:], bits[GROUPS_FROM:], strict=True)
        known = {group: HABIT_POWER * float(own) for group, own in groups}
        # A group whose habit is not learnt has the habit of all.
        floor = HABIT_POWER * float(bits[0])
        evidence = {g: known.get(g, floor) + ties.get(g, 0.0) for g in known.keys() | ties.keys()}
    evidence.pop(ANY_HABIT, None)
    if not evidence:
        return NOBODY, NOBODY
    names = sorted(evidence)
    weights = np.array([unknown, *(evidence[name] for name in names)])
    chances = np.exp2(weights - np.logaddexp2.reduce(weights))
    best = int(np.argmax(chances[1:]))
    likeliest = Candidate(names[best], float(chances[best + 1]))
    return likeliest, likeliest if likeliest.probability >= COMMITTED else NOBODY
