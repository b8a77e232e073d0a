"""How a thing that visits show is weighed: its share in a campaign's sessions over that elsewhere.

Each session counts once, however many visits it has, and never for itself.
"""

from dataclasses import dataclass

import numpy as np

from rasid.campaigns.links import Bits, Codes

PULL = 2.0
"""How many sessions' worth of the overall shares are mixed into those of a rare condition."""


@dataclass(frozen=True, slots=True)
class Sides:
    """The members and the rest, as the weight that each visit brings to either side."""

    sessions: Codes
    inside: Bits
    outside: Bits


def sides(visit_session: Codes, members: Bits) -> Sides:
    """Split each session's weight of one over its visits, and over the two sides."""
    size = np.bincount(visit_session, minlength=len(members))[visit_session]
    inside = members[visit_session] / size
    return Sides(visit_session, inside, 1.0 / size - inside)


def against_bulk(both: Sides, members: Bits) -> Sides:
    """Return the sides with every visit outside counting alike: the rest as its busiest shape it.

    A few harvesters make most of a month's look-ups; against the rest's sessions, nearly all of
    them honest, anything that harvesters do would look like the campaign's.
    """
    return Sides(both.sessions, both.inside, (1.0 - members)[both.sessions])


def level_bits(levels: Codes, both: Sides, most: float) -> Bits:
    """Weigh each visit's level, a code, by log2 of its share inside over that outside."""
    count = int(levels.max(initial=0)) + 1
    share = _share(levels, count, both.sessions, both.inside)
    base = _share(levels, count, both.sessions, both.outside)
    return np.clip(np.log2(share / base), -most, most)


def conditional_bits(levels: Codes, given: Codes, both: Sides, most: float) -> Bits:
    """Weigh each visit's level among the visits of the same `given` code.

    Where few have that code, either side's shares lean on those of all its visits (PULL): what
    holds of a campaign's other visits is taken to hold of these.
    """
    inside, outside = both.inside, both.outside
    count = int(levels.max(initial=0)) + 1
    share = _leaning(
        levels, given, both.sessions, inside, _share(levels, count, both.sessions, inside)
    )
    base = _leaning(
        levels, given, both.sessions, outside, _share(levels, count, both.sessions, outside)
    )
    return np.clip(np.log2(share / base), -most, most)


def own_kind_bits(levels: Codes, given: Codes, both: Sides, most: float) -> Bits:
    """Weigh each visit's level among the visits of the same `given` code, and by those alone.

    Where few members have that code, their shares lean on the rest's: nothing learnt, nothing said.
    """
    count = int(levels.max(initial=0)) + 1
    usual = _share(levels, count, both.sessions, both.outside)
    base = _leaning(levels, given, both.sessions, both.outside, usual)
    share = _leaning(levels, given, both.sessions, both.inside, base)
    return np.clip(np.log2(share / base), -most, most)


def summed(visit_session: Codes, bits: Bits, sessions: int, cap: float) -> Bits:
    """Sum visits to sessions, capped."""
    return np.clip(np.bincount(visit_session, bits, sessions), -cap, cap)


def averaged(visit_session: Codes, bits: Bits, sessions: int) -> Bits:
    """Average visits to sessions."""
    size = np.bincount(visit_session, minlength=sessions)
    return np.bincount(visit_session, bits, sessions) / np.maximum(size, 1)


def _share(levels: Codes, count: int, sessions: Codes, weight: Bits) -> Bits:
    """Return the smoothed share of each visit's level among the other sessions' weight."""
    others = _others(levels, sessions, weight)
    total = np.maximum(weight.sum() - np.bincount(sessions, weight)[sessions], 0.0)
    return np.asarray((others + 0.5) / (total + 0.5 * count))


def _leaning(levels: Codes, given: Codes, sessions: Codes, weight: Bits, towards: Bits) -> Bits:
    """Return the share of each visit's level given its code, leaning on `towards` if rare."""
    count = int(levels.max(initial=0)) + 1
    joint = _others(given * count + levels, sessions, weight)
    marginal = _others(given, sessions, weight)
    return (joint + PULL * towards) / (marginal + PULL)


def _others(codes: Codes, sessions: Codes, weight: Bits) -> Bits:
    """Return for each visit the weight of its code in all sessions but its own."""
    if not len(codes):
        return np.zeros(0)
    pairs = sessions * (int(codes.max()) + 1) + codes
    order = np.argsort(pairs, kind="stable")  # fast here: visits come session by session
    ordered = pairs[order]
    starts = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
    sums = np.add.reduceat(weight[order], starts)
    own = np.empty(len(weight))
    own[order] = np.repeat(sums, np.diff(np.append(starts, len(weight))))
    return np.asarray(np.maximum(np.bincount(codes, weight)[codes] - own, 0.0))
