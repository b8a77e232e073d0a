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
    """The members and the rest, as the weight that each visit brings to either side.

    A visit may stand for `many` alike of its session, and its session for several (`times`).
    """

    sessions: Codes
    inside: Bits
    outside: Bits
    many: Bits | float = 1.0
    times: Bits | float = 1.0


@dataclass(frozen=True, slots=True)
class _Pairs:
    """The codes of visits; of those in sessions of several, a number of session and code."""

    codes: Codes
    crowded: Codes
    group: Codes


def sides(
    visit_session: Codes,
    members: Bits,
    rest_weight: Bits,
    many: Bits | float = 1.0,
    times: Bits | float = 1.0,
) -> Sides:
    """Split each session's weight over its visits, and over the two sides.

    Of a session that is no member, `rest_weight` says how much it counts.
    """
    part = many / _sizes(visit_session, len(members), many)[visit_session]
    inside = members[visit_session] * part
    outside = ((1.0 - members) * rest_weight)[visit_session] * part
    return Sides(visit_session, inside, outside, many, times)


def level_bits(levels: Codes, both: Sides, most: float) -> Bits:
    """Weigh each visit's level, a code, by log2 of its share inside over that outside."""
    found = _pairs(levels, both.sessions)
    share, base = (_share(found, both, weight) for weight in (both.inside, both.outside))
    return np.clip(np.log2(share / base), -most, most)


def conditional_bits(levels: Codes, given: Codes, both: Sides, most: float) -> Bits:
    """Weigh each visit's level among the visits of the same `given` code.

    Where few have that code, either side's shares lean on those of all its visits (PULL): what
    holds of a campaign's other visits is taken to hold of these.
    """
    found, joint = _pairs(levels, both.sessions), _joint(levels, given, both.sessions)
    share, base = (
        _leaning(joint, both, weight, _share(found, both, weight))
        for weight in (both.inside, both.outside)
    )
    return np.clip(np.log2(share / base), -most, most)


def own_kind_bits(levels: Codes, given: Codes, both: Sides, most: float) -> Bits:
    """Weigh each visit's level among the visits of the same `given` code, and by those alone.

    Where few members have that code, their shares lean on the rest's: nothing learnt, nothing said.
    """
    joint = _joint(levels, given, both.sessions)
    usual = _share(_pairs(levels, both.sessions), both, both.outside)
    base = _leaning(joint, both, both.outside, usual)
    share = _leaning(joint, both, both.inside, base)
    return np.clip(np.log2(share / base), -most, most)


def shares(levels: Codes, given: Codes, both: Sides, weight: Bits) -> tuple[Bits, Bits]:
    """Return the share of each visit's level in those of its `given` code, and those's weight.

    `weight` is that of one of the sides. The shares lean as in `conditional_bits`, and the visits
    of a session do not count for it.
    """
    found, joint = _pairs(levels, both.sessions), _joint(levels, given, both.sessions)
    share = _leaning(joint, both, weight, _share(found, both, weight))
    return share, _others(joint[1], both, weight)


def averaged(visit_session: Codes, bits: Bits, sessions: int, many: Bits | float = 1.0) -> Bits:
    """Average visits, of which each may stand for `many`, to sessions."""
    size = _sizes(visit_session, sessions, many)
    return np.bincount(visit_session, bits * many, sessions) / np.maximum(size, 1)


def _sizes(visit_session: Codes, sessions: int, many: Bits | float) -> Bits:
    visits = np.broadcast_to(many, len(visit_session))
    return np.bincount(visit_session, visits, sessions).astype(np.float64)


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


def _share(levels: _Pairs, both: Sides, weight: Bits) -> Bits:
    """Return the smoothed share of each visit's level among the other sessions' weight."""
    count = int(levels.codes.max(initial=0)) + 1
    total = others_of(both, weight)
    return np.asarray((_others(levels, both, weight) + 0.5) / (total + 0.5 * count))


def _leaning(joint: tuple[_Pairs, _Pairs], both: Sides, weight: Bits, towards: Bits) -> Bits:
    """Return the share of each visit's level given its code, leaning on `towards` if rare."""
    level, given = (_others(pairs, both, weight) for pairs in joint)
    return (level + PULL * towards) / (given + PULL)


def others_of(both: Sides, weight: Bits) -> Bits:
    """Return for each visit the weight that all sessions but its own have."""
    own = np.bincount(both.sessions, weight)[both.sessions]
    return np.asarray(np.maximum((weight * both.times).sum() - own, 0.0))


def _others(pairs: _Pairs, both: Sides, weight: Bits) -> Bits:
    """Return for each visit the weight of its code in all sessions but its own."""
    own = weight.copy()
    own[pairs.crowded] = np.bincount(pairs.group, weight[pairs.crowded])[pairs.group]
    every = np.bincount(pairs.codes, weight * both.times)[pairs.codes]
    return np.asarray(np.maximum(every - own, 0.0))
