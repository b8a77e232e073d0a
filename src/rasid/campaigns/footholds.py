"""What was done inside: who reads mail, leads it out and keeps a way in is settling there."""

from dataclasses import replace

import numpy as np

from rasid.campaigns.links import Bits, Codes
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
    asked = np.arange(len(kinds))[both.asked]
    bits, here = np.zeros(len(asked)), np.flatnonzero(kinds[asked] > 0)
    if not len(here):
        return bits
    acting = both.only(asked[here])
    did = _shares(acting, kinds, acting.inside, PULL, PULL / KINDS)
    usual = _shares(acting, kinds, acting.outside, 0.5 * KINDS, 0.5)
    bits[here] = np.clip(np.log2(did / usual), 0.0, most)
    return bits


def _shares(both: Sides, kinds: Codes, weight: Bits, more: float, each: float) -> Bits:
    """Return of those with acts the share with as many kinds as each visit asked, leaning on more.

    Those with acts are few, so that only they are looked at.
    """
    some = np.flatnonzero(kinds)
    few = replace(
        both,
        sessions=both.sessions[some],
        times=np.broadcast_to(both.times, len(kinds))[some],
        asked=np.searchsorted(some, np.arange(len(kinds))[both.asked]),
    )
    count = kinds[some]
    every = others_of(few, weight[some]) + more
    alike = np.zeros(len(every))
    for number in range(1, KINDS + 1):
        mine = count[few.asked] == number
        alike[mine] = (others_of(few, weight[some] * (count == number)) + each)[mine]
    return alike / every


def describe_kinds(count: int) -> str:
    """Put in words how many kinds of acts a visit did inside."""
    if count <= 1:
        return ""
    return f"{count} of {KINDS} kinds of acts inside: read mail, led it out, kept a way in"
