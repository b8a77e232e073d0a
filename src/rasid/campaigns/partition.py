"""One group or several: whether a campaign's sessions are better told as the work of two.

Two groups that are after the same people at the same time are found as one, since they do the
same to the same accounts. They are told apart by what a group keeps: its hours and week, its
programs, the networks it rents from, whom it prefers. Each trait is weighed by the Bayes factor
of two sets of habits against one (Dirichlet-multinomial); from that goes the cost of saying which
sessions are whose (the code length of the labels), so that what is merely possible never splits.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import gammaln

from rasid.campaigns.links import MISSING, Bits, Codes
from rasid.campaigns.suspects import Flags, Suspects
from rasid.campaigns.traits import Trait, read_traits, read_units

PRIOR_COUNT = 0.5
"""Jeffreys' prior: half an observation of each value, at the least."""

SPREADS = np.array([1.0, 2.0, 4.0])
"""So many times as much where a group's values are spread more evenly than that."""

COMMON = 2.0
"""What was decided fewer times is rare, and one value with all else that is: each of many programs
that are used once is no habit, and says only that such are used."""

PRIOR_BITS = -5.0
"""Before any evidence: of thirty campaigns one is the work of two groups after the same people."""

STARTS = 24
STARTS_OF_A_TRAIT = 8
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


@dataclass(frozen=True, slots=True)
class _Sought:
    """Which protected accounts units went for, as pairs, with the category that each is of.

    `many` counts the protected accounts of each category.
    """

    units: Codes
    accounts: Codes
    categories: Codes
    many: Codes

    def only(self, some: Flags, units: Codes) -> "_Sought":
        """Return what some of the pairs say, whose units are told anew."""
        return replace(
            self, units=units, accounts=self.accounts[some], categories=self.categories[some]
        )

    def apart_bits(self, second: np.ndarray) -> float:
        """Weigh how many accounts both of two parts went for; more than by chance, if two groups.

        log2 of the hypergeometric likelihood of two that choose among all of a category each for
        itself, over that of one, to which any number is the same. One that finds accounts in one
        way and tries to enter them in another goes for the same ones in both; fewer than by chance
        says nothing, since a group has its list to work through.
        """
        of_part = second[self.units]
        first, other = (np.unique(self.accounts[of_part == part]) for part in (True, False))
        category = np.zeros(int(self.accounts.max(initial=-1)) + 1, dtype=np.int64)
        category[self.accounts] = self.categories
        ones, others, both = (
            np.bincount(category[some], minlength=len(self.many))
            for some in (first, other, np.intersect1d(first, other, assume_unique=True))
        )
        some = both * self.many > ones * others
        many, ones, others, both = (one[some] for one in (self.many, ones, others, both))
        by_chance = (
            _ways_of(ones, both) + _ways_of(many - ones, others - both) - _ways_of(many, others)
        )
        most, least = np.minimum(ones, others), np.maximum(ones + others - many, 0)
        return float(np.minimum(by_chance + np.log2(most - least + 1.0), 0.0).sum())


def divide(suspects: Suspects, places: Codes) -> tuple[Codes, list[Division]]:
    """Return the group of each of a campaign's visits, from 0, and why each division was made.

    `places` are the visits of all its sessions.
    """
    if not len(places):
        return np.zeros(0, dtype=np.int64), []
    sessions, row, units, traits = _read(suspects, places)
    labels = np.zeros(len(sessions), dtype=np.int64)
    made: list[Division] = []
    sought, open_parts = _sought(suspects, places, row), [0]
    while open_parts:
        part = open_parts.pop()
        mine = np.flatnonzero(labels == part)
        theirs = labels[sought.units] == part
        people = sought.only(theirs, np.searchsorted(mine, sought.units[theirs]))
        second, division = _halve(traits, mine, units, people)
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
    traits = [_common(trait) for trait in traits]
    tables = [_by_unit(trait.weights, unit, len(known)) for trait in traits]
    sought = _sought(suspects, places, unit[row])
    of_second = np.bincount(row, np.arange(len(places)) >= len(first)) > 0
    mostly = np.bincount(unit, of_second) * 2 > np.bincount(unit)
    if mostly.all() or not mostly.any():
        return False
    return _weigh(traits, tables, sought, mostly).total > 0


def _read(suspects: Suspects, places: Codes) -> tuple[Codes, Codes, Codes, list[Trait]]:
    """Return the sessions of some visits, whose each visit is, the sessions' units and traits."""
    sessions, row = np.unique(suspects.visit_session[places], return_inverse=True)
    units = read_units(suspects, sessions)
    return sessions, row, units, read_traits(suspects, places, sessions, units)


def _sought(suspects: Suspects, places: Codes, units: Codes) -> _Sought:
    """Return whom the visits at `places`, of these units, went for that is protected."""
    protected = suspects.protected[suspects.visit_account]
    category = (suspects.category - MISSING)[suspects.visit_account]
    _, first = np.unique(suspects.visit_name[protected], return_index=True)
    listed = places[protected[places]]
    return _Sought(
        units[protected[places]],
        suspects.visit_name[listed],
        category[listed],
        np.bincount(category[protected][first], minlength=int(category.max(initial=0)) + 1),
    )


