"""Seeded chance: each part of a simulation draws from a stream of its own.

So a change in one part leaves every other part of the same seed as it was.
"""

import zlib
from bisect import bisect
from collections.abc import Mapping, Sequence
from itertools import accumulate, islice
from random import Random
from typing import TypeVar

import numpy as np

T = TypeVar("T")


def stream(seed: int, part: str) -> Random:
    """Return the stream of one part, for draws one at a time."""
    return Random(f"{seed}/{part}")  # noqa: S311 - a simulation wants repeatable chance


def numbers(seed: int, part: str) -> np.random.Generator:
    """Return the stream of one part, for draws by the array."""
    return np.random.default_rng([seed, zlib.crc32(part.encode())])


def pick(rng: Random, options: Sequence[T]) -> T:
    """Draw one option, early ones more often: the k-th with a weight of about 1 / k."""
    return options[int((len(options) + 1) ** rng.random()) - 1]


def weighted(rng: Random, weights: Mapping[T, float]) -> T:
    """Draw one key after its weight; as `Random.choices` would, in a third of its time."""
    sums = list(accumulate(weights.values()))
    drawn = bisect(sums, rng.random() * sums[-1], 0, len(sums) - 1)
    return next(islice(weights, drawn, None))


def whole(rng: Random, expected: float) -> int:
    """Round an expected number up or down by chance, so that the mean holds."""
    return int(expected) + (rng.random() < expected % 1)


def hexadecimal(rng: Random, digits: int) -> str:
    """Draw an identifier of so many hexadecimal digits."""
    return f"{rng.getrandbits(4 * digits):0{digits}x}"
