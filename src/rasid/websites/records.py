"""A file as records: text, CSV, zone files, WHOIS, NDJSON or JSON; plain, gzip or zip.

A record that cannot be read is a `Broken` in its place; memory stays flat for any file of lines.
"""

import gzip
import json
import re
import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import IO, Any

from rasid.errors import InputError, UsageError, one_line
from rasid.websites.broken import SHOWN, Broken, Line, Read
from rasid.websites.delimited import Columns, field_records, has_field_line
from rasid.websites.formats import PLAIN
from rasid.websites.plain_lines import (
    looks_like_lines,
    looks_like_zone,
    plain_records,
    zone_records,
)
from rasid.websites.registration_text import looks_like_registration, registrations
from rasid.websites.unfolding import Unfolder

LONGEST_LINE = 1 << 20
LARGEST_DOCUMENT = 256 << 20
"""Bytes of a JSON array or object that does not stand on one line, which is read as a whole."""

MOST_MEMBERS = 1_000
"""Files of an archive; one with more is refused."""

_LOOKED_AT = 50
_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_ARRAY = re.compile(r"\[\s*(?:$|[\[{\]\"]|-?[\d.]+\s*(?:[,\]]|$)|true|false|null)")

Opened = IO[bytes] | gzip.GzipFile


def read_records(path: Path) -> Iterator[Read]:
    """Yield the records of a file, blank lines and comments left out.

    Raises UsageError where it cannot be read and InputError where nothing could be a record.
    """
    try:
        with path.open("rb") as raw:
            magic = raw.read(4)
            raw.seek(0)
            if magic == _ZIP:
                yield from _members(path, raw)
            elif magic.startswith(_GZIP):
                with gzip.open(raw, "rb") as file:
                    yield from _records(path, file)
            else:
                yield from _records(path, raw)
    except (OSError, EOFError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise UsageError(f"cannot read {path}: {one_line(error)}.") from None


def _members(path: Path, raw: IO[bytes]) -> Iterator[Read]:
    """Yield the records of each file of an archive; lines are counted on from one to the next."""
    before = 0
    with zipfile.ZipFile(raw) as archive:
        members = [one for one in archive.infolist() if not one.is_dir()]
        members = [one for one in members if not one.filename.startswith("__MACOSX/")]
        if len(members) > MOST_MEMBERS:
            raise InputError(
                path, f"{len(members):,} files in it, expected {MOST_MEMBERS:,} at most."
            )
        for member in members:
            last = 0
            with archive.open(member) as file:
                for number, record in _records(path, file):
                    last = max(last, number)
                    yield before + number, record
            before += last


def _records(path: Path, file: Opened) -> Iterator[Read]:
    lines = _lines(file)
    head = list(islice(lines, _LOOKED_AT))
    texts = [line for _, line in head if isinstance(line, str)]
    sample = [line for line in texts if not _is_blank(line)]
    first = sample[0].lstrip() if sample else ""
    if first.startswith("\x00utf-16"):
        raise InputError(path, "this is UTF-16, expected UTF-8.")

    def every() -> Iterator[Line]:
        yield from head
        yield from lines

    alone = len(head) == 1 and isinstance(head[0][1], Broken) and head[0][1].text[:1] in ("[", "{")
    if alone or _ARRAY.match(first) or (first.startswith("{") and _is_document(first, head)):
        yield from _document(path, file)
    elif first.startswith("{"):
        yield from _json_lines(_filled(every()))
    else:
        yield from _of_text(every(), texts, sample)


def _is_document(first: str, head: list[Line]) -> bool:
    """Say whether an object goes over lines, or is all that there is."""
    return len(head) == 1 or _parsed(first) is None


def _of_text(lines: Iterator[Line], texts: list[str], sample: list[str]) -> Iterator[Read]:
    """Yield the records of a file that is no JSON, by what its first lines look like."""
    if has_field_line(texts):
        yield from field_records(lines)
    elif looks_like_registration(texts):
        yield from registrations(lines)
    elif looks_like_zone(sample):
        yield from zone_records(_filled(lines))
    else:
        comments = [line for line in texts if line.lstrip().startswith("#")]
        columns = None if looks_like_lines(sample) else Columns(sample, comments)
        if columns and columns.any:
            yield from columns.records(_filled(lines))
        else:
            yield from plain_records(_filled(lines))


def _filled(lines: Iterator[Line]) -> Iterator[Line]:
    """Yield lines that are neither blank nor comments."""
    return (one for one in lines if isinstance(one[1], Broken) or not _is_blank(one[1]))


def _lines(file: Opened) -> Iterator[Line]:
    number = 0
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        if number > 1 and line.isascii() and len(line) <= LONGEST_LINE:  # nearly all of them
            yield number, line.decode("ascii").rstrip("\r\n")
            continue
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
    if line[:1].isalnum():
        return False
    text = line.lstrip()
    return not text or text[0] in "#!" or text.startswith("[Adblock")


def _parsed(text: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Return a JSON value; None where there is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _json_lines(lines: Iterator[Line]) -> Iterator[Read]:
    unfolder = Unfolder()
    for number, line in lines:
        if isinstance(line, Broken):
            yield number, line
            continue
        for value in unfolder.records(_parsed(line)):
            yield number, _record(value, line)


def _record(value: Any, text: str) -> dict[str, Any] | Broken:  # noqa: ANN401 - as above
    if isinstance(value, dict):
        return value
    if isinstance(value, str):
        return {PLAIN: value}
    return Broken("no JSON object", text[:SHOWN])


def _document(path: Path, file: Opened) -> Iterator[Read]:
    """Read a JSON array, or an object that holds records or is one."""
    file.seek(0)
    raw = file.read(LARGEST_DOCUMENT + 1)
    if len(raw) > LARGEST_DOCUMENT:
        size = f"{LARGEST_DOCUMENT >> 20} MB"
        raise InputError(path, f"a JSON document of more than {size}; give it one record a line.")
    try:
        value = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InputError(path, f"no JSON: {one_line(error)[:120]}.") from None
    unfolder = Unfolder()
    rows = value if isinstance(value, list) else [value]
    found = (record for row in rows for record in unfolder.records(row))
    for number, record in enumerate(found, 1):
        yield number, _record(record, str(record)[:SHOWN])
