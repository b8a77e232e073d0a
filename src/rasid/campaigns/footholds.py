"""What was done inside: who reads mail, leads it out and keeps a way in is settling there."""

import numpy as np

from rasid.campaigns.links import Bits
from rasid.campaigns.suspects import Suspects
from rasid.campaigns.weighing import PULL, Sides, others_of

KINDS = 3
"""Reading mail, leading it out, and keeping a way in."""


def foothold_bits(suspects: Suspects, both: Sides, most: float) -> Bits:
    """Weigh how many kinds of acts a visit did inside, among visits that did any, in bits.

    How often others do as many is learnt from the logs. Of intruders too few are seen to learn
    from: at first each number of kinds is as likely as another (PULL). That it did fewer never
    speaks against a visit.
    """
    kinds = suspects.follow_up_kinds
    asked = kinds[both.asked]
    bits = np.zeros(len(asked))
    any_kind = kinds > 0
    of_mine = others_of(both, both.inside * any_kind) + PULL
    of_theirs = others_of(both, both.outside * any_kind) + 0.5 * KINDS
    for count in range(1, KINDS + 1):
        did = kinds == count
        mine = others_of(both, both.inside * did) + PULL / KINDS
        theirs = others_of(both, both.outside * did) + 0.5
        here = asked == count
        bits[here] = np.log2(mine / of_mine * of_theirs / theirs)[here]
    return np.clip(bits, 0.0, most)


def describe_kinds(count: int) -> str:
    """Put in words how many kinds of acts a visit did inside."""
    if count <= 1:
        return ""
    return f"{count} of {KINDS} kinds of acts inside: read mail, led it out, kept a way in"
