"""What is done where somebody is not at home, whoever they go for.

Where nearly everybody is on the roster, whom somebody goes for tells nothing of them. Then it is
asked who presses on where a password alone does not lead, and on whom strangers converge.
"""

import numpy as np

from rasid.campaigns.links import Codes
from rasid.campaigns.suspects import Flags, Suspects
from rasid.tables.sessions import HOME_BITS

PRESSING = (
    "acts inside after trouble",
    "reset",
    "second factor refused again and again",
    "second factor refused",
    "recovery",
)
"""Tactics that lead further than a password that was refused, or a quiet sign-in."""

SEVERAL = 3
"""So many other addresses and days are several: two are what owners and bots often make."""

NARROW = 60
"""An address that tried more accounts works through a list, and does not count as one of them."""

ALONE, AMONG_OTHERS, OFFICE = range(3)
"""Kinds of places: somebody went for one account, for several, or more people are at home there."""


def away(suspects: Suspects) -> Flags:
    """Tell the visits to real accounts, not at home there, that tried to enter or were let in."""
    gone = (suspects.home_bits < HOME_BITS) & (suspects.entering | suspects.inside)
    return np.asarray(gone & _real(suspects))


def pressing(suspects: Suspects) -> Flags:
    """Tell the visits, not at home, that went on where a password alone does not lead."""
    return np.asarray(away(suspects) & (suspects.of_tactics(PRESSING) | suspects.settling))


def trying(suspects: Suspects) -> Flags:
    """Tell the visits that tried to enter real accounts and look like none of their own people."""
    strange = suspects.troubled & (suspects.home_bits < 0.0)
    return np.asarray(strange & suspects.entering & _real(suspects))


def converging(suspects: Suspects) -> Flags:
    """Tell the tries at accounts that several others tried too, from other addresses and days."""
    tries = np.flatnonzero(trying(suspects))
    sessions, name = suspects.visit_session[tries], suspects.visit_name[tries]
    address, day = suspects.session_address[sessions], suspects.hours[sessions] // 24
    width = _distinct(address, name, int(suspects.session_address.max(initial=-1)) + 1)
    narrow, people = width[address] <= NARROW, len(suspects.accounts)
    places, days = (_distinct(name[narrow], one[narrow], people) for one in (address, day))
    told = np.zeros(len(suspects.tactic), dtype=bool)
    told[tries] = np.minimum(places, days)[name] - narrow >= SEVERAL
    return told


def kinds_of_places(suspects: Suspects, visits: Flags) -> Codes:
    """Return of each visit whether others of these `visits` came from its address, or owners do.

    More are at home at an OFFICE than press on there: of all who get in without any trouble there,
    those are who are not seen as strangers.
    """
    place = suspects.session_address[suspects.visit_session]
    owners = np.zeros(int(place.max(initial=-1)) + 1, dtype=np.int64)
    owners[suspects.session_address] = suspects.owners
    tried, guests, pressed = (
        _distinct(place[some], suspects.visit_name[some], len(owners))
        for some in (visits, away(suspects) & suspects.quiet, pressing(suspects))
    )
    several = np.where(tried > 1, AMONG_OTHERS, ALONE)
    return np.asarray(np.where(owners - guests > pressed, OFFICE, several)[place])


def _real(suspects: Suspects) -> Flags:
    return np.asarray(suspects.exists[suspects.visit_account] > 0)


def _distinct(of: Codes, what: Codes, count: int) -> Codes:
    """Return how many distinct `what` there are of each `of`, of so many."""
    kinds = int(what.max(initial=-1)) + 1
    return np.bincount(np.unique(of * kinds + what) // max(kinds, 1), minlength=count)
