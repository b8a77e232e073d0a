"""The slow, careful way, for what the engine's readers stumbled over, one record at a time.

Each record that is an object is written once more, wrapped with its line, its hash and an excerpt,
with bad UTF-8 and lone surrogates replaced; each that is none is rejected with its reason.
"""

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rasid.sources.counting import LONGEST_RECORD
from rasid.sources.kept import Kept
from rasid.sources.messages import LONGEST_MESSAGE, message_record
from rasid.sources.parsing import parse

EXCERPT = 200
CELL_END = "\x1f"
"""What stands between the cells of a row whose hash is taken."""

MOST_REJECTS = 1_000_000
"""So many records of a file may be rejected in any case, and as many as half of them."""


@dataclass(frozen=True, slots=True)
class Reject:
    """One record that could not be read."""

    raw_line: int
    reason: str
    excerpt: str
    recognised: bool = False


class HopelessError(Exception):
    """A file that is refused as a whole, and why: one clause."""

    def __init__(self, raw_file: str, why: str) -> None:
        super().__init__(why)
        self.raw_file = raw_file


def give_up_if_hopeless(raw_file: str, rejects: int, records: int) -> None:
    """Raise HopelessError where so many of so many records are rejected: nobody would read them."""
    if rejects > MOST_REJECTS and rejects > records / 2:
        why = f"more than {MOST_REJECTS:,} of its records, and more than half, are none"
        raise HopelessError(raw_file, why)


@dataclass(slots=True)
class Mended:
    """What the careful way made of a file: how many records it saw, and those it rejected."""

    raw_file: str
    target: Path
    records: int = 0
    rejects: list[Reject] = field(default_factory=list)

    def reject(self, number: int, reason: str, text: str) -> None:
        """Reject a record; raises HopelessError where nearly all are."""
        self.rejects.append(Reject(number, reason, excerpt(text)))
        give_up_if_hopeless(self.raw_file, len(self.rejects), self.records)


def excerpt(text: str) -> str:
    """Return the first characters of a record with control characters escaped."""
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape").decode() for c in text[:EXCERPT]
    )


def numbered_lines(kept: Kept) -> Iterator[tuple[int, bytes]]:
    """Yield each line with its number from 1; one far too long comes cut, but still too long."""
    number, rest = 1, b""
    try:
        for chunk in kept.text():
            first, *others = chunk.split(b"\n")
            if len(rest) <= LONGEST_RECORD:
                rest += first
            for following in others:
                yield number, rest
                number, rest = number + 1, following
    except EOFError:
        pass
    yield number, rest


@dataclass(frozen=True, slots=True)
class _Wrapping:
    """Where the records of one file are written to."""

    kept: Kept
    file: io.BufferedIOBase
    mended: Mended

    def write(self, number: int, raw: bytes, text: str, record: dict[str, Any]) -> None:
        """Write one record with its file, line, hash and excerpt as a line of JSON."""
        wrapped = {
            "file": self.kept.raw_file,
            "line": number,
            "hash": hashlib.md5(raw, usedforsecurity=False).hexdigest(),
            "excerpt": excerpt(text),
            "record": record,
        }
        line = json.dumps(wrapped, ensure_ascii=False).encode("utf-8", "replace")
        self.file.write(line + b"\n")

    def take_line(self, number: int, line: bytes) -> None:
        """Write the record that a line holds, or reject it."""
        text = line.decode("utf-8", "replace").strip().removeprefix("\ufeff")
        if len(line) > LONGEST_RECORD:
            self.mended.reject(number, f"longer than {LONGEST_RECORD} bytes", text)
            return
        try:
            record = parse(text)
        except RecursionError:
            self.mended.reject(number, "not JSON: nested too deeply", text)
        except ValueError as error:
            self.mended.reject(number, f"not JSON: {error}", text)
        else:
            if not isinstance(record, dict):
                self.mended.reject(number, "JSON, but not an object", text)
                return
            try:
                self.write(number, line.strip(), text, record)
            except RecursionError:
                self.mended.reject(number, "not JSON: nested too deeply", text)

    def take_row(self, row: list[str], text: str, header: Sequence[str]) -> None:
        """Write the record that a row holds, or reject it."""
        number = self.mended.records
        if len(row) != len(header):
            self.mended.reject(number, f"{len(row)} fields, expected {len(header)}", text)
            return
        filled = {name: value for name, value in zip(header, row, strict=True) if value}
        told = CELL_END.join(cell.replace("\r", " ") for cell in row)
        self.write(number, told.encode("utf-8", "replace"), text, filled)


