"""Finds the likeliest of many guesses for each of many addresses, by hashes and without pairs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rasid.campaigns.likeness.letters import MOST_LETTERS

Bits = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
Firm = npt.NDArray[np.bool_]
Hashes = npt.NDArray[np.uint64]

NOBODY = -1
SLIP_BITS = -8.0
"""What one letter that is wrong, missing, twice or swapped costs."""
REST_BITS = -8.0
"""What letters cost that stand before or after a guess."""
EVEN_BITS = 0.5
"""Guesses so close in weight are equally likely."""

_BASE = 0x9E3779B97F4A7C15
_WORD = 1 << 64
_SPREAD = 0xD6E8FEB86659FD93
_MARKS = 22
"""Bits of a hash by which an index is marked: many more marks than hashes."""
_SHORTEST_BEFORE_REST = 4


@dataclass(frozen=True, slots=True)
class Best:
    """The weight of the best guess for each text, whose it is, and how many more it may be of."""

    bits: Bits
    person: Codes
    others: Codes

    def take(self, rows: Codes, other: "Best", places: Codes, cost: float) -> None:
        """Take over what is better for some rows, at a cost in bits."""
        bits = other.bits[places] + cost
        order = np.lexsort((-bits, rows))
        rows, bits, places = rows[order], bits[order], places[order]
        first = np.ones(len(rows), dtype=bool)
        first[1:] = rows[1:] != rows[:-1]
        first &= bits > self.bits[rows]
        rows = rows[first]
        self.bits[rows] = bits[first]
        self.person[rows] = other.person[places[first]]
        self.others[rows] = other.others[places[first]]


def nobody(count: int) -> Best:
    """Return that so many texts are like no one's name."""
    return Best(np.zeros(count), np.full(count, NOBODY), np.zeros(count, dtype=np.int64))


class Texts:
    """Texts of lower-case letters, so that hashes of their parts are differences of sums."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.length = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
        width = int(self.length.max(initial=0))
        if width > 2 * MOST_LETTERS:
            raise ValueError("a text has more letters than an address may have")
        padded = np.array(texts, dtype=f"S{max(width, 1)}")
        letters = padded.view(np.uint8).reshape(len(texts), max(width, 1))[:, :width]
        self._sums = np.zeros((len(texts), width + 1), dtype=np.uint64)
        np.cumsum(letters * _powers(_BASE, width), axis=1, out=self._sums[:, 1:])
        self._places = np.arange(width)

    def whole(self) -> Hashes:
        """Return the hash of each text."""
        return self._sums[:, -1]

    def beginnings(self, shortest: int) -> tuple[Codes, Hashes]:
        """Return rows and hashes of what each text begins with, less than the whole."""
        rows, ends = self._cuts(shortest, 0)
        return rows, self._sums[rows, ends]

    def ends(self, shortest: int) -> tuple[Codes, Hashes]:
        """Return rows and hashes of what each text ends with, less than the whole."""
        rows, starts = self._cuts(1, shortest - 1)
        back = _powers(pow(_BASE, -1, _WORD), self._sums.shape[1])
        return rows, (self._sums[rows, -1] - self._sums[rows, starts]) * back[starts]

    def without_one(self, shortest: int, firm: Firm | None = None) -> tuple[Codes, Hashes]:
        """Return rows and hashes of long enough texts with each letter left out that is not firm.

        `firm` tells of each text whether its first letter is, and whether its last is.
        """
        kept = (self._places < self.length[:, None]) & (self.length >= shortest)[:, None]
        if firm is not None:
            kept &= (self._places > 0) | ~firm[:, :1]
            kept &= (self._places < self.length[:, None] - 1) | ~firm[:, 1:]
        rows, places = np.nonzero(kept)
        after = self._sums[rows, -1] - self._sums[rows, places + 1]
        back = np.uint64(pow(_BASE, -1, _WORD))
        return rows, self._sums[rows, places] + after * back

    def _cuts(self, before: int, after: int) -> tuple[Codes, Codes]:
        cuts = (self._places >= before) & (self._places < (self.length - after)[:, None])
        rows, places = np.nonzero(cuts)
        return rows, places


class Guesses:
    """Guesses with their weights and persons, to be found by hash.

    A guess of at least `shortest` letters is found with one slip, but where it is `firm` not in its
    first or last letter: another initial is another person.
    """

    def __init__(
        self, texts: Sequence[str], bits: Bits, person: Codes, firm: Firm, shortest: int
    ) -> None:
        hashed = Texts(texts)
        self._shortest = shortest
        self._all = _Index(hashed.whole(), bits, person)
        rows, short = hashed.without_one(shortest, firm)
        self._slipped = _Index(short, bits[rows], person[rows])
        long = hashed.length >= shortest
        self._long = _Index(hashed.whole()[long], bits[long], person[long])

    def best(self, texts: Sequence[str]) -> Best:
        """Return the best guess for each text: itself, one letter away, or more around it."""
        found = nobody(len(texts))
        hashed = Texts(texts)
        everyone = np.arange(len(texts))
        self._all.find(found, everyone, hashed.whole(), 0.0)
        for rows, hashes in (
            hashed.beginnings(_SHORTEST_BEFORE_REST),
            hashed.ends(_SHORTEST_BEFORE_REST),
        ):
            self._all.find(found, rows, hashes, REST_BITS)
        rows, hashes = hashed.without_one(self._shortest)
        self._long.find(found, rows, hashes, SLIP_BITS)
        self._slipped.find(found, rows, hashes, SLIP_BITS)
        self._slipped.find(found, everyone, hashed.whole(), SLIP_BITS)
        return found


class _Index:
    def __init__(self, hashes: Hashes, bits: Bits, person: Codes) -> None:
        order = np.lexsort((-bits, person, hashes))
        hashes, bits, person = hashes[order], bits[order], person[order]
        once = np.ones(len(hashes), dtype=bool)
        once[1:] = (hashes[1:] != hashes[:-1]) | (person[1:] != person[:-1])
        hashes, bits, person = hashes[once], bits[once], person[once]
        order = np.lexsort((-bits, hashes))
        hashes, bits, person = hashes[order], bits[order], person[order]
        self._hashes, first, place = np.unique(hashes, return_index=True, return_inverse=True)
        even = bits >= bits[first][place] - EVEN_BITS
        others = np.bincount(place, even, len(first)).astype(np.int64) - 1
        self._best = Best(bits[first], person[first], others)
        self._marked = np.zeros(1 << _MARKS, dtype=bool)
        self._marked[_mark(self._hashes)] = True

    def find(self, found: Best, rows: Codes, hashes: Hashes, cost: float) -> None:
        """Let the rows take over what their hashes find.

        Nearly all find nothing, and most of those no mark: only the rest is searched for.
        """
        maybe = np.flatnonzero(self._marked[_mark(hashes)])
        if not len(maybe):
            return
        rows, hashes = rows[maybe], hashes[maybe]
        places = np.minimum(np.searchsorted(self._hashes, hashes), len(self._hashes) - 1)
        hit = self._hashes[places] == hashes
        found.take(rows[hit], self._best, places[hit], cost)


def _mark(hashes: Hashes) -> Hashes:
    return (hashes * np.uint64(_SPREAD)) >> np.uint64(64 - _MARKS)


def _powers(base: int, count: int) -> Hashes:
    power, powers = 1, []
    for _ in range(count):
        powers.append(power)
        power = power * base % _WORD
    return np.array(powers, dtype=np.uint64)
