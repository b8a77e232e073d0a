"""A model of website names: how much likelier a name is as bait than as an honest name, in bits.

A name's bits are those of the habits that are known, each weighed by how much it was seen. A habit
is a sum over the pieces of the name; `explain` writes the sum out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from rasid.websites.fitting import Floats, batches
from rasid.websites.letters import Keys, KeyTable, Numbers
from rasid.websites.lexicon import Lexicon
from rasid.websites.named import Gathered, Named, gathered
from rasid.websites.pieces import (
    LEAST_PAGE_STEP,
    Pieces,
    keys_of_kind,
    pieces_of,
    pieces_of_gathered,
)
from rasid.websites.reasons import Reason, add_up, tallies_of

ANY_HABIT = ""
"""The habit that all labelled names have together; it stands first."""

PAGE_HABIT = " "
"""That of names built like any account page, in words of their own; it stands second."""

GROUPS_FROM = 2
"""Where the habits of groups begin."""

EXPLAINED_AT_ONCE = 2_000

_NAT = 1 / np.log(2)


@dataclass(frozen=True, slots=True)
class Rate:
    """How many honest names score at least so many bits; rates fall as bits rise."""

    bits: Floats
    shares: Floats

    def of(self, bits: Floats) -> Floats:
        """Return the share of honest names that score at least so; never below the least known."""
        return np.asarray(np.exp(np.interp(bits, self.bits, np.log(self.shares))))

    def threshold(self, share: float) -> float:
        """Return the bits that this share of honest names reaches."""
        return float(np.interp(-np.log(share), -np.log(self.shares), self.bits))


NO_RATE = Rate(np.array([0.0, 1.0]), np.array([1.0, 0.5]))
"""That of a model which is not calibrated yet."""


@dataclass(frozen=True, slots=True)
class Scores:
    """Of each name: its bits, and for those that were looked at closely, each habit's bits.

    `close` are places of names; a row of `habits` belongs to each, in the order of the model's.
    """

    bits: Floats
    close: npt.NDArray[np.intp]
    habits: npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Weights:
    """What was learnt, in bits: a row a key, sorted, and a column a habit, first ANY_HABIT.

    `starts` are what every name begins with, by habit, `shares` how much of the labelled names each
    habit is.
    """

    habits: tuple[str, ...]
    keys: Keys
    table: npt.NDArray[np.float32]
    starts: Floats
    shares: Floats


class Model:
    """What was learnt, ready to score.

    `screen` is the least bits of ANY_HABIT from which on the other habits are asked, as they are
    where a name looks like an account page.
    """

    def __init__(self, lexicon: Lexicon, weights: Weights, screen: float, rate: Rate) -> None:
        self.lexicon, self.rate = lexicon, rate
        self.habits = weights.habits
        self._weights, self._screen = weights, screen
        count = len(weights.keys)
        self._any = KeyTable(weights.keys, np.ascontiguousarray(weights.table[:, 0]))
        self._rows = KeyTable(weights.keys, np.arange(1, count + 1, dtype=np.float32))
        none = np.zeros((1, len(weights.habits)), np.float32)
        self._padded = np.vstack([none, weights.table])
        self._kept: dict[str, tuple[Keys, Numbers]] = {}

    def score(self, names: Sequence[Named]) -> Scores:
        """Score names; a million take a small part of a minute."""
        return self.score_gathered(gathered(names))

    def score_gathered(self, names: Gathered) -> Scores:
        """Score names that are gathered already."""
        bits = np.zeros(len(names.sizes))
        every = [np.zeros(0, np.intp)]
        habits = [np.zeros((0, len(self.habits)), np.float32)]
        for places in batches(names.sizes):
            found = list(pieces_of_gathered(names.those(places), self.lexicon))
            pooled = np.zeros(len(places))
            for pieces in found:
                pooled += np.bincount(pieces.rows, self._any_of(pieces), len(places))
            pooled += self._weights.starts[0]
            close = np.nonzero((pooled >= self._screen) | _like_pages(found, len(places)))[0]
            pooled += np.log2(self._weights.shares[0])
            own = self._closely(found, close, len(places))
            pooled[close] = self.together(own)
            bits[places] = pooled
            every.append(places[close])
            habits.append(own)
        close = np.concatenate(every)
        order = np.argsort(close)
        return Scores(bits, close[order], np.concatenate(habits)[order])

    def together(self, habits: npt.NDArray[np.float32]) -> Floats:
        """Return a name's bits from those of each habit: their mean as likelihoods."""
        return np.asarray(
            np.logaddexp2.reduce(habits + np.log2(self._weights.shares), axis=1), np.float64
        )

    def explain(self, names: Sequence[Named]) -> Iterator[list[Reason]]:
        """Yield of each name the sum that makes its bits, by the habit that speaks loudest.

        The reasons add up to the bits of `score`: what all names begin with and what the other
        habits add are among them.
        """
        for start in range(0, len(names), EXPLAINED_AT_ONCE):
            yield from self._explained(names[start : start + EXPLAINED_AT_ONCE])

    def _explained(self, names: Sequence[Named]) -> Iterator[list[Reason]]:
        found = list(pieces_of(names, self.lexicon))
        habits = self._closely(found, np.arange(len(names)), len(names))
        loudest = np.argmax(habits + np.log2(self._weights.shares), axis=1)
        totals = self.together(habits)
        passed = (habits[:, 0] < self._screen) & ~_like_pages(found, len(names))
        loudest[passed] = 0
        totals[passed] = habits[passed, 0] + np.log2(self._weights.shares[0])
        endings = [self.lexicon.weighed_ending(name.suffix) for name in names]
        told = tallies_of(names, endings, found)
        for pieces in found:
            rows = self._rows.get(pieces.keys).astype(np.intp)
            add_up(told, pieces, self._padded[rows, loudest[pieces.rows]])
        for place, best in enumerate(loudest.tolist()):
            told[place].say("start", "", float(self._weights.starts[best]))
            rest = float(totals[place]) - float(habits[place, best])
            told[place].say("other habits", "", rest)
            yield told[place].reasons()

    def save(self, path: Path) -> None:
        """Keep all but the lexicon, which is read anew from the knowledge."""
        draft = path.with_suffix(".draft")
        with draft.open("wb") as file:
            np.savez(
                file,
                habits=np.array(self.habits),
                keys=self._weights.keys,
                table=self._weights.table,
                starts=self._weights.starts,
                shares=self._weights.shares,
                screen=np.array([self._screen]),
                rate=np.stack([self.rate.bits, self.rate.shares]),
            )
        draft.replace(path)

    @classmethod
    def load(cls, path: Path, lexicon: Lexicon) -> "Model":
        """Read a kept model; the lexicon must be of the same knowledge."""
        with np.load(path, allow_pickle=False) as kept:
            weights = Weights(
                tuple(str(habit) for habit in kept["habits"]),
                kept["keys"],
                kept["table"],
                kept["starts"],
                kept["shares"],
            )
            return cls(lexicon, weights, float(kept["screen"][0]), Rate(*kept["rate"]))

    def _any_of(self, pieces: Pieces) -> Numbers:
        """Return what ANY_HABIT says of each piece; what a table holds is looked up once."""
        if pieces.table is None:
            return self._any.get(pieces.keys)
        table, weights = self._kept.get(pieces.kind, (None, None))
        if table is not pieces.table or weights is None:
            weights = self._any.get(keys_of_kind(pieces.kind, pieces.table))
            self._kept[pieces.kind] = pieces.table, weights
        return weights[pieces.values]

    def _closely(
        self, found: Sequence[Pieces], close: npt.NDArray[np.intp], count: int
    ) -> npt.NDArray[np.float32]:
        """Return each habit's bits of those of so many names that are close, by their pieces."""
        place_of = np.full(count, -1)
        place_of[close] = np.arange(len(close))
        asked = [place_of[pieces.rows] for pieces in found]
        keys = [
            pieces.keys_of_those(places >= 0) for pieces, places in zip(found, asked, strict=True)
        ]
        every = np.concatenate([places[places >= 0] for places in asked])
        rows = self._rows.get(np.concatenate(keys)).astype(np.intp)
        often = csr_matrix(
            (np.ones(len(rows), np.float32), (every, rows)), shape=(len(close), len(self._padded))
        )
        return np.asarray(often @ self._padded + self._weights.starts.astype(np.float32))


def _like_pages(found: Sequence[Pieces], count: int) -> npt.NDArray[np.bool_]:
    """Say which of so many names are taken for those of account pages, by their pieces."""
    alike = np.zeros(count, bool)
    for pieces in found:
        if pieces.kind == "page":
            alike[pieces.rows[pieces.ends >= LEAST_PAGE_STEP]] = True
    return alike


def bits_of(nats: Floats) -> Floats:
    """Return nats as bits."""
    return np.asarray(nats * _NAT)
