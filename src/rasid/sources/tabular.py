"""How a CSV file is laid out, told from its first lines: what parts its cells, what stands above.

Excel writes semicolons where the comma parts decimals, and may say so in a first line `sep=;`;
PowerShell puts a line `#TYPE …` above; old tools end lines with a carriage return alone.
"""

import csv
import re
from dataclasses import dataclass

from rasid.sources.counting import Count, Counter, Target

DELIMITERS = ",;\t"
_LOOKED_AT = 1 << 16
_TYPE = re.compile(r'^"?#TYPE\b')
_SEPARATOR = re.compile(r'^"?sep=([^"\w\s]|\t)"?$')


@dataclass(frozen=True, slots=True)
class Layout:
    """What parts cells, how many lines stand above the header, and whether CR alone ends lines."""

    delimiter: str = ","
    above: int = 0
    carriage_returns: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether the engine can read the file as it lies."""
        return not self.above and not self.carriage_returns


PLAIN = Layout()


def layout_of(text: str) -> Layout:
    """Return how a text is laid out if it is a table."""
    start = text[:_LOOKED_AT]
    carriage_returns = "\r" in start and "\n" not in start
    lines = start.split("\r" if carriage_returns else "\n")
    said = ""
    above = 0
    for line in lines[:2]:
        separator = _SEPARATOR.match(line.rstrip("\r"))
        if not separator and not _TYPE.match(line):
            break
        said = separator[1] if separator else said
        above += 1
    header = lines[above] if above < len(lines) else ""
    return Layout(said or max(DELIMITERS, key=lambda d: _cells(header, d)), above, carriage_returns)


def _cells(line: str, delimiter: str) -> int:
    """Return how many cells a line has; of delimiters that give as many, the first is meant."""
    try:
        return len(next(csv.reader([line], delimiter=delimiter), []))
    except csv.Error:
        return 0


class TableCopier:
    """Counts the rows of a table as another counter does, and writes it with the header first."""

    def __init__(self, target: Target, counter: Counter, layout: Layout) -> None:
        self._target = target
        self._counter = counter
        self._above = layout.above
        self._carriage_returns = layout.carriage_returns

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes."""
        if self._carriage_returns:
            chunk = chunk.replace(b"\r", b"\n")
        while self._above and chunk:
            _, end, chunk = chunk.partition(b"\n")
            self._above -= len(end)
        self._target.write(chunk)
        self._counter.feed(chunk)

    def end(self, torn: str = "") -> Count:
        """Return the count."""
        self._target.flush()
        return self._counter.end(torn)
