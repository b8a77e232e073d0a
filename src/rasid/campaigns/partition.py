"""One group or several: whether a campaign's sessions are better told as the work of two.

Two groups that are after the same people at the same time are found as one, since they do the
same to the same accounts. They are told apart by what a group keeps: its hours and week, its
programs, the networks it rents from, whom it prefers. Each trait is weighed by the Bayes factor
of two sets of habits against one (Dirichlet-multinomial); from that goes the cost of saying which
sessions are whose (the code length of the labels), so that what is merely possible never splits.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln

from rasid.campaigns.links import Bits, Codes
from rasid.campaigns.suspects import Suspects
from rasid.campaigns.traits import Trait, read_traits, read_units

PRIOR_COUNT = 0.5
"""Jeffreys' prior: half an observation of each value."""

PRIOR_BITS = -5.0
"""Before any evidence: of thirty campaigns one is the work of two groups after the same people."""

STARTS = 24
ROUNDS = 60
_SEED = 0
_PULL = 2.0


@dataclass(frozen=True, slots=True)
class Division:
    """What speaks for two groups, in bits: each trait, the labels' cost, and the prior."""

    bits: dict[str, float]

    @property
    def total(self) -> float:
        """The sum; two groups are likelier where it is positive."""
        return sum(self.bits.values())


def divide(suspects: Suspects, places: Codes) -> tuple[Codes, list[Division]]:
    """Return the group of each of a campaign's visits, from 0, and why each division was made.

    `places` are the visits of all its sessions.
    """
    if not len(places):
        return np.zeros(0, dtype=np.int64), []
    sessions, row, units, traits = _read(suspects, places)
    labels = np.zeros(len(sessions), dtype=np.int64)
    made: list[Division] = []
    open_parts = [0]
    while open_parts:
        part = open_parts.pop()
        mine = np.flatnonzero(labels == part)
        second, division = _halve(traits, mine, units)
        if division.total > 0:
            made.append(division)
            labels[mine[second]] = len(made)
            open_parts += [part, len(made)]
    return labels[row], made


def are_two(suspects: Suspects, first: Codes, second: Codes) -> bool:
    """Tell whether two campaigns, found apart, are better told as the work of two groups.

    `first` and `second` are their visits; what they came from together is told as one.
    """
    places = np.concatenate([first, second])
    _, row, units, traits = _read(suspects, places)
    known, unit = np.unique(units, return_inverse=True)
    tables = [_by_unit(trait.weights, unit, len(known)) for trait in traits]
    of_second = np.bincount(row, np.arange(len(places)) >= len(first)) > 0
    mostly = np.bincount(unit, of_second) * 2 > np.bincount(unit)
    if mostly.all() or not mostly.any():
        return False
    return _weigh(traits, tables, mostly).total > 0


def _read(suspects: Suspects, places: Codes) -> tuple[Codes, Codes, Codes, list[Trait]]:
    """Return the sessions of some visits, whose each visit is, the sessions' units and traits."""
    sessions, row = np.unique(suspects.visit_session[places], return_inverse=True)
    units = read_units(suspects, sessions)
    return sessions, row, units, read_traits(suspects, places, sessions, units)


def _halve(traits: list[Trait], mine: Codes, units: Codes) -> tuple[np.ndarray, Division]:
    """Return the best division of some sessions in two found, as flags of the second part."""
    known, unit = np.unique(units[mine], return_inverse=True)
    tables = [_by_unit(trait.weights[mine], unit, len(known)) for trait in traits]
    chance = np.random.default_rng(_SEED)
    best = np.zeros(len(mine), dtype=bool), Division({"labels": -np.inf})
    for _ in range(STARTS if len(known) > 1 else 0):
        second = _settle(traits, tables, chance.random(len(known)) < 0.5)
        if second.any() and not second.all():
            division = _weigh(traits, tables, second)
            if division.total > best[1].total:
                best = second[unit], division
    return best


def _by_unit(weights: Bits, unit: Codes, count: int) -> Bits:
    table = np.zeros((count, weights.shape[1]))
    np.add.at(table, unit, weights)
    return table


def _settle(traits: list[Trait], tables: list[Bits], second: np.ndarray) -> np.ndarray:
    """Move units to the part whose habits they fit, until none moves (classification EM)."""
    usual = [_usual(trait, table) for trait, table in zip(traits, tables, strict=True)]
    for _ in range(ROUNDS):
        favour = np.zeros(len(second))
        for trait, table, base in zip(traits, tables, usual, strict=True):
            shares = [_shares(trait, table[part], base) for part in (second, ~second)]
            favour += table @ np.log2(shares[0] / shares[1])
        renewed = favour > 0
        if (renewed == second).all():
            break
        second = renewed
    return second


def _usual(trait: Trait, table: Bits) -> Bits:
    """Return how often each value is anybody's, within its block."""
    everybody = table.sum(axis=0) + PRIOR_COUNT
    return np.asarray(everybody / np.bincount(trait.blocks, everybody)[trait.blocks])


def _shares(trait: Trait, part: Bits, usual: Bits) -> Bits:
    """Return how often each value is a part's, within its block, leaning on the usual."""
    mine = part.sum(axis=0)
    if trait.name == "hours":
        mine = (mine + np.roll(mine, 1) + np.roll(mine, -1)) / 3.0
    return np.asarray(
        (mine + _PULL * usual) / (np.bincount(trait.blocks, mine)[trait.blocks] + _PULL)
    )


def _weigh(traits: list[Trait], tables: list[Bits], second: np.ndarray) -> Division:
    bits = {}
    for trait, table in zip(traits, tables, strict=True):
        parts = [table[second].sum(axis=0), table[~second].sum(axis=0)]
        apart = sum(_evidence(part, trait.blocks) for part in parts)
        bits[trait.name] = float(apart - _evidence(parts[0] + parts[1], trait.blocks))
    labels = -_code_length(len(second), int(second.sum()))
    return Division(bits | {"labels": labels, "prior": PRIOR_BITS})


def _evidence(counts: Bits, blocks: Codes) -> float:
    """Return log2 of the Dirichlet-multinomial likelihood of counts, block by block."""
    size = np.bincount(blocks) * PRIOR_COUNT
    total = np.bincount(blocks, counts)
    of_blocks = gammaln(size) - gammaln(size + total)
    of_values = gammaln(counts + PRIOR_COUNT) - gammaln(PRIOR_COUNT)
    return float((of_blocks.sum() + of_values.sum()) / np.log(2.0))


def _code_length(count: int, chosen: int) -> float:
    """Return the bits it takes to say how many of `count` units are the other's, and which."""
    ways = gammaln(count + 1) - gammaln(chosen + 1) - gammaln(count - chosen + 1)
    return float(ways / np.log(2.0) + np.log2(count))
