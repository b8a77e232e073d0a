"""Where JSON opens and closes, found in its bytes without parsing them."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

_QUOTE, _BACKSLASH = 34, 92
_SHIFTS = tuple(np.uint64(1 << n) for n in range(6))
_TOP = np.uint64(63)


@dataclass(frozen=True, slots=True)
class Brackets:
    """The brackets of a chunk that stand outside strings, in order.

    `at` are their places, `opens` tells opening ones, `curly` those of objects; `inside` tells
    whether the chunk ends within a string, and `torn_at` where a line ends within one, which no
    JSON may: -1 if none does.
    """

    at: npt.NDArray[np.int64]
    opens: npt.NDArray[np.bool_]
    curly: npt.NDArray[np.bool_]
    inside: bool
    torn_at: int


def brackets(chunk: bytes, *, inside: bool) -> Brackets:
    """Find the brackets of a chunk, which must not end with a backslash unless the text does.

    `inside` tells whether it begins within a string. The quotes' parity is worked out 64 bytes at
    a time, by the prefix-xor of Langdale and Lemire, "Parsing gigabytes of JSON per second" (2019).
    """
    codes = np.frombuffer(chunk, dtype=np.uint8)
    quotes = codes == _QUOTE
    if b"\\" in chunk:
        quotes[_escaped(codes)] = False
    within = _parity(quotes, inside=inside)
    # The four brackets have five bits in common; what else has them is left out below.
    found = np.flatnonzero((codes & 0xD9) == 0x59)
    kinds = codes[found]
    real = ((kinds & 2 == 2) != (kinds & 4 == 4)) & (kinds != 0x7F) & ~_told(within, found)
    kinds, found = kinds[real], found[real]
    torn_at = -1
    if b"\n" in chunk:
        ends = np.flatnonzero(codes == 10)
        torn = ends[_told(within, ends)]
        torn_at = int(torn[0]) if len(torn) else -1
    if len(codes):
        inside = bool(_told(within, np.array([len(codes) - 1]))[0]) != bool(quotes[-1])
    return Brackets(
        at=found,
        opens=kinds & 2 == 2,
        curly=kinds > 0x60,
        inside=inside,
        torn_at=torn_at,
    )


def quoted(
    chunk: bytes, places: npt.NDArray[np.int64], *, inside: bool
) -> tuple[npt.NDArray[np.bool_], bool]:
    """Tell which places of a chunk stand between quotes that nothing escapes, and if its end does.

    `inside` tells whether it begins so.
    """
    quotes = np.frombuffer(chunk, dtype=np.uint8) == _QUOTE
    ends_inside = inside != bool(np.count_nonzero(quotes) % 2)
    return _told(_parity(quotes, inside=inside), places), ends_inside


def _escaped(codes: npt.NDArray[np.uint8]) -> npt.NDArray[np.int64]:
    """Return the places behind a backslash that is not itself escaped."""
    slashes = np.flatnonzero(codes == _BACKSLASH)
    first = np.concatenate(([True], np.diff(slashes) != 1))
    run_starts = np.flatnonzero(first)
    nth = np.arange(len(slashes)) - run_starts[np.cumsum(first) - 1]
    places: npt.NDArray[np.int64] = slashes[nth % 2 == 0] + 1
    return places[places < len(codes)]


def _parity(quotes: npt.NDArray[np.bool_], *, inside: bool) -> npt.NDArray[np.uint8]:
    """Return as bits, for each place, whether a string is open before it."""
    packed = np.packbits(quotes, bitorder="little")
    words = np.zeros(len(packed) // 8 + 1, dtype=np.uint64)
    words.view(np.uint8)[: len(packed)] = packed
    opened = words
    for shift in _SHIFTS:
        opened = opened ^ (opened << shift)
    carried = np.bitwise_xor.accumulate(opened >> _TOP)
    before = np.concatenate(([np.uint64(0)], carried[:-1])) ^ np.uint64(inside)
    opened = opened ^ (np.uint64(0) - before)
    # A string counts as open behind its opening quote and still at its closing one.
    return (opened ^ words).view(np.uint8)


def _told(bits: npt.NDArray[np.uint8], places: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    told: npt.NDArray[np.bool_] = (bits[places >> 3] >> (places & 7).astype(np.uint8)) & 1 == 1
    return told
