"""Lines in columns: CSV with or without a header, and logs whose header stands in a comment."""

import csv
import re
from collections import deque
from collections.abc import Iterator, Sequence
from typing import Any

from rasid.websites.broken import SHOWN, Broken, Line, Read
from rasid.websites.formats import PLAIN, format_of
from rasid.websites.hosts import NotAName, read_host

_DELIMITERS = ",;\t|"
_FIELDS = re.compile(r"#fields:?[\t ]", re.IGNORECASE)
_UNSET = frozenset(("-", "(empty)"))
_MOSTLY = 0.5
MOST_LINES = 200
"""A field in quotes may go over so many lines; beyond, a quote was left open."""


def has_field_line(head: Sequence[str]) -> bool:
    """Say whether a comment names the fields, as in logs of Zeek and of web servers."""
    return any(_FIELDS.match(line) for line in head)


def field_records(lines: Iterator[Line]) -> Iterator[Read]:
    """Yield the rows of a log whose comments name its fields; `-` is nothing."""
    header: list[str] = []
    delimiter = "\t"
    for number, line in lines:
        if isinstance(line, Broken):
            yield number, line
        elif _FIELDS.match(line):
            delimiter = "\t" if "\t" in line else " "
            header = [cell.lower() for cell in line.split(delimiter)[1:] if cell]
        elif line.strip() and not line.startswith("#"):
            row = _row(line, delimiter, header)
            if isinstance(row, dict):
                row = {name: "" if cell in _UNSET else cell for name, cell in row.items()}
            yield number, row


class Columns:
    """How the lines of a table are parted, and which of its columns are what."""

    def __init__(self, sample: Sequence[str], comments: Sequence[str]) -> None:
        first = sample[0] if sample else ""
        self.delimiter = max(_DELIMITERS, key=first.count)
        self.header = _header(first, self.delimiter)
        self.is_first_line = bool(self.header)
        if not self.header and comments:
            self.header = _header(comments[-1].lstrip("# \t"), self.delimiter)
            if len(self.header) < 2 or len(self.header) != len(_cells(first, self.delimiter)):
                self.header = []
        self.of_names = None if self.header else _column_of_names(sample, self.delimiter)

    @property
    def any(self) -> bool:
        """Whether there are columns at all."""
        return bool(self.header) or self.of_names is not None

    def records(self, lines: Iterator[Line]) -> Iterator[Read]:
        """Yield the rows as records."""
        skips = self.is_first_line
        for number, line in _whole(lines):
            if isinstance(line, Broken):
                yield number, line
            elif skips:
                skips = False
            elif self.header:
                yield number, _row(line, self.delimiter, self.header)
            else:
                yield number, self._name(line)

    def _name(self, line: str) -> dict[str, Any] | Broken:
        cells, column = _cells(line, self.delimiter), self.of_names or 0
        if column < len(cells):
            return {PLAIN: cells[column]}
        return Broken(f"{len(cells)} fields, expected at least {column + 1}", line[:SHOWN])


def _whole(lines: Iterator[Line]) -> Iterator[Line]:
    """Yield lines, those together that a field in quotes goes over; an open quote joins nothing."""
    waiting: deque[Line] = deque()
    while True:
        number, line = waiting.popleft() if waiting else next(lines, (0, ""))
        if not number:
            return
        if isinstance(line, str) and line.count('"') % 2:
            joined = _joined(line, waiting, lines)
            if joined is not None:
                line = joined
        yield number, line


def _joined(line: str, waiting: deque[Line], lines: Iterator[Line]) -> str | None:
    """Return a line with those that end its field; None where none does, and they wait."""
    parts = [line]
    for place in range(MOST_LINES):
        if place == len(waiting):
            number, more = next(lines, (0, ""))
            if not number:
                return None
            waiting.append((number, more))
        after = waiting[place][1]
        if isinstance(after, Broken):
            return None
        parts.append(after)
        if after.count('"') % 2:
            for _ in range(place + 1):
                waiting.popleft()
            return "\n".join(parts)
    return None


def _header(line: str, delimiter: str) -> list[str]:
    """Return the columns of a header; nothing where the line is none."""
    cells = [cell.strip().lower().replace(" ", "_") for cell in _cells(line, delimiter)]
    if not all(re.fullmatch(r"[a-z][a-z0-9_.-]{0,60}", cell) for cell in cells if cell):
        return []
    if any(_is_name(cell) for cell in cells) or not any(cells):
        return []
    # A word alone is a title, where it is not what columns of names are called.
    return cells if len(cells) > 1 or format_of({cells[0]: "x"}) else []


def _row(line: str, delimiter: str, header: list[str]) -> dict[str, Any] | Broken:
    cells = _cells(line, delimiter)
    if len(cells) != len(header):
        return Broken(f"{len(cells)} fields, expected {len(header)}", line[:SHOWN])
    return dict(zip(header, cells, strict=True))


def _cells(line: str, delimiter: str) -> list[str]:
    if '"' not in line:
        return line.split(delimiter)
    try:
        lines = line.splitlines(keepends=True)
        return next(csv.reader(lines, delimiter=delimiter, skipinitialspace=True), [])
    except csv.Error:
        return []


def _column_of_names(sample: Sequence[str], delimiter: str) -> int | None:
    """Return which column holds names; None where each line is one."""
    rows = [_cells(line, delimiter) for line in sample]
    width = max((len(row) for row in rows), default=0)
    if sum(len(row) > 1 for row in rows) < _MOSTLY * len(rows) or width < 2:
        return None
    named = [sum(len(r) > place and _is_name(r[place]) for r in rows) for place in range(width)]
    best = max(range(width), key=named.__getitem__)
    return best if named[best] else None


def _is_name(text: str) -> bool:
    try:
        read_host(text)
    except NotAName:
        return False
    return True
