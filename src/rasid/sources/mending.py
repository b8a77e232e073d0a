"""The slow, careful way, for what the engine's readers stumbled over, one record at a time.

Each record that is an object is written once more, wrapped with its line, its hash and an excerpt,
with bad UTF-8 and lone surrogates replaced; each that is none is rejected with its reason.
"""

import csv
import hashlib
import io
import json
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rasid.sources.counting import LONGEST_RECORD
from rasid.sources.items import Broken, finite, items, refuse
from rasid.sources.kept import Kept, chunks

EXCERPT = 200
LONGEST_ARRAY = 256_000_000


@dataclass(frozen=True, slots=True)
class Reject:
    """One record that could not be read."""

    raw_line: int
    reason: str
    excerpt: str
    recognised: bool = False


@dataclass(slots=True)
class Mended:
    """What the careful way made of a file: how many records it saw, and those it rejected."""

    target: Path
    records: int = 0
    rejects: list[Reject] = field(default_factory=list)

    def reject(self, number: int, reason: str, text: str) -> None:
        """Reject a record."""
        self.rejects.append(Reject(number, reason, excerpt(text)))


def excerpt(text: str) -> str:
    """Return the first characters of a record with control characters escaped."""
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape").decode() for c in text[:EXCERPT]
    )


def numbered_lines(kept: Kept) -> Iterator[tuple[int, bytes]]:
    """Yield each line with its number from 1; one far too long comes cut, but still too long."""
    number, rest = 1, b""
    try:
        for chunk in chunks(kept.path, kept.compression):
            first, *others = chunk.split(b"\n")
            if len(rest) <= LONGEST_RECORD:
                rest += first
            for following in others:
                yield number, rest
                number, rest = number + 1, following
    except EOFError:
        pass
    yield number, rest


def wrap_lines(kept: Kept, wanted: Container[int], target: Path) -> Mended:
    """Wrap the wanted lines of an NDJSON file; `wanted` counts those that are not blank."""
    mended = Mended(target)
    number = 0
    with target.open("wb") as file:
        for number, line in numbered_lines(kept):
            if line.strip():
                mended.records += 1
                if mended.records in wanted:
                    _wrap_line(number, line, file, mended)
    if kept.count.torn:
        mended.records += 1
        mended.reject(number + 1, f"the compressed file ends early: {kept.count.torn}", "")
    return mended


def _wrap_line(number: int, line: bytes, file: io.BufferedIOBase, mended: Mended) -> None:
    text = line.decode("utf-8", "replace").strip().removeprefix("\ufeff")
    if len(line) > LONGEST_RECORD:
        mended.reject(number, f"longer than {LONGEST_RECORD} bytes", text)
        return
    try:
        record = json.loads(text, parse_constant=refuse, parse_float=finite)
    except RecursionError:
        mended.reject(number, "not JSON: nested too deeply", text)
    except ValueError as error:
        mended.reject(number, f"not JSON: {error}", text)
    else:
        if isinstance(record, dict):
            _write(file, number, line.strip(), text, record)
        else:
            mended.reject(number, "JSON, but not an object", text)


def csv_rows(kept: Kept) -> Iterator[tuple[list[str], str]]:
    """Yield each row of a CSV file that is not blank, header included, and its raw text."""
    csv.field_size_limit(LONGEST_RECORD)
    taken: list[str] = []

    def lines() -> Iterator[str]:
        for _, line in numbered_lines(kept):
            taken.append(line.decode("utf-8", "replace") + "\n")
            yield taken[-1][:-2].replace("\r", " ") + taken[-1][-2:]

    for row in csv.reader(lines()):
        if len(row) > 1 or "".join(row).strip():
            yield row, "".join(taken).strip()
        taken.clear()


def wrap_rows(kept: Kept, header: Sequence[str], target: Path) -> Mended:
    """Wrap the rows of a CSV file, numbered from 1 below the header."""
    mended = Mended(target, records=-1)
    with target.open("wb") as file:
        try:
            for row, text in csv_rows(kept):
                mended.records += 1
                if mended.records:
                    _wrap_row(row, text, header, file, mended)
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


def _wrap_row(
    row: list[str], text: str, header: Sequence[str], file: io.BufferedIOBase, mended: Mended
) -> None:
    if len(row) != len(header):
        mended.reject(mended.records, f"{len(row)} fields, expected {len(header)}", text)
        return
    filled = {name: value for name, value in zip(header, row, strict=True) if value}
    _write(file, mended.records, text.encode("utf-8", "replace"), text, filled)


def wrap_items(kept: Kept, target: Path) -> Mended:
    """Wrap the records of a JSON array, of pages that list them, or of objects in a row."""
    mended = Mended(target)
    size = 0
    parts: list[bytes] = []
    try:
        for chunk in chunks(kept.path, kept.compression):
            parts.append(chunk)
            size += len(chunk)
            if size > LONGEST_ARRAY:
                reason = f"an array of more than {LONGEST_ARRAY} bytes; write one record a line"
                mended.records = 1
                mended.reject(1, reason, "")
                break
    except EOFError:
        pass
    text = b"".join(parts).decode("utf-8", "replace") if not mended.rejects else ""
    with target.open("wb") as file:
        for number, item in enumerate(items(text), 1):
            mended.records = number
            if isinstance(item, Broken):
                mended.reject(number, item.reason, item.text)
            else:
                _write(file, number, _canonical(item).encode("utf-8", "replace"), "", item)
    return mended


def _canonical(record: dict[str, Any]) -> str:
    return json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _write(
    file: io.BufferedIOBase, number: int, raw: bytes, text: str, record: dict[str, Any]
) -> None:
    """Write one record with its line, hash and excerpt as a line of JSON."""
    wrapped = {
        "line": number,
        "hash": hashlib.md5(raw, usedforsecurity=False).hexdigest(),
        "excerpt": excerpt(text or _canonical(record)),
        "record": record,
    }
    file.write(json.dumps(wrapped, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
