"""Records within records: what a collector or a search wrote around a vendor's record, taken off.

A line may begin with what a transport wrote (syslog), and the record may lie, as an object or as
its text, under any keys of another (`event > original`, `result > _raw`); or a text lies there that
lists several. Where they lie is found out, not listed: it is where most records of a known format
are.
"""

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

import numpy as np

from rasid.sources.counting import LONGEST_RECORD, Count, Target
from rasid.sources.counting import Counter as TextCounter
from rasid.sources.dotted import is_dotted, nested
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
    """Where the record lies in what is around it: in the first of these places that has one.

    Where `lists` is told, a text lies there that holds any number of records, one behind the other,
    in an array, or as a page that lists them under one of these names. Where `dotted`, the fields
    of the record there are named by paths.
    """

    places: tuple[Place, ...]
    lists: frozenset[str] | None = None
    dotted: bool = False

    def opened(self, around: Record) -> str:
        """Return the text of the record on one line; empty where there is none."""
        for place in self.places:
            if self.lists is not None:
                text = _text_at(around, place)
                if text:
                    return text
                continue
            found, text = _at(around, place)
            if found is not None:
                return _written(nested(found)) if self.dotted else text or _written(found)
        return ""

    def bare(self, line: bytes) -> bytes:
        """Return the record that a line holds; the line as it came where it holds none."""
        text = without_prefix(line.decode("utf-8", "replace"))
        if not any(self.places) and not self.dotted:
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
    return Shell(_likeliest(votes)) if votes else None


def bundle_of(
    records: Iterable[Record], fits: Callable[[str], bool], lists: frozenset[str]
) -> Shell | None:
    """Return where texts that fit lie in these records, in the order of `shell_of`."""
    votes: Counter[Place] = Counter()
    for record in records:
        looked_at = islice(_texts(record), _MOST_OBJECTS)
        votes.update({place for place, text in looked_at if fits(text)})
    return Shell(_likeliest(votes), lists) if votes else None


def dotted_of(
    records: Iterable[Record], fits: Callable[[Record], bool], *, rows: bool
) -> Shell | None:
    """Return where records lie whose fields are named by paths, in the order of `shell_of`.

    Of `rows` of a table none needs a path: what lies within may be JSON in their cells.
    """
    votes: Counter[Place] = Counter()
    for record in records:
        looked_at = islice(chain([((), record)], _inner(record)), _MOST_OBJECTS)
        votes.update(
            place
            for place, inner in looked_at
            if (is_dotted(inner) or (rows and not place)) and fits(nested(inner))
        )
    return Shell(_likeliest(votes), dotted=True) if votes else None


def _likeliest(votes: Counter[Place]) -> tuple[Place, ...]:
    return tuple(sorted(votes, key=lambda place: (-votes[place], len(place), place)))


def _texts(record: Record, place: Place = ()) -> Iterator[tuple[Place, str]]:
    """Yield each text within a record that may hold objects, and where it is."""
    for key in list(record)[:_MOST_KEYS]:
        value = record[key]
        if isinstance(value, str) and "{" in value:
            yield (*place, key), value
        inner, _ = _within(record, key)
        if inner is not None and len(place) + 1 < DEEPEST:
            yield from _texts(inner, (*place, key))


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


def _text_at(around: Record, place: Place) -> str:
    """Return the text at a place on one line, also that of an object or a list."""
    found, _ = _at(around, place[:-1])
    value = found.get(place[-1]) if found is not None else None
    if isinstance(value, str):
        return value.replace("\n", " ").replace("\r", " ")
    return _written(value) if isinstance(value, dict | list) else ""


def _within(record: Record, key: str) -> tuple[Record | None, str]:
    """Return the object that a key holds, and its text on one line where it was text."""
    value = record.get(key)
    if isinstance(value, dict):
        return value, ""
    if not isinstance(value, str) or "{" not in value:
        return None, ""
    text = without_prefix(value.strip())
    return _object(text), text.replace("\n", " ").replace("\r", " ")


def _written(record: Record | list[Any]) -> str:
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


class Fed:
    """A target that feeds what is written to it to a counter."""

    def __init__(self, counter: TextCounter) -> None:
        self._counter = counter

    def write(self, chunk: bytes) -> int:
        """Take the next bytes."""
        self._counter.feed(chunk)
        return len(chunk)

    def flush(self) -> None:
        """Hold nothing back."""


class Bundles:
    """Counts the records within the texts that another counter writes, fed to `inner`."""

    def __init__(self, outer: TextCounter, inner: TextCounter) -> None:
        self._outer = outer
        self._inner = inner

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes."""
        self._outer.feed(chunk)

    def end(self, torn: str = "") -> Count:
        """Return the count of the records within."""
        self._outer.end()
        return self._inner.end(torn)


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
