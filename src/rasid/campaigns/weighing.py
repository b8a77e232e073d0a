"""How a thing that visits show is weighed: its share in a campaign's sessions over that elsewhere.

Each session counts once, however many visits it has, and never for itself.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import numpy as np

from rasid.campaigns.links import EACH, Bits, Codes, Some

T = TypeVar("T")

PULL = 2.0
"""How many sessions' worth of the overall shares are mixed into those of a rare condition."""


class Told:
    """What was told of some things, each told once; it is asked again for the same things."""

    def __init__(self) -> None:
        self._found: dict[tuple[object, ...], tuple[tuple[object, ...], Any]] = {}

    def once(self, tell: Callable[..., T], *things: object) -> T:
        """Return what a function tells of these very things, which must not change."""
        key = (tell, *map(id, things))
        if key not in self._found:
            self._found[key] = things, tell(*things)  # kept, so that no other has their ids
        told: T = self._found[key][1]
        return told


@dataclass(frozen=True, slots=True)
class Sides:
    """The members and the rest, as the weight that each visit brings to either side.

    A visit may stand for `many` alike of its session, and its session for several (`times`). Those
    `asked` are weighed, in their order, by what all of them show.
    """

    sessions: Codes
    inside: Bits
    outside: Bits
    many: Bits | float = 1.0
    times: Bits | float = 1.0
    told: Told = field(default_factory=Told)
    asked: Some = field(default_factory=lambda: EACH)

    def only(self, asked: Some) -> "Sides":
        """Return the same sides, of which some visits are asked."""
        return replace(self, asked=asked)

    def against(self, outside: Bits) -> "Sides":
        """Return the same members against another rest."""
        return replace(self, outside=outside)


@dataclass(frozen=True, slots=True)
class _Pairs:
    """The codes of visits, and how many of their sessions' visits each one's code is told of.

    That is as a multiple of those that it stands for itself.
    """

    codes: Codes
    own: Bits


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
    share, base = (_share(levels, both, weight) for weight in (both.inside, both.outside))
    return np.clip(np.log2(share / base), -most, most)


def conditional_bits(levels: Codes, given: Codes, both: Sides, most: float) -> Bits:
    """Weigh each visit's level among the visits of the same `given` code.

    Where few have that code, either side's shares lean on those of all its visits (PULL): what
    holds of a campaign's other visits is taken to hold of these.
    """
    share, base = (
        _leaning(levels, given, both, weight, _share(levels, both, weight))
        for weight in (both.inside, both.outside)
    )
    return np.clip(np.log2(share / base), -most, most)


def own_kind_bits(levels: Codes, given: Codes, both: Sides, most: float) -> Bits:
    """Weigh each visit's level among the visits of the same `given` code, and by those alone.

    Where few members have that code, their shares lean on the rest's: nothing learnt, nothing said.
    """
    usual = _share(levels, both, both.outside)
    base = _leaning(levels, given, both, both.outside, usual)
    share = _leaning(levels, given, both, both.inside, base)
    return np.clip(np.log2(share / base), -most, most)


def shares(levels: Codes, given: Codes, both: Sides, weight: Bits) -> tuple[Bits, Bits]:
    """Return the share of each visit's level in those of its `given` code, and those's weight.

    `weight` is that of one of the sides. The shares lean as in `conditional_bits`, and the visits
    of a session do not count for it.
    """
    share = _leaning(levels, given, both, weight, _share(levels, both, weight))
    return share, _others(given, both, weight)


def averaged(visit_session: Codes, bits: Bits, sessions: int, many: Bits | float = 1.0) -> Bits:
    """Average visits, of which each may stand for `many`, to sessions."""
    size = _sizes(visit_session, sessions, many)
    return np.bincount(visit_session, bits * many, sessions) / np.maximum(size, 1)


def _sizes(visit_session: Codes, sessions: int, many: Bits | float) -> Bits:
    visits = np.broadcast_to(many, len(visit_session))
    return np.bincount(visit_session, visits, sessions).astype(np.float64)


def _pairs(codes: Codes, sessions: Codes, crowded: Codes, many: Bits | float) -> _Pairs:
    pairs = sessions[crowded] * (int(codes.max(initial=0)) + 1) + codes[crowded]
    order = np.argsort(pairs, kind="stable")  # fast here: visits come session by session
    ordered = pairs[order]
    group = np.empty(len(order), dtype=np.int64)
    group[order] = np.cumsum(np.append(0, ordered[1:] != ordered[:-1])[: len(order)])
    own, alike = np.ones(len(codes)), np.broadcast_to(many, len(codes))[crowded]
    own[crowded] = np.bincount(group, alike)[group] / alike
    return _Pairs(codes, own)


def _crowded(sessions: Codes) -> Codes:
    return np.flatnonzero(np.bincount(sessions)[sessions] > 1)


def _joint(levels: Codes, given: Codes) -> Codes:
    return given * (int(levels.max(initial=0)) + 1) + levels


def _share(levels: Codes, both: Sides, weight: Bits) -> Bits:
    """Return the smoothed share of each visit's level among the other sessions' weight."""
    count = int(levels.max(initial=0)) + 1
    total = both.told.once(_but_own, both.sessions, weight, both.times)
    return np.asarray((_others(levels, both, weight) + 0.5) / (total[both.asked] + 0.5 * count))


def _leaning(levels: Codes, given: Codes, both: Sides, weight: Bits, towards: Bits) -> Bits:
    """Return the share of each visit's level given its code, leaning on `towards` if rare."""
    level = _others(both.told.once(_joint, levels, given), both, weight)
    return (level + PULL * towards) / (_others(given, both, weight) + PULL)


def others_of(both: Sides, weight: Bits) -> Bits:
    """Return for each visit asked the weight that all sessions but its own have."""
    return np.asarray(_but_own(both.sessions, weight, both.times)[both.asked])


def _but_own(sessions: Codes, weight: Bits, times: Bits | float) -> Bits:
    own = np.bincount(sessions, weight)[sessions]
    return np.asarray(np.maximum((weight * times).sum() - own, 0.0))


def _others(codes: Codes, both: Sides, weight: Bits) -> Bits:
    """Return for each visit asked the weight of its code in all sessions but its own.

    A session's weight is parted among its visits, so that a part of them has that part of it.
    """
    crowded = both.told.once(_crowded, both.sessions)
    pairs = both.told.once(_pairs, codes, both.sessions, crowded, both.many)
    every = both.told.once(np.multiply, weight, both.times)
    return both.told.once(_but_own_code, pairs, weight, every, both.asked)


def _but_own_code(pairs: _Pairs, weight: Bits, every: Bits, asked: Some) -> Bits:
    of_all = np.bincount(pairs.codes, every)[pairs.codes[asked]]
    return np.asarray(np.maximum(of_all - weight[asked] * pairs.own[asked], 0.0))
