"""Several accounts of one person that one hand goes for: what is sure of one is of the others.

An exit that others use mixes strangers into what looks like one session, so that each visit is
judged by itself there. But that somebody who is at home in neither account goes for both of them
within the hour, with the same program, is no chance.
"""

import numpy as np

from rasid.campaigns.links import MISSING, Bits, Codes
from rasid.campaigns.suspects import Suspects
from rasid.tables.sessions import HOME_BITS

HOURS_OF_A_HAND = 1
"""What began at most so many hours apart may be one hand's sitting."""


def person_bits(suspects: Suspects, bits: Bits, needed: Bits, most: float) -> Bits:
    """Return what each visit gains by one that is surely enough a campaign's without it.

    `bits` are the evidence of each visit, `needed` what makes it the campaign's. It is as sure as
    that visit to another account of its person, by up to `most` bits more.
    """
    person = suspects.person[suspects.visit_account]
    strange = np.flatnonzero((person != MISSING) & (suspects.home_bits < HOME_BITS))
    gained = np.zeros(len(bits))
    if len(strange):
        hand = _hands(suspects, person, strange)
        sure = np.where(bits[strange] > needed[strange], bits[strange], -np.inf)
        order = np.lexsort((sure, hand))
        last = np.flatnonzero(np.append(hand[order][1:] != hand[order][:-1], True))
        surest = order[last][hand]
        other = suspects.visit_name[strange] != suspects.visit_name[strange[surest]]
        gain = np.clip(sure[surest] - bits[strange], 0.0, most)
        gained[strange] = np.where(other, gain, 0.0)
    return gained


def _hands(suspects: Suspects, person: Codes, places: Codes) -> Codes:
    """Return whose sitting each visit at `places` is: one address, client and person."""
    source, hour = suspects.visit_source[places], suspects.hours[suspects.visit_session[places]]
    order = np.lexsort((hour, person[places], source))
    first = np.ones(len(order), dtype=bool)
    told = np.stack([source, person[places]])[:, order]
    apart = np.diff(hour[order]) > HOURS_OF_A_HAND
    first[1:] = (told[:, 1:] != told[:, :-1]).any(axis=0) | apart
    hand = np.empty(len(order), dtype=np.int64)
    hand[order] = np.cumsum(first) - 1
    return hand
