"""From labelled and honest names to a model, as of a day: what is known later is left out."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from rasid.errors import UsageError
from rasid.websites.account import AccountWords
from rasid.websites.fitting import Bag, Fit, Floats, bag_of, fit, kinds_of, shrinkage_of
from rasid.websites.letters import Keys, keys_of, mixed
from rasid.websites.lexicon import Lexicon, make_lexicon
from rasid.websites.model import ANY_HABIT, NO_RATE, PAGE_HABIT, Model, Rate, Weights, bits_of
from rasid.websites.named import Named
from rasid.websites.pages import EVERY_STEP, PAGE_ONLY, PAGE_SHARE, fit_pages, is_one_of
from rasid.websites.pieces import DISGUISE_KEY
from rasid.websites.segment import LONGEST_WORD
from rasid.websites.visited import NOBODY, Visited

HALF_LIFE, PAGE_HALF_LIFE = 365.0, 1460.0
"""After so many days a labelled name says half as much: groups change their words, and seldom how
names of account pages are built."""

NAMES_OF_A_HABIT = 40
"""How many labelled names a group must have for its habit to be learnt by itself."""

LABELLED_WEIGHT, HONEST_WEIGHT = 1.0, 150_000.0
"""What one new labelled name weighs, and all honest names together."""

LEARNABLE = 0.05
"""A labelled name that more honest names than this outscore has no habit, and counts less."""

LEAST_WEIGHT = 0.02
HONEST_TIMES = 30.0
"""What honest names with a piece must weigh for it to be kept where no labelled name has it."""

FOLDS = 3
STEPS, HABIT_STEPS = 60, 30
WORD_TIMES, SHORTEST_TAUGHT = 2, 3
"""How often a part between hyphens must be labelled to be learnt as a word; its least length."""

TAUGHT_WORD_COUNT = 5.0
SCREENED = 0.05
"""Which share of honest names is looked at for each habit by itself."""

DISGUISE_BITS = 16.0
"""What it says that a name reads as a popular one in letters of other scripts.

This is stated and not learnt: too few are labelled, and hardly any honest name does it.
"""

LEAST_SHARE = 2e-6
RATE_POINTS = 120


@dataclass(frozen=True, slots=True)
class Labelled:
    """A name that somebody ascribed to a group, and when."""

    name: Named
    group: str
    since: date


@dataclass(frozen=True, slots=True)
class Honest:
    """An honest name, and how many such names it stands for."""

    name: Named
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What a model is learnt from: words with their counts, popular, honest and labelled names.

    `account_words` are looked for in all of these. `visited` is not the list that honest names are
    from, so that it is learnt what being on a list says. That list itself, `listed`, is left out of
    learning, for all its names are on it; what is judged may be on either. `dynamic_endings` are
    those below which dynamic DNS services hand out names.
    """

    words: Mapping[str, float]
    popular: Sequence[tuple[str, str]]
    honest: Sequence[Honest]
    labelled: Sequence[Labelled]
    account_words: AccountWords = field(default_factory=dict)
    visited: Visited = NOBODY
    listed: Visited = NOBODY
    dynamic_endings: frozenset[str] = frozenset()

    def as_of(self, day: date) -> "Knowledge":
        """Return what was known at the end of a day."""
        before = tuple(one for one in self.labelled if one.since <= day)
        return replace(self, labelled=before)

    def lexicon(self) -> Lexicon:
        """Return the tables by which names are taken apart."""
        words = dict(self.words)
        parts = Counter(
            part
            for one in self.labelled
            for part in one.name.label.split("-")
            if part.isalpha() and SHORTEST_TAUGHT <= len(part) <= LONGEST_WORD
        )
        for part, times in parts.items():
            if times >= WORD_TIMES:
                words.setdefault(part, TAUGHT_WORD_COUNT)
        for word in self.account_words:
            words.setdefault(word, TAUGHT_WORD_COUNT)
        endings: Counter[str] = Counter()
        for one in self.honest:
            endings[one.name.suffix.rpartition(".")[2]] += round(one.weight)
        labelled = {(one.name.label, one.name.suffix) for one in self.labelled}
        visited = self.visited.with_(self.listed)
        return make_lexicon(
            words,
            self.words,
            endings,
            self.popular,
            labelled,
            self.account_words,
            visited,
            self.dynamic_endings,
        )


def learn(known: Knowledge, day: date, lexicon: Lexicon | None = None) -> Model:
    """Learn a model from what was known on a day; `lexicon` is that of `known`, if it is at hand.

    Raises UsageError where nothing is labelled.
    """
    if not known.labelled:
        raise UsageError(f"no domain was labelled as bait by {day}; `rasid import domains` can.")
    to_judge_by = lexicon or known.lexicon()
    lexicon = replace(to_judge_by, visited=known.visited)
    taught, held_out = _split(known.honest)
    honest = np.array([one.weight for one in taught])
    honest *= HONEST_WEIGHT / honest.sum()
    bags = (
        bag_of([one.name for one in known.labelled], lexicon),
        bag_of([one.name for one in taught], lexicon),
    )
    keys = _kept(*bags, honest)
    kinds = kinds_of(keys, *bags, EVERY_STEP)
    page = fit_pages(bags, keys, kinds, _freshness(known.labelled, day, PAGE_HALF_LIFE), honest)
    own = ~is_one_of(kinds, PAGE_ONLY)
    bait, others = bags[0].matrix(keys[own]), bags[1].matrix(keys[own])
    shrink = shrinkage_of(kinds[own])
    del bags
    weights = LABELLED_WEIGHT * _freshness(known.labelled, day, HALF_LIFE)
    weights = weights * _learnability(bait, others, weights, honest, shrink)
    pooled = fit(bait, others, weights, honest, shrink, steps=STEPS)
    fits = [(ANY_HABIT, pooled, float(weights.sum()))]
    groups = np.array([one.group for one in known.labelled])
    for group, times in sorted(Counter(groups.tolist()).items()):
        if group and times >= NAMES_OF_A_HABIT:
            its = groups == group
            near = fit(
                bait[its], others, weights[its], honest, shrink, steps=HABIT_STEPS, near=pooled
            )
            fits.append((group, near, float(weights[its].sum())))
    learnt = _weights(keys, own, fits, page, float(honest.sum()))
    screen, rate = _calibrated(lexicon, learnt, held_out)
    return Model(to_judge_by, learnt, screen, rate)


