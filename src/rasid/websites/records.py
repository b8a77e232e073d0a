"""A file as records: text, CSV, NDJSON or a JSON array, compressed with gzip or not.

A record that cannot be read is a `Broken` in its place; memory stays flat for any file of lines.
"""

import csv
import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from rasid.errors import InputError, UsageError, one_line
from rasid.websites.hosts import NotAName, read_host

LONGEST_LINE = 1 << 20
LARGEST_DOCUMENT = 256 << 20
"""Bytes of a JSON array or object that does not stand on one line, which is read as a whole."""

PLAIN = "domain"
"""The field that a line of a plain list becomes."""

_LOOKED_AT = 50
_GZIP = b"\x1f\x8b"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_DELIMITERS = ",;\t|"


@dataclass(frozen=True, slots=True)
class Broken:
    """What stands where a record should, and why it is none."""

    reason: str
    text: str


Read = tuple[int, dict[str, Any] | Broken]
"""A record and its line, or its place in an array, from 1."""


def read_records(path: Path) -> Iterator[Read]:
    """Yield the records of a file, blank lines and comments left out.

    Raises UsageError where it cannot be read and InputError where nothing could be a record.
    """
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == _GZIP
            raw.seek(0)
            if packed:
                with gzip.open(raw, "rb") as file:
                    yield from _records(path, file)
            else:
                yield from _records(path, raw)
    except (OSError, EOFError) as error:
        raise UsageError(f"cannot read {path}: {one_line(error)}.") from None


def _records(path: Path, file: BinaryIO | gzip.GzipFile) -> Iterator[Read]:
    lines = _lines(file)
    head = list(islice(lines, _LOOKED_AT))
    first = next((line for _, line in head if isinstance(line, str) and not _is_blank(line)), "")
    if first.startswith("\x00utf-16"):
        raise InputError(path, "this is UTF-16, expected UTF-8.")

    def every() -> Iterator[tuple[int, str | Broken]]:
        yield from head
        yield from lines

    if first.startswith("["):
        yield from _document(path, file)
    elif first.startswith("{"):
        if _parsed(first) is None:
            yield from _document(path, file)
        else:
            yield from _json_lines(every())
    else:
        yield from _table(every(), [line for _, line in head if isinstance(line, str)])


def _lines(file: BinaryIO | gzip.GzipFile) -> Iterator[tuple[int, str | Broken]]:
    number = 0
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        if number == 1 and line.startswith(_UTF_16):
            yield number, "\x00utf-16"
            return
        if len(line) > LONGEST_LINE:
            start = line[:200]
            while line and not line.endswith(b"\n"):
                line = file.readline(LONGEST_LINE)
            reason = f"a line of more than {LONGEST_LINE:,} bytes"
            yield number, Broken(reason, start.decode("utf-8", "replace"))
            continue
        try:
            yield number, line.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
        except UnicodeDecodeError:
            yield number, Broken("bytes that are not UTF-8", line[:200].decode("utf-8", "replace"))


def _is_blank(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#")


def _parsed(text: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Return a JSON value; None where there is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _json_lines(lines: Iterator[tuple[int, str | Broken]]) -> Iterator[Read]:
    for number, line in lines:
        if isinstance(line, Broken):
            yield number, line
        elif not _is_blank(line):
            yield number, _record(_parsed(line), line)


def _record(value: Any, text: str) -> dict[str, Any] | Broken:  # noqa: ANN401 - as above
    if isinstance(value, dict):
        return value
    if isinstance(value, str):
        return {PLAIN: value}
    return Broken("no JSON object", text[:200])


def _document(path: Path, file: BinaryIO | gzip.GzipFile) -> Iterator[Read]:
    """Read a JSON array, or an object that holds one or is one record."""
    file.seek(0)
    raw = file.read(LARGEST_DOCUMENT + 1)
    if len(raw) > LARGEST_DOCUMENT:
        size = f"{LARGEST_DOCUMENT >> 20} MB"
        raise InputError(path, f"a JSON document of more than {size}; give it one record a line.")
    try:
        value = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InputError(path, f"no JSON: {one_line(error)[:120]}.") from None
    if isinstance(value, dict):
        listed = [item for item in value.values() if isinstance(item, list) and item]
        is_record = "ldhName" in value or not any(isinstance(i[0], dict | str) for i in listed)
        rows = [value] if is_record else max(listed, key=len)
    else:
        rows = value
    for number, row in enumerate(rows, 1):
        yield number, _record(row, str(row)[:200])


def _table(lines: Iterator[tuple[int, str | Broken]], head: list[str]) -> Iterator[Read]:
    """Read CSV with or without a header, or one name a line."""
    sample = [line for line in head if not _is_blank(line)]
    first = sample[0] if sample else ""
    delimiter = max(_DELIMITERS, key=first.count)
    header = _header(first, delimiter)
    column = None if header else _column_of_names(sample, delimiter)
    expects_header = bool(header)
    for number, line in lines:
        if isinstance(line, Broken):
            yield number, line
        elif _is_blank(line):
            continue
        elif expects_header:
            expects_header = False
        elif header:
            yield number, _row(line, delimiter, header)
        elif column is None:
            yield number, {PLAIN: line.strip()}
        else:
            cells = _cells(line, delimiter)
            yield (
                number,
                {PLAIN: cells[column]}
                if column < len(cells)
                else Broken(f"{len(cells)} fields, expected at least {column + 1}", line[:200]),
            )


def _header(line: str, delimiter: str) -> list[str]:
    """Return the columns of a header; nothing where the line is none."""
    cells = [cell.strip().lower().replace(" ", "_") for cell in _cells(line, delimiter)]
    if not all(re.fullmatch(r"[a-z][a-z0-9_.-]{0,60}", cell) for cell in cells if cell):
        return []
    return [] if any(_is_name(cell) for cell in cells) or not any(cells) else cells


def _row(line: str, delimiter: str, header: list[str]) -> dict[str, Any] | Broken:
    cells = _cells(line, delimiter)
    if len(cells) != len(header):
        return Broken(f"{len(cells)} fields, expected {len(header)}", line[:200])
    return dict(zip(header, cells, strict=True))


def _cells(line: str, delimiter: str) -> list[str]:
    if '"' not in line:
        return line.split(delimiter)
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def _column_of_names(sample: list[str], delimiter: str) -> int | None:
    """Return which column holds names; None where each line is one."""
    rows = [_cells(line, delimiter) for line in sample]
    width = max((len(row) for row in rows), default=0)
    if width < 2:
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
