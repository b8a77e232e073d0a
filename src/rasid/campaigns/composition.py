"""What sessions are made of: a list is one choice, however many are on it."""

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln

from rasid.campaigns.links import EACH, Bits, Codes, Some, summed
from rasid.campaigns.suspects import Flags
from rasid.campaigns.weighing import PULL, Sides, shares

_LEAST_ALIKE, _MOST_ALIKE = 1e-3, 0.9


@dataclass(frozen=True, slots=True)
class Levels:
    """What visits are, as codes, and under which condition, as codes.

    `counted` tells the visits that count. Levels that are `never_for` or `never_against` a
    campaign have a share in it that is at most, or at least, that in the rest.
    """

    codes: Codes
    given: Codes
    counted: Flags
    never_for: tuple[int, ...] = ()
    never_against: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Made:
    """The counted visits by session, condition and level, as places of visits that stand for them.

    `place` stands for a level of a session under a condition, of which there are `count`; `part`
    numbers the session and condition it belongs to, for which `of_part` stands, `size` in all.
    `several` are the places of which there are not just one, and `larger` the parts.
    """

    place: Codes
    count: Bits
    part: Codes
    of_part: Codes
    size: Bits
    several: Codes
    larger: Codes


def composed_bits(levels: Levels, both: Sides, sessions: int) -> Bits:
    """Weigh what each session is made of: log2 of its probability inside over that outside.

    Sessions of one hand are unlike each other, and so are those of all others. How unlike they are
    is learnt of either side, and what a session holds under one condition is one draw of a
    Dirichlet-multinomial (Mosimann 1962): the hundredth stranger on a list says little that the
    first ten did not. As few sessions tell little of the next one, half of what is not known
    (PULL) is left to what anybody does: what was not seen of a side says next to nothing. Sessions
    of which no visit is asked get 0.
    """
    made = both.told.once(
        _made, levels.codes, levels.given, levels.counted, both.sessions, both.many
    )
    asked, both = both.told.once(_asked, made, both.sessions, both.asked), both.only(EACH)
    learnt, base, usual = np.zeros(len(asked.of_part)), None, None
    for sign, weight in ((-1.0, both.outside), (1.0, both.inside)):
        share, known = shares(levels.codes, levels.given, both, weight)
        if base is not None:
            never_for = np.isin(levels.codes, levels.never_for)
            never_against = np.isin(levels.codes, levels.never_against)
            share = np.where(never_for, np.minimum(share, base), share)
            share = np.where(never_against, np.maximum(share, base), share)
        alike = _alikeness(made, weight / both.many * both.times, share, usual)
        base, usual = share, alike
        strength = 1.0 / (alike / (1.0 - alike) + 1.0 / (known + PULL))
        learnt += sign * _log_likelihood(asked, strength, share)
    unlike = 0.5 * PULL / (known + PULL)[asked.of_part]
    told = np.log2((1.0 - unlike) * np.exp2(learnt / np.log(2.0)) + unlike)
    return np.bincount(both.sessions[asked.of_part], told, sessions).astype(np.float64)


def _made(codes: Codes, given: Codes, flags: Flags, sessions: Codes, many: Bits | float) -> _Made:
    counted = np.flatnonzero(flags)
    parts = sessions * (int(given.max(initial=0)) + 1) + given
    kinds = parts * (int(codes.max(initial=0)) + 1) + codes
    _, first, kind = np.unique(kinds[counted], return_index=True, return_inverse=True)
    place = counted[first]
    visits = np.broadcast_to(many, len(kinds))[counted]
    count: Bits = np.bincount(kind.reshape(-1), visits, len(first)).astype(np.float64)
    _, of_part, part = np.unique(parts[place], return_index=True, return_inverse=True)
    part = part.reshape(-1)
    size: Bits = np.bincount(part, count).astype(np.float64)
    several, larger = np.flatnonzero(count != 1.0), np.flatnonzero(size != 1.0)
    return _Made(place, count, part, place[of_part], size, several, larger)


def _asked(made: _Made, sessions: Codes, asked: Some) -> _Made:
    """Return what the sessions of some visits are made of."""
    wanted = np.zeros(len(sessions), dtype=bool)
    wanted[sessions[asked]] = True
    mine = wanted[sessions[made.of_part]]
    kept = mine[made.part]
    return _Made(
        made.place[kept],
        made.count[kept],
        (np.cumsum(mine) - 1)[made.part[kept]],
        made.of_part[mine],
        made.size[mine],
        np.flatnonzero(made.count[kept] != 1.0),
        np.flatnonzero(made.size[mine] != 1.0),
    )


def _log_likelihood(made: _Made, strength: Bits, share: Bits) -> Bits:
    """Return the natural logarithm of each part's probability, visit by visit in their order.

    `strength` is the sum of the Dirichlet's parameters.
    """
    alpha = (strength * share)[made.place]
    levels = _rising(alpha, made.count, made.several)
    total = _rising(strength[made.of_part], made.size, made.larger)
    return np.asarray(np.bincount(made.part, levels, len(made.of_part)) - total)


def _rising(alpha: Bits, count: Bits, several: Codes) -> Bits:
    """Return the logarithm of gamma(alpha + count) / gamma(alpha), which is alpha for a count of 1.

    All counts are 1 but `several`.
    """
    told = np.log(alpha)
    some = alpha[several]
    told[several] = gammaln(some + count[several]) - gammaln(some)
    return told


def _alikeness(made: _Made, weight: Bits, share: Bits, usual: float | None) -> float:
    """Return how alike two visits of one session are, beyond what any two are (rho).

    `weight` is what each visit weighs in all the sessions that it stands for. By moments: how often
    two visits of a session have the same level, against chance. Where few sessions tell, it leans
    on the `usual` one (PULL).
    """
    size = made.size[made.part]
    several = size > 1.0
    part = (made.count / size)[several]
    same = part * (made.count - 1.0)[several] / (size - 1.0)[several]
    chance = part * share[made.place][several]
    weight = (weight[made.place] * size)[several]
    more, most = summed(weight, same - chance), summed(weight, part - chance)
    if usual is not None:
        more, most = more + PULL * usual, most + PULL
    return float(np.clip(more / max(most, 1e-9), _LEAST_ALIKE, _MOST_ALIKE))