def _halve(
    traits: list[Trait], mine: Codes, units: Codes, people: _Sought
) -> tuple[np.ndarray, Division]:
    """Return the best division of some sessions in two found, as flags of the second part.

    Of the people sought, units are the places of sessions among these.
    """
    known, unit = np.unique(units[mine], return_inverse=True)
    traits = [_common(replace(one, weights=one.weights[mine])) for one in traits]
    tables = [_by_unit(trait.weights, unit, len(known)) for trait in traits]
    sought = replace(people, units=unit[people.units])
    best = np.zeros(len(mine), dtype=bool), Division({"labels": -np.inf})
    for start in _starts(tables, np.bincount(unit)) if len(known) > 1 else ():
        second = _settle(traits, tables, start)
        if second.any() and not second.all():
            division = _weigh(traits, tables, sought, second)
            if division.total > best[1].total:
                best = second[unit], division
    return best


def _starts(tables: list[Bits], sizes: Codes) -> Iterator[np.ndarray]:
    """Yield divisions to settle from: by chance, by size, and by who mostly shows a common value.

    A group of a few servers beside one of hundreds of home lines is not come to by chance. `sizes`
    counts the sessions of each unit.
    """
    yield sizes > 1
    chance = np.random.default_rng(_SEED)
    for _ in range(STARTS):
        yield chance.random(len(tables[0])) < 0.5
    for table in tables:
        common = np.argsort(-table.sum(axis=0), kind="stable")[:STARTS_OF_A_TRAIT]
        mostly = 2.0 * table[:, common] > table.sum(axis=1, keepdims=True)
        yield from mostly.T


def _common(trait: Trait) -> Trait:
    """Return a trait in which the rare values of a block are one."""
    rare = trait.weights.sum(axis=0) < COMMON
    values = np.where(rare, len(rare) + trait.blocks, np.arange(len(rare)))
    kept, first, number = np.unique(values, return_index=True, return_inverse=True)
    weights = np.zeros((len(trait.weights), len(kept)))
    np.add.at(weights.T, number.reshape(-1), trait.weights.T)
    blocks = np.unique(trait.blocks[first], return_inverse=True)[1].astype(np.int64)
    return Trait(trait.name, weights, blocks)


def _by_unit(weights: Bits, unit: Codes, count: int) -> Bits:
    table = np.zeros((count, weights.shape[1]))
    np.add.at(table, unit, weights)
    return table


def _settle(traits: list[Trait], tables: list[Bits], second: np.ndarray) -> np.ndarray:
    """Move units to the part whose habits they fit, until none moves (classification EM)."""
    usual = [_usual(trait, table) for trait, table in zip(traits, tables, strict=True)]
    for _ in range(ROUNDS):
        many = float(second.sum())
        favour = np.full(len(second), np.log2((many + 0.5) / (len(second) - many + 0.5)))
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


def _weigh(
    traits: list[Trait], tables: list[Bits], sought: _Sought, second: np.ndarray
) -> Division:
    bits = {}
    for trait, table in zip(traits, tables, strict=True):
        parts = [table[second].sum(axis=0), table[~second].sum(axis=0)]
        every = parts[0] + parts[1]
        prior = _prior_counts(every, trait.blocks)
        first, other, both = (
            _evidence(part, trait.blocks, prior).sum() for part in (*parts, every)
        )
        bits[trait.name] = float(first + other - both)
    labels = -_code_length(len(second), int(second.sum()))
    same = {"people": sought.apart_bits(second)}
    return Division(bits | same | {"labels": labels, "prior": PRIOR_BITS})


def _prior_counts(counts: Bits, blocks: Codes) -> Bits:
    """Return for each value the prior count under which its block is likeliest as one group's."""
    tried = PRIOR_COUNT * SPREADS
    told = [_evidence(counts, blocks, np.full(len(blocks), prior)) for prior in tried]
    return np.asarray(tried[np.argmax(told, axis=0)][blocks])


def _evidence(counts: Bits, blocks: Codes, prior: Bits) -> Bits:
    """Return log2 of the Dirichlet-multinomial likelihood of the counts of each block."""
    size, total = np.bincount(blocks, prior), np.bincount(blocks, counts)
    of_values = gammaln(counts + prior) - gammaln(prior)
    told = gammaln(size) - gammaln(size + total) + np.bincount(blocks, of_values)
    return np.asarray(told / np.log(2.0))


def _code_length(count: int, chosen: int) -> float:
    """Return the bits it takes to say how many of `count` units are the other's, and which."""
    return float(_ways_of(np.array(count), np.array(chosen)) + np.log2(count))


def _ways_of(count: Codes, chosen: Codes) -> Bits:
    """Return log2 of the number of ways to choose so many of each number."""
    ways = gammaln(count + 1) - gammaln(chosen + 1) - gammaln(count - chosen + 1)
    return np.asarray(ways / np.log(2.0))
