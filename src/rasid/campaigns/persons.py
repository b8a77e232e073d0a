"""One hand in one person's accounts: what is sure of a visit is of others that come with it.

An exit that others use mixes strangers into what looks like one session, so that each visit is
judged by itself there. But that somebody who is at home in neither account goes for two of one
person within the hour, with the same program, is no chance. And who does something inside an
account got in there: the sign-in by the same address is theirs, though another log tells of it and
knows another program. So is what comes to it later, from where the campaign comes from and hardly
anybody else.
"""

import numpy as np

from rasid.campaigns.links import MISSING, Bits, Codes, others_come_too
from rasid.campaigns.suspects import Flags, Suspects
from rasid.tables.sessions import HOME_BITS

HOURS_OF_A_HAND = 1
"""What began at most so many hours apart may be one hand's sitting."""


def person_bits(suspects: Suspects, bits: Bits, needed: Bits, most: float) -> Bits:
    """Return what each visit gains by one that is surely enough a campaign's without it.

    `bits` are the evidence of each visit, `needed` what makes it the campaign's. It is as sure as
    that visit to another account of its person, as one inside its own account that another
    session tells of, or as an earlier entry to that, by up to `most` bits more.
    """
    sure = np.where(bits > needed, bits, -np.inf)
    person = suspects.person[suspects.visit_account]
    strange = suspects.home_bits < HOME_BITS
    listed, session = np.flatnonzero(strange & (person != MISSING)), suspects.visit_session
    address = suspects.session_address[session]
    of_person = suspects.visit_source, person, suspects.visit_name, sure
    of_account = address, suspects.visit_name, session, np.where(suspects.inside, sure, -np.inf)
    lent = _of_earlier(suspects, bits, bits > needed, strange)
    for places, (where, whose, apart, surest) in (
        (listed, of_person),
        (np.flatnonzero(strange), of_account),
    ):
        hand = _hands(suspects, places, where[places], whose[places])
        told = _lent(hand, apart[places], surest[places])
        lent[places] = np.maximum(lent[places], told)
    return np.asarray(np.clip(lent - bits, 0.0, most))


def _of_earlier(suspects: Suspects, bits: Bits, sure: Flags, strange: Flags) -> Bits:
    """Return how sure the surest entry to each one's account is, if that was another and before it.

    Told of strangers from where the campaign comes from and hardly anybody else. What the campaign
    did before, in the core, says nothing of it: most of that may be tries, which let nobody in.
    """
    session, name, sessions = suspects.visit_session, suspects.visit_name, len(suspects.hours)
    entries = np.flatnonzero(sure & strange & suspects.inside)
    entries, hour = entries[np.argsort(bits[entries], kind="stable")], suspects.hours[session]
    names = int(name.max(initial=-1)) + 1
    begun, surest = np.full(names, np.iinfo(np.int64).max), np.full(names, MISSING, np.int64)
    np.minimum.at(begun, name[entries], hour[entries] - HOURS_OF_A_HAND)
    surest[name[entries]] = entries
    later = strange & (hour >= begun[name])
    here = np.bincount(suspects.session_address, np.bincount(session, sure, sessions) > 0) > 0
    ours = np.bincount(session, sure | later, sessions) > 0
    crowded = others_come_too(suspects.values("address"), ours.astype(np.float64))
    entry = surest[name]
    told = later & (here[suspects.session_address] & ~crowded)[session]
    return np.where(told & (session != session[entry]), bits[entry], -np.inf)


def _lent(hand: Codes, apart: Codes, sure: Bits) -> Bits:
    """Return how sure the surest of each one's hand is, if that one is `apart` from it."""
    if not len(hand):
        return sure
    order = np.lexsort((sure, hand))
    last = np.flatnonzero(np.append(hand[order][1:] != hand[order][:-1], True))
    surest = order[last][hand]
    return np.asarray(np.where(apart != apart[surest], sure[surest], -np.inf))


def _hands(suspects: Suspects, places: Codes, where: Codes, whose: Codes) -> Codes:
    """Return whose sitting each visit at `places` is, by where it came from and whom it was for."""
    hour = suspects.hours[suspects.visit_session[places]]
    order = np.lexsort((hour, whose, where))
    first = np.ones(len(order), dtype=bool)
    told = np.stack([where, whose])[:, order]
    late = np.diff(hour[order]) > HOURS_OF_A_HAND
    first[1:] = (told[:, 1:] != told[:, :-1]).any(axis=0) | late
    hand = np.empty(len(order), dtype=np.int64)
    hand[order] = np.cumsum(first) - 1
    return hand
