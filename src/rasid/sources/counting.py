"""Records counted from the bytes alone, apart from any parser, so that the two can disagree."""

import re
from dataclasses import dataclass
from typing import Protocol

LONGEST_RECORD = 16_000_000
_BLANK_START = re.compile(rb"\n\s")


@dataclass(frozen=True, slots=True)
class Count:
    """What the bytes say: how many records, and what a parser may stumble over."""

    records: int
    blank_lines: bool = False
    too_long: bool = False
    torn: str = ""


class Counter(Protocol):
    """Takes a file's bytes in order and counts its records."""

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes."""

    def end(self, torn: str) -> Count:
        """Return the count; `torn` tells why the bytes ended early, if they did."""


class LineCounter:
    """Counts lines that hold more than white space."""

    def __init__(self) -> None:
        self._records = 0
        self._blank = False
        self._too_long = False
        self._filled = False
        self._open_size = 0

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes."""
        first = chunk.find(b"\n")
        if first < 0:
            self._carry(chunk)
            return
        self._carry(chunk[:first])
        self._close()
        last = chunk.rfind(b"\n")
        if last > first:
            self._lines(chunk[first : last + 1])
        self._carry(chunk[last + 1 :])

    def _lines(self, block: bytes) -> None:
        """Count the lines of a block that starts with a line feed and ends with one."""
        if _BLANK_START.search(block):
            filled = [line for line in block[1:-1].split(b"\n") if line.strip()]
            self._blank = self._blank or len(filled) < block.count(b"\n") - 1
            self._records += len(filled)
        else:
            self._records += block.count(b"\n") - 1

    def _carry(self, part: bytes) -> None:
        """Remember of a line that goes on whether it holds anything, and how long it is."""
        self._open_size += len(part)
        self._filled = self._filled or bool(part.strip())

    def _close(self) -> None:
        self._too_long = self._too_long or self._open_size > LONGEST_RECORD
        self._blank = self._blank or not self._filled
        self._records += self._filled
        self._filled, self._open_size = False, 0

    def end(self, torn: str) -> Count:
        """Return the count; a last line without a line feed is one too, and so is the tear."""
        if self._open_size:
            self._close()
        return Count(self._records + bool(torn), self._blank, self._too_long, torn)


class RowCounter:
    """Counts CSV rows below the header: line feeds outside quotes, blank lines left out."""

    def __init__(self) -> None:
        self._inside = False
        self._lines = LineCounter()

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes; line feeds within quotes become spaces."""
        parts = chunk.split(b'"')
        for at, part in enumerate(parts):
            if at:
                self._inside = not self._inside
                self._lines.feed(b'"')
            self._lines.feed(part.replace(b"\n", b" ") if self._inside else part)

    def end(self, torn: str) -> Count:
        """Return the count of rows without the header."""
        lines = self._lines.end(torn)
        return Count(max(0, lines.records - 1), lines.blank_lines, lines.too_long, torn)
