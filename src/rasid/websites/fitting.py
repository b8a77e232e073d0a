"""Logistic regression over pieces: weights that tell one set of names from another, kept small."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from rasid.websites.letters import Keys, Places
from rasid.websites.lexicon import Lexicon
from rasid.websites.named import Named, gathered
from rasid.websites.pieces import KINDS, pieces_of_gathered

Floats = npt.NDArray[np.float64]

BATCH = 20_000
SHRINKAGE = {
    "letters": 4.0,
    "pair": 3.0,
    **dict.fromkeys(("word", "stem", "first", "last"), 2.0),
    **dict.fromkeys(("field", "account", "account hyphens", "account ending"), 0.1),
    "visited": 0.1,
}
"""Inverse variance of a weight in nats, by kind, else 1: what a weight costs that names do not bear
out. Letters cost most and the fields of account words least, so that what a word can say is said by
the word, and what all words of its field say by the field. Being visited is one thing that all
names bear out, and costs little too."""


@dataclass(frozen=True, slots=True)
class Bag:
    """The pieces of names as loose triples: which name, which kind, which key."""

    count: int
    rows: npt.NDArray[np.int32]
    kinds: npt.NDArray[np.int8]
    keys: Keys

    def matrix(self, columns: Keys) -> csr_matrix:
        """Return how often each name has each of these keys, which are sorted."""
        places = np.minimum(np.searchsorted(columns, self.keys), len(columns) - 1)
        known = columns[places] == self.keys
        cells = (np.ones(int(known.sum())), (self.rows[known], places[known]))
        found = csr_matrix(cells, shape=(self.count, len(columns)))
        found.sum_duplicates()
        return found


def batches(sizes: Places, size: int = BATCH) -> list[Places]:
    """Return places of labels of these sizes, in batches of about one, which are read fastest."""
    order = np.argsort(sizes, kind="stable")
    return [order[start : start + size] for start in range(0, len(order), size)]


def bag_of(names: Sequence[Named], lexicon: Lexicon) -> Bag:
    """Take names apart."""
    rows, kinds, keys = [], [], []
    every = gathered(names)
    for places in batches(every.sizes):
        for pieces in pieces_of_gathered(every.those(places), lexicon):
            rows.append(places[pieces.rows].astype(np.int32))
            kinds.append(np.full(len(pieces.rows), KINDS.index(pieces.kind), dtype=np.int8))
            keys.append(pieces.keys)
    if not rows:
        return Bag(0, np.zeros(0, np.int32), np.zeros(0, np.int8), np.zeros(0, np.uint64))
    return Bag(len(names), np.concatenate(rows), np.concatenate(kinds), np.concatenate(keys))


def kinds_of(columns: Keys, *bags: Bag) -> npt.NDArray[np.int8]:
    """Return the kind of each of these keys, which are sorted and in one of the bags."""
    found = np.zeros(len(columns), np.int8)
    for bag in bags:
        places = np.minimum(np.searchsorted(columns, bag.keys), len(columns) - 1)
        known = columns[places] == bag.keys
        found[places[known]] = bag.kinds[known]
    return found


def shrinkage_of(kinds: npt.NDArray[np.int8]) -> Floats:
    """Return the shrinkage of columns of these kinds."""
    return np.array([SHRINKAGE.get(kind, 1.0) for kind in KINDS])[kinds]


@dataclass(frozen=True, slots=True)
class Fit:
    """Weights in nats, by column, and what every name starts with."""

    weights: Floats
    start: float

    def scores(self, names: csr_matrix) -> Floats:
        """Return the log odds of each name, in nats, against the mix that was fitted."""
        return np.asarray(names @ self.weights) + self.start


def fit(  # noqa: PLR0913 - two sets of names with their weights, and where to begin
    wanted: csr_matrix,
    others: csr_matrix,
    wanted_weights: Floats,
    other_weights: Floats,
    shrinkage: Floats,
    *,
    steps: int,
    near: Fit | None = None,
    toward: Floats | float = 0.0,
) -> Fit:
    """Fit weights that tell wanted names from others, starting from a fit that is near.

    Weights are what `toward` says as far as names do not say else.
    """
    from scipy.optimize import minimize  # noqa: PLC0415 - takes a fifth of a second, once learnt

    transposed = wanted.T.tocsr(), others.T.tocsr()

    def loss(values: Floats) -> tuple[float, Floats]:
        weights, start = values[:-1], values[-1]
        yes, no = wanted @ weights + start, others @ weights + start
        cost = wanted_weights @ np.logaddexp(0, -yes) + other_weights @ np.logaddexp(0, no)
        pull = -wanted_weights / (1 + np.exp(np.minimum(yes, 500)))
        push = other_weights / (1 + np.exp(-np.maximum(no, -500)))
        slope = transposed[0] @ pull + transposed[1] @ push + shrinkage * (weights - toward)
        total = cost + 0.5 * float(shrinkage @ (weights - toward) ** 2)
        return total, np.r_[slope, pull.sum() + push.sum()]

    begin = (
        np.r_[near.weights, near.start]
        if near
        else np.r_[
            np.zeros(wanted.shape[1]) + toward, np.log(wanted_weights.sum() / other_weights.sum())
        ]
    )
    found = minimize(loss, begin, jac=True, method="L-BFGS-B", options={"maxiter": steps})
    return Fit(found.x[:-1], float(found.x[-1]))