def _weights(
    keys: Keys,
    own: npt.NDArray[np.bool_],
    fits: Sequence[tuple[str, Fit, float]],
    page: Fit,
    honest: float,
) -> Weights:
    """Turn odds in the mix that was fitted into likelihood ratios, and nats into bits.

    `own` are the keys that `fits` are about, each with its labelled weight.
    """
    sums = np.array([of_it for _, _, of_it in fits])
    starts = np.array([one.start for _, one, _ in fits]) - np.log(sums / honest)
    nats = np.zeros((len(keys), len(fits) + 1))
    nats[own, 1:] = np.stack([one.weights for _, one, _ in fits], axis=1)
    nats[:, 0] = page.weights
    order = [1, 0, *range(2, len(fits) + 1)]  # ANY_HABIT, PAGE_HABIT, groups
    place = int(np.searchsorted(keys, DISGUISE_KEY))
    table = bits_of(nats[:, order]).astype(np.float32)
    shares = np.r_[PAGE_SHARE, (1 - PAGE_SHARE) * sums / sums.sum()]
    return Weights(
        (ANY_HABIT, PAGE_HABIT, *(name for name, _, _ in fits[1:])),
        np.insert(keys, place, DISGUISE_KEY),
        np.insert(table, place, DISGUISE_BITS, axis=0),
        bits_of(np.r_[page.start, starts][order]),
        shares[order],
    )


def _calibrated(
    lexicon: Lexicon, weights: Weights, held_out: Sequence[Honest]
) -> tuple[float, Rate]:
    """Return the screen and the rate, by honest names that the model has not learnt from."""
    names = [one.name for one in held_out]
    times = np.array([one.weight for one in held_out])
    scores = Model(lexicon, weights, -np.inf, NO_RATE).score(names)
    pooled = _falling(scores.habits[:, 0].astype(np.float64), times)
    rate = _falling(scores.bits, times)
    return pooled.threshold(SCREENED), rate


def _falling(bits: Floats, weights: Floats) -> Rate:
    """Return which share of names scores at least so, at points that are dense where it is rare."""
    order = np.argsort(-bits, kind="stable")
    reached = np.cumsum(weights[order]) / weights.sum()
    wanted = np.geomspace(1.0, LEAST_SHARE, RATE_POINTS)
    places = np.unique(np.minimum(np.searchsorted(reached, wanted), len(order) - 1))[::-1]
    found, shares = bits[order][places], np.minimum(reached[places], 1.0)
    return Rate(found, shares)


def _split(honest: Sequence[Honest]) -> tuple[list[Honest], list[Honest]]:
    """Part honest names by their spelling: those to learn from, and those to calibrate by."""
    keys = mixed(keys_of([f"{one.name.label}.{one.name.suffix}" for one in honest]))
    first = (keys & np.uint64(1)).astype(bool)
    return (
        [one for one, taught in zip(honest, first, strict=True) if taught],
        [one for one, taught in zip(honest, first, strict=True) if not taught],
    )


def _kept(labelled: Bag, honest: Bag, weights: Floats) -> Keys:
    """Return the keys worth a weight, sorted."""
    keys, places = np.unique(honest.keys, return_inverse=True)
    seen = np.bincount(places, weights[honest.rows], len(keys))
    always = np.r_[labelled.keys, EVERY_STEP.keys]
    kept = np.union1d(always, keys[seen >= HONEST_TIMES])
    return np.asarray(kept[kept != DISGUISE_KEY], np.uint64)


def _freshness(labelled: Sequence[Labelled], day: date, half_life: float) -> Floats:
    ages = np.array([max((day - one.since).days, 0) for one in labelled], dtype=np.float64)
    return np.asarray(0.5 ** (ages / half_life))


def _learnability(
    bait: csr_matrix, others: csr_matrix, weights: Floats, honest: Floats, shrink: Floats
) -> Floats:
    """Return how much of a habit each labelled name has, judged by the others.

    What a group registers for its servers, and what was labelled by mistake, looks like any name.
    """
    count = bait.shape[0]
    folds: npt.NDArray[np.intp] = np.arange(count) % FOLDS
    outscored = np.full(count, LEARNABLE)
    for fold in range(FOLDS if count > FOLDS else 0):
        inside = folds == fold
        near = fit(bait[~inside], others, weights[~inside], honest, shrink, steps=HABIT_STEPS)
        scores = near.scores(others)
        order = np.argsort(scores)
        above = honest.sum() - np.cumsum(honest[order])
        places = np.searchsorted(scores[order], near.scores(bait[inside]))
        outscored[inside] = np.r_[above, 0.0][np.minimum(places, len(above))] / honest.sum()
    return np.clip(LEARNABLE / np.maximum(outscored, 1e-9), LEAST_WEIGHT, 1.0)
