"""Records within records: what a collector or a search wrote around a vendor's record, taken off.

A line may begin with what a transport wrote (syslog), and the record may lie, as an object or as
its text, under any keys of another (`event > original`, `result > _raw`). Where it lies is found
out, not listed: it is where most records of a known format are.
"""

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np

from rasid.sources.counting import LONGEST_RECORD, Count, Target
from rasid.sources.parsing import parse
from rasid.sources.structure import quoted
from rasid.sources.tabular import Layout

Place = tuple[str, ...]
Record = Dictionary[str, Any]

DEEPEST = 4
"""So many keys down a record is looked for."""

_MOST_KEYS = 200
_MOST_OBJECTS = 500
_LINE_FEED = 10


@dataclass(frozen=True, slots=True)
class Shell:
    """Where the record lies in what is around it: in the first of these places that has one."""

    places: tuple[Place, ...]

    def opened(self, around: Record) -> str:
        """Return the text of the record on one line; empty where there is none."""
        for place in self.places:
            found, text = _at(around, place)
            if found is not None:
                return text or _written(found)
        return ""

    def bare(self, line: bytes) -> bytes:
        """Return the record that a line holds; the line as it came where it holds none."""
        text = without_prefix(line.decode("utf-8", "replace"))
        if not any(self.places):
            return text.encode("utf-8", "replace")
        around = _object(text)
        opened = self.opened(around) if around else ""
        return opened.encode("utf-8", "replace") if opened else line


def without_prefix(line: str) -> str:
    """Return a line from its first curly bracket on, if it ends with one."""
    start = line.find("{")
    return line[start:] if start > 0 and line.rstrip().endswith("}") else line


def shell_of(records: Iterable[Record], fits: Callable[[Record], bool]) -> Shell | None:
    """Return where records that fit lie in these, the likeliest places first; None if nowhere.

    Of places alike the nearer is taken, and of those the first by name.
    """
    votes: Counter[Place] = Counter()
    for record in records:
        looked_at = islice(_inner(record), _MOST_OBJECTS)
        votes.update({place for place, inner in looked_at if fits(inner)})
    if not votes:
        return None
    return Shell(tuple(sorted(votes, key=lambda place: (-votes[place], len(place), place))))


def _inner(record: Record, place: Place = ()) -> Iterator[tuple[Place, Record]]:
    """Yield each object within a record and where it is; what lies within text too."""
    for key in list(record)[:_MOST_KEYS]:
        inner, _ = _within(record, key)
        if inner is not None:
            yield (*place, key), inner
            if len(place) + 1 < DEEPEST:
                yield from _inner(inner, (*place, key))


def _at(around: Record, place: Place) -> tuple[Record | None, str]:
    """Return the object at a place, None if there is none, and its text where it was text."""
    found: Record | None = around
    text = ""
    for key in place:
        found, text = _within(found, key) if found is not None else (None, "")
    return found, text


def _within(record: Record, key: str) -> tuple[Record | None, str]:
    """Return the object that a key holds, and its text on one line where it was text."""
    value = record.get(key)
    if isinstance(value, dict):
        return value, ""
    if not isinstance(value, str) or "{" not in value:
        return None, ""
    text = without_prefix(value.strip())
    return _object(text), text.replace("\n", " ").replace("\r", " ")


def _written(record: Record) -> str:
    try:
        return json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    except RecursionError:
        return ""


def _object(text: str) -> Record | None:
    try:
        record = parse(text)
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) else None


class Bare:
    """Writes lines to a target with what is around each record taken off; one line for each."""

    def __init__(self, target: Target, shell: Shell) -> None:
        self._target = target
        self._shell = shell
        self._held = b""
        self._passing = False

    def write(self, chunk: bytes) -> int:
        """Take the next bytes; a line far too long is passed on as it comes."""
        *lines, rest = (self._held + chunk).split(b"\n")
        if lines and self._passing:
            self._target.write(lines.pop(0) + b"\n")
            self._passing = False
        if lines:
            self._target.write(b"\n".join(map(self._opened, lines)) + b"\n")
        self._held = rest
        if len(rest) > LONGEST_RECORD or self._passing:
            self._target.write(rest)
            self._held, self._passing = b"", True
        return len(chunk)

    def _opened(self, line: bytes) -> bytes:
        return self._shell.bare(line) if line.strip() else line

    def flush(self) -> None:
        """Write the last line, which no line feed ended."""
        self._target.write(self._opened(self._held))
        self._held = b""
        self._target.flush()


class CellCopier:
    """Counts the rows of a table, and writes of each the record that one of its cells holds."""

    def __init__(self, target: Target, shell: Shell, layout: Layout) -> None:
        self._target = target
        self._shell = shell
        self._layout = layout
        self._above = layout.above
        self._header: list[str] = []
        self._held: list[bytes] = []
        self._size = 0
        self._inside = False
        self._records = 0

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes; what stands between quotes ends no row."""
        if self._layout.carriage_returns:
            chunk = chunk.replace(b"\r", b"\n")
        while self._above and chunk:
            _, end, chunk = chunk.partition(b"\n")
            self._above -= len(end)
        ends = np.flatnonzero(np.frombuffer(chunk, dtype=np.uint8) == _LINE_FEED)
        within, self._inside = quoted(chunk, ends, inside=self._inside)
        begins = 0
        for end in ends[~within].tolist():
            self._hold(chunk[begins:end])
            self._take()
            begins = end + 1
        self._hold(chunk[begins:])

    def end(self, torn: str = "") -> Count:
        """Return the count of rows without the header."""
        self._take()
        self._target.flush()
        return Count(self._records + bool(torn), torn=torn)

    def _hold(self, part: bytes) -> None:
        self._size += len(part)
        if self._size <= LONGEST_RECORD:
            self._held.append(part)

    def _take(self) -> None:
        """Write the row that is held, unless it is blank."""
        text = b"".join(self._held).decode("utf-8", "replace").removeprefix("\ufeff")
        cut = self._size > LONGEST_RECORD
        self._held, self._size = [], 0
        if not text.strip():
            return
        cells = [] if cut else cells_of(text, self._layout)
        if not self._header:
            self._header = cells
            return
        row = dict(zip(self._header, cells, strict=False))
        opened = self._shell.opened(row) or json.dumps(row or {"row": text[:_MOST_KEYS]})
        self._target.write(opened.encode("utf-8", "replace") + b"\n")
        self._records += 1


def cells_of(text: str, layout: Layout) -> list[str]:
    """Return the cells of one row; none where it is no CSV."""
    try:
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=layout.delimiter), [])
    except csv.Error:
        return []
