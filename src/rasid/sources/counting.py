"""Records counted from the bytes alone, apart from any parser, so that the two can disagree."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from rasid.sources.structure import quoted

LONGEST_RECORD = 16_000_000
_LINE_FEED = 10
_SPACE = 32
_FILLING = np.array([bool(bytes([code]).strip()) for code in range(256)])

Codes = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Count:
    """What the bytes say: how many records, and what a parser would stumble over.

    `refused` tells why the file is not read at all.
    """

    records: int
    too_long: bool = False
    torn: str = ""
    refused: str = ""


class Target(Protocol):
    """What a text is written to."""

    def write(self, chunk: bytes, /) -> int:
        """Take the next bytes."""

    def flush(self) -> None:
        """Write what was held back."""


class Counter(Protocol):
    """Takes a file's bytes in order and counts its records."""

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes."""

    def end(self, torn: str = "") -> Count:
        """Return the count; `torn` tells why the bytes ended early, if they did."""


class LineCounter:
    """Counts lines that hold more than white space."""

    def __init__(self) -> None:
        self._records = 0
        self._too_long = False
        self._filled = False
        self._size = 0

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes."""
        codes = np.frombuffer(chunk, dtype=np.uint8)
        self.part(chunk, codes, np.flatnonzero(codes == _LINE_FEED))

    def part(self, chunk: bytes, codes: Codes, ends: npt.NDArray[np.int64]) -> None:
        """Take the next bytes, of which it is known where lines end."""
        if not len(ends):
            self._go_on(chunk)
            return
        first, last = int(ends[0]), int(ends[-1])
        self._go_on(chunk[:first])
        self._end_line()
        if (codes[ends[:-1] + 1] > _SPACE).all():
            self._records += len(ends) - 1
        else:
            filled = np.cumsum(_FILLING[codes], dtype=np.int64)[ends]
            self._records += int(np.count_nonzero(np.diff(filled)))
        self._go_on(chunk[last + 1 :])

    def _go_on(self, part: bytes) -> None:
        """Remember of the open line whether it holds anything, and how long it is."""
        self._size += len(part)
        self._filled = self._filled or bool(part.strip())

    def _end_line(self) -> None:
        self._too_long = self._too_long or self._size > LONGEST_RECORD
        self._records += self._filled
        self._filled, self._size = False, 0

    def end(self, torn: str = "") -> Count:
        """Return the count; a last line without a line feed is one too, and so is a tear."""
        self._end_line()
        return Count(self._records + bool(torn), self._too_long, torn)


class RowCounter:
    """Counts CSV rows below the header: line feeds outside quotes, blank lines left out."""

    def __init__(self) -> None:
        self._inside = False
        self._lines = LineCounter()

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes; what stands between quotes is no line feed."""
        codes = np.frombuffer(chunk, dtype=np.uint8)
        ends = np.flatnonzero(codes == _LINE_FEED)
        within, self._inside = quoted(chunk, ends, inside=self._inside)
        self._lines.part(chunk, codes, ends[~within])

    def end(self, torn: str = "") -> Count:
        """Return the count of rows without the header."""
        lines = self._lines.end(torn)
        return Count(max(0, lines.records - 1), lines.too_long, torn)


class OneCounter:
    """Counts a file as one record."""

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes, whatever they are."""

    def end(self, torn: str = "") -> Count:
        """Return the count."""
        return Count(1, torn=torn)


class CopyingCounter:
    """Counts as another counter does, and writes a copy of the text."""

    def __init__(self, target: Target, counter: Counter) -> None:
        self._target = target
        self._counter = counter

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes."""
        self._target.write(chunk)
        self._counter.feed(chunk)

    def end(self, torn: str = "") -> Count:
        """Return the count."""
        self._target.flush()
        return self._counter.end(torn)
