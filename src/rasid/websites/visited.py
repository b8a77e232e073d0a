"""Which names many people visit: the beginnings of their hashes, few enough to be carried along."""

import gzip
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rasid.websites.letters import Keys, mixed

HASH_BITS = 28
"""With a million names, one name in 270 that is not among them is taken for one of them."""


@dataclass(frozen=True, slots=True)
class Visited:
    """The sorted beginnings of hashes of names."""

    hashes: npt.NDArray[np.uint32]

    def has(self, keys: Keys) -> npt.NDArray[np.bool_]:
        """Say of each name, by the sum of the keys of its label and its suffix, if it is here."""
        if not len(self.hashes):
            return np.zeros(len(keys), bool)
        wanted = _beginnings(keys)
        order = np.argsort(wanted)  # neighbours are found near each other, which is faster
        places = np.searchsorted(self.hashes, wanted[order])
        found = np.empty(len(keys), bool)
        found[order] = self.hashes[np.minimum(places, len(self.hashes) - 1)] == wanted[order]
        return found

    def with_(self, other: "Visited") -> "Visited":
        """Return the names that are here or there."""
        both = np.concatenate([self.hashes, other.hashes])
        both.sort(kind="stable")  # which merges what is sorted, in a tenth of the time of a set
        return Visited(both[np.r_[True, both[1:] != both[:-1]]] if len(both) else both)


NOBODY = Visited(np.zeros(0, np.uint32))


def packed(keys: Sequence[int]) -> bytes:
    """Return names as a file, by their keys: the steps from each hash to the next, compressed."""
    hashes = np.unique(_beginnings(np.array(keys, dtype=np.uint64)))
    steps = np.diff(hashes, prepend=np.uint32(0))
    halves = np.array([steps & 0xFFFF, steps >> 16], dtype="<u2").view(np.uint8).reshape(2, -1, 2)
    return gzip.compress(halves.transpose(0, 2, 1).tobytes(), mtime=0)


def unpacked(content: bytes) -> Visited:
    """Read a file that `packed` wrote."""
    planes = np.frombuffer(gzip.decompress(content), np.uint8).reshape(4, -1).astype(np.uint32)
    steps = planes[0] | planes[1] << 8 | planes[2] << 16 | planes[3] << 24
    return Visited(np.cumsum(steps, dtype=np.uint32))


def _beginnings(keys: Keys) -> npt.NDArray[np.uint32]:
    return (mixed(keys) >> np.uint64(64 - HASH_BITS)).astype(np.uint32)