def wrap_lines(kept: Kept, wanted: bytes | None, target: Path) -> Mended:
    """Wrap lines of an NDJSON file: all, or those `wanted` by their number if no blank counts."""
    mended = Mended(kept.raw_file, target)
    number = 0
    with target.open("wb") as file:
        wrapping = _Wrapping(kept, file, mended)
        for number, line in numbered_lines(kept):
            if line.strip():
                mended.records += 1
                if wanted is None or wanted[mended.records]:
                    wrapping.take_line(number, line)
    if kept.count.torn:
        mended.records += 1
        mended.reject(number + 1, f"the compressed file ends early: {kept.count.torn}", "")
    return mended


def csv_rows(kept: Kept) -> Iterator[tuple[list[str], str]]:
    """Yield each row of a CSV file that is not blank, header included, and its raw text."""
    csv.field_size_limit(LONGEST_RECORD)
    taken: list[str] = []

    def lines() -> Iterator[str]:
        for _, line in numbered_lines(kept):
            taken.append(line.decode("utf-8", "replace") + "\n")
            yield taken[-1][:-2].replace("\r", " ") + taken[-1][-2:]

    for row in csv.reader(lines(), delimiter=kept.delimiter):
        if len(row) > 1 or "".join(row).strip():
            yield row, "".join(taken).strip()
        taken.clear()


def wrap_rows(kept: Kept, header: Sequence[str], target: Path) -> Mended:
    """Wrap the rows of a CSV file, numbered from 1 below the header."""
    mended = Mended(kept.raw_file, target, records=-1)
    with target.open("wb") as file:
        wrapping = _Wrapping(kept, file, mended)
        try:
            for row, text in csv_rows(kept):
                mended.records += 1
                if mended.records:
                    wrapping.take_row(row, text, header)
        except csv.Error as error:
            mended.records += 1
            mended.reject(mended.records, f"not CSV from here: {error}", "")
    mended.records = max(0, mended.records)
    return mended


def columns_of(kept: Kept, known: Iterable[str]) -> list[str]:
    """Return a CSV file's column names: none twice, blanks made one, known ones spelt as such."""
    spelling = {name.lower(): name for name in known}
    try:
        first, _ = next(csv_rows(kept), ([], ""))
    except csv.Error:
        first = []
    names: dict[str, str] = {}
    for at, text in enumerate(first):
        name = " ".join(text.removeprefix("\ufeff").split())
        if not name or name.lower() in names:
            name = f"{name} ({at})"
        names[name.lower()] = spelling.get(name.lower(), name)
    return list(names.values())


def wrap_messages(messages: Iterable[Kept], target: Path) -> dict[str, Mended]:
    """Wrap reported messages, each a record, all into one file; return them by `raw_file`."""
    mended: dict[str, Mended] = {}
    with target.open("wb") as file:
        for kept in messages:
            one = mended[kept.raw_file] = Mended(kept.raw_file, target, records=1)
            if kept.size > LONGEST_MESSAGE:
                one.reject(1, f"a message of more than {LONGEST_MESSAGE} bytes", "")
                continue
            try:
                raw = b"".join(kept.bytes())
            except EOFError as error:
                one.reject(1, f"the compressed file ends early: {error}", "")
                continue
            _Wrapping(kept, file, one).write(1, raw, "", message_record(raw))
    return mended
