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


@dataclass(frozen=True, slots=True)
class _Pairs:
    """The codes of visits; of those in sessions of several, a number of session and code."""

    codes: Codes
    crowded: Codes
    group: Codes


def sides(visit_session: Codes, members: Bits, rest_weight: Bits) -> Sides:
    """Split each session's weight over its visits, and over the two sides.

    Of a session that is no member, `rest_weight` says how much it counts.
    """
    size = np.bincount(visit_session, minlength=len(members))[visit_session]
    inside = members[visit_session] / size
    return Sides(visit_session, inside, ((1.0 - members) * rest_weight)[visit_session] / size)


def level_bits(levels: Codes, both: Sides, most: float) -> Bits:
    """Weigh each visit's level, a code, by log2 of its share inside over that outside."""
    found = _pairs(levels, both.sessions)
    share, base = (_share(found, both.sessions, weight) for weight in (both.inside, both.outside))
    return np.clip(np.log2(share / base), -most, most)


def conditional_bits(levels: Codes, given: Codes, both: Sides, most: float) -> Bits:
    """Weigh each visit's level among the visits of the same `given` code.

    Where few have that code, either side's shares lean on those of all its visits (PULL): what
    holds of a campaign's other visits is taken to hold of these.
    """
    found, joint = _pairs(levels, both.sessions), _joint(levels, given, both.sessions)
    share, base = (
        _leaning(joint, weight, _share(found, both.sessions, weight))
        for weight in (both.inside, both.outside)
    )
    return np.clip(np.log2(share / base), -most, most)


def own_kind_bits(levels: Codes, given: Codes, both: Sides, most: float) -> Bits:
    """Weigh each visit's level among the visits of the same `given` code, and by those alone.

    Where few members have that code, their shares lean on the rest's: nothing learnt, nothing said.
    """
    joint = _joint(levels, given, both.sessions)
    usual = _share(_pairs(levels, both.sessions), both.sessions, both.outside)
    base = _leaning(joint, both.outside, usual)
    share = _leaning(joint, both.inside, base)
    return np.clip(np.log2(share / base), -most, most)


def shares(levels: Codes, given: Codes, both: Sides, weight: Bits) -> tuple[Bits, Bits]:
    """Return the share of each visit's level in those of its `given` code, and those's weight.

    `weight` is that of one of the sides. The shares lean as in `conditional_bits`, and the visits
    of a session do not count for it.
    """
    found, joint = _pairs(levels, both.sessions), _joint(levels, given, both.sessions)
    share = _leaning(joint, weight, _share(found, both.sessions, weight))
    return share, _others(joint[1], weight)


def averaged(visit_session: Codes, bits: Bits, sessions: int) -> Bits:
    """Average visits to sessions."""
    size = np.bincount(visit_session, minlength=sessions)
    return np.bincount(visit_session, bits, sessions) / np.maximum(size, 1)


def _pairs(codes: Codes, sessions: Codes) -> _Pairs:
    crowded = np.flatnonzero(np.bincount(sessions)[sessions] > 1)
    pairs = sessions[crowded] * (int(codes.max(initial=0)) + 1) + codes[crowded]
    order = np.argsort(pairs, kind="stable")  # fast here: visits come session by session
    ordered = pairs[order]
    group = np.empty(len(order), dtype=np.int64)
    group[order] = np.cumsum(np.append(0, ordered[1:] != ordered[:-1])[: len(order)])
    return _Pairs(codes, crowded, group)


def _joint(levels: Codes, given: Codes, sessions: Codes) -> tuple[_Pairs, _Pairs]:
    """Return the pairs of levels together with the other code, and of that one alone."""
    count = int(levels.max(initial=0)) + 1
    return _pairs(given * count + levels, sessions), _pairs(given, sessions)


def _share(levels: _Pairs, sessions: Codes, weight: Bits) -> Bits:
    """Return the smoothed share of each visit's level among the other sessions' weight."""
    count = int(levels.codes.max(initial=0)) + 1
    total = np.maximum(weight.sum() - np.bincount(sessions, weight)[sessions], 0.0)
    return np.asarray((_others(levels, weight) + 0.5) / (total + 0.5 * count))


def _leaning(joint: tuple[_Pairs, _Pairs], weight: Bits, towards: Bits) -> Bits:
    """Return the share of each visit's level given its code, leaning on `towards` if rare."""
    both, given = (_others(pairs, weight) for pairs in joint)
    return (both + PULL * towards) / (given + PULL)


def _others(pairs: _Pairs, weight: Bits) -> Bits:
    """Return for each visit the weight of its code in all sessions but its own."""
    own = weight.copy()
    own[pairs.crowded] = np.bincount(pairs.group, weight[pairs.crowded])[pairs.group]
    return np.asarray(np.maximum(np.bincount(pairs.codes, weight)[pairs.codes] - own, 0.0))
