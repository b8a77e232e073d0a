"""Names as arrays of letters, so that a million are read at the speed of an array.

Every stretch of letters has a 64-bit hash, made of the hashes of what stands before its two ends;
a table from hashes to numbers is a handful of array look-ups.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from string import ascii_lowercase, digits

import numpy as np
import numpy.typing as npt

Keys = npt.NDArray[np.uint64]
Places = npt.NDArray[np.intp]
Numbers = npt.NDArray[np.float32]

MOST_LETTERS = 63
"""A label of DNS has no more."""

BEGIN, END, HYPHEN = ord("^"), ord("$"), ord("-")

_USUAL = "\0-^$_" + ascii_lowercase + digits
"""What fills a row behind its end, then the letters of nearly all names, by their codes."""

OTHER_CODE = len(_USUAL)
CODES = OTHER_CODE + 1
"""How many codes of letters there are; any other letter has the last one."""

_CODES = np.full(256, OTHER_CODE, dtype=np.intp)
_CODES[[ord(letter) for letter in _USUAL]] = np.arange(OTHER_CODE)

_SLOTS_A_KEY = 8
_MOST_PROBES = 4


def mixed(keys: Keys) -> Keys:
    """Return well spread keys for keys that differ in little."""
    keys = keys ^ (keys >> np.uint64(32))
    keys = keys * np.uint64(0xD6E8FEB86659FD93)
    return keys ^ (keys >> np.uint64(32))


_BASE = np.uint64(0x9E3779B97F4A7C15)
_LETTERS = mixed(np.arange(1, 257, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15))
_POWERS = np.cumprod(np.r_[np.uint64(1), np.full(MOST_LETTERS + 3, _BASE)], dtype=np.uint64)


def code_of(text: str) -> int:
    """Return the code of a few letters: that of each, as the digits of one number."""
    code = 0
    for letter in text.encode("latin-1", "replace"):
        code = code * CODES + int(_CODES[letter])
    return code


def _triple_keys() -> Keys:
    """Return the hash of any three usual letters, by their code."""
    of = np.r_[_LETTERS[[ord(letter) for letter in _USUAL]], np.uint64(0)]
    pairs = of[:, None] * _BASE + of
    return np.asarray((pairs[:, :, None] * _BASE + of).ravel(), np.uint64)


TRIPLE_KEYS = _triple_keys()


def key_of(text: str) -> int:
    """Return the hash of a text, as a stretch of the same letters has it."""
    key = 0
    for letter in text.encode("latin-1", "replace"):
        key = (key * int(_BASE) + int(_LETTERS[letter])) & 0xFFFFFFFFFFFFFFFF
    return key


def keys_of(texts: Sequence[str]) -> Keys:
    """Return the hash of each text, letter by letter for those that are so long."""
    if not texts:
        return np.zeros(0, dtype=np.uint64)
    raw = [text.encode("latin-1", "replace") for text in texts]
    sizes = np.array([len(text) for text in raw], dtype=np.intp)
    order = np.argsort(-sizes, kind="stable")
    width = int(sizes[order[0]])
    grid = np.array(raw, dtype=f"S{max(width, 1)}")[order].view(np.uint8).reshape(len(raw), -1)
    longer = np.searchsorted(-sizes[order], -np.arange(width))
    keys = np.zeros(len(raw), dtype=np.uint64)
    for place, count in enumerate(longer.tolist()):
        keys[:count] = keys[:count] * _BASE + _LETTERS[grid[:count, place]]
    found = np.empty_like(keys)
    found[order] = keys
    return found


@dataclass(frozen=True)
class Letters:
    """Labels as rows of bytes between BEGIN and END, with the hashes of their beginnings.

    `hashes` has a row for each place and a column for each label, as it is read.
    """

    grid: npt.NDArray[np.uint8]
    sizes: Places
    hashes: Keys

    @cached_property
    def codes(self) -> Places:
        """The codes of letters, a row for each place."""
        return _CODES[np.ascontiguousarray(self.grid.T)]

    @cached_property
    def pairs(self) -> Places:
        """The codes of two letters in a row, by the place of the first."""
        return self.codes[:-1] * CODES + self.codes[1:]

    @cached_property
    def triples(self) -> Places:
        """The codes of three letters in a row, by the place of the first."""
        return self.pairs[:-1] * CODES + self.codes[2:]

    def stretch(self, rows: Places, starts: Places, ends: Places) -> Keys:
        """Return the hash of letters [start, end) of each of these rows."""
        flat, count = self.hashes.reshape(-1), self.hashes.shape[1]
        before = flat[starts * count + rows] * _POWERS[ends - starts]
        return np.asarray(flat[ends * count + rows] - before, np.uint64)

    def column(self, start: int, end: int, rows: Places) -> Keys:
        """Return the hash of letters [start, end) of each of these rows."""
        before = self.hashes[start][rows] * _POWERS[end - start]
        return np.asarray(self.hashes[end][rows] - before, np.uint64)

    def without(self, rows: Places, starts: Places, ends: Places, left_out: int) -> Keys:
        """Return the hash of each stretch without its letter at `left_out`."""
        gap = starts + left_out
        after = self.stretch(rows, gap + 1, ends)
        before = self.stretch(rows, starts, gap) * _POWERS[ends - gap - 1]
        return np.asarray(before + after, np.uint64)


def letters_of(labels: Sequence[str]) -> Letters:
    """Lay labels of ASCII letters out as an array; what is longer than a label is cut."""
    return letters_from(*laid_out(labels))


def laid_out(labels: Sequence[str]) -> tuple[npt.NDArray[np.bytes_], Places]:
    """Return labels as texts of bytes in one array, and how long each is."""
    sizes = np.minimum(np.fromiter(map(len, labels), np.intp, len(labels)), MOST_LETTERS)
    cut: Sequence[str | bytes] = labels
    if not all(map(str.isascii, labels)):
        cut = [label.encode("ascii", "replace") for label in labels]
    return np.array(cut, dtype=f"S{max(int(sizes.max(initial=0)), 1)}"), sizes


def letters_from(texts: npt.NDArray[np.bytes_], sizes: Places) -> Letters:
    """Lay texts that are as long as `sizes` say out as an array of letters."""
    width = int(sizes.max(initial=0))
    grid = np.zeros((len(texts), width + 2), dtype=np.uint8)
    grid[:, 0] = BEGIN
    grid[:, 1 : width + 1] = texts.view(np.uint8).reshape(len(texts), texts.itemsize)[:, :width]
    grid[np.arange(len(texts)), sizes + 1] = END
    return hashed(grid, sizes)


def hashed(grid: npt.NDArray[np.uint8], sizes: Places) -> Letters:
    """Add the hashes of all beginnings to rows of letters."""
    hashes = np.zeros((grid.shape[1] + 1, grid.shape[0]), dtype=np.uint64)
    for place, column in enumerate(np.ascontiguousarray(grid.T)):
        np.multiply(hashes[place], _BASE, out=hashes[place + 1])
        hashes[place + 1] += _LETTERS[column]
    return Letters(grid, sizes, hashes)


class KeyTable:
    """Numbers by key; what is not in it is `default`, and so is 0, the key of no letters."""

    def __init__(self, keys: Keys, values: Numbers, default: float = 0.0) -> None:
        bits = max(8, int(len(keys) * _SLOTS_A_KEY).bit_length())
        while not self._fill(keys, values, default, bits):
            bits += 1
        self._default = np.float32(default)

    def _fill(self, keys: Keys, values: Numbers, default: float, bits: int) -> bool:
        self._shift = np.uint64(64 - bits)
        self._keys = np.zeros((1 << bits) + _MOST_PROBES, dtype=np.uint64)
        self._values = np.full(len(self._keys), default, dtype=np.float32)
        left = np.arange(len(keys))
        home = self._home(keys)
        for self._probes in range(1, _MOST_PROBES + 1):
            slots = home[left] + (self._probes - 1)
            taken = np.zeros(len(left), dtype=bool)
            taken[np.unique(slots, return_index=True)[1]] = True
            taken &= self._keys[slots] == 0
            self._keys[slots[taken]] = keys[left[taken]]
            self._values[slots[taken]] = values[left[taken]]
            left = left[~taken]
            if not len(left):
                return True
        return False

    def _home(self, keys: Keys) -> Places:
        return (mixed(keys) >> self._shift).astype(np.intp)

    def get(self, keys: Keys) -> Numbers:
        """Return the number of each key."""
        found = np.full(len(keys), self._default, np.float32)
        slots, places = self._found(keys)
        found[places] = self._values[slots]
        return found

    def met(self, keys: Keys) -> tuple[Numbers, Places]:
        """Return the numbers of those keys that are in the table, and where these are."""
        slots, places = self._found(keys)
        return self._values[slots], places

    def has(self, keys: Keys) -> npt.NDArray[np.bool_]:
        """Say of each key whether it is in the table."""
        found = np.zeros(len(keys), bool)
        found[self._found(keys)[1]] = True
        return np.asarray(found & (keys != 0), bool)

    def _found(self, keys: Keys) -> tuple[Places, Places]:
        """Return the slots of the keys that are here, and which these are.

        Most slots are empty: only where another key stands is the next one looked at.
        """
        slots = self._home(keys)
        there = self._keys[slots]
        hit = there == keys
        places = np.nonzero(hit)[0]
        found, every = [slots[places]], [places]
        left = np.nonzero(~hit & (there != 0))[0]
        for probe in range(1, self._probes):
            slots_left = slots[left] + probe
            there = self._keys[slots_left]
            hit = there == keys[left]
            found.append(slots_left[hit])
            every.append(left[hit])
            left = left[~hit]
        return np.concatenate(found), np.concatenate(every)
