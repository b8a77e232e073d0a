"""Indicators out of a CSV file with the header that COLUMNS states."""

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping

from rasid.sharing.indicators import (
    KINDS,
    LONGEST_NAME,
    Indicator,
    Kind,
    Refused,
    guessed,
    moment,
    normalised,
    percent,
)
from rasid.sharing.tlp import LEVELS

COLUMNS = (
    "kind",
    "value",
    "valid_from",
    "valid_until",
    "confidence",
    "name",
    "tlp",
    "id",
    "source",
)
"""Only `value` must be there; without a kind it is an address, a network or a domain."""

RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""Beginnings that a spreadsheet takes for a formula's; an apostrophe before them is left out."""

_LONGEST_HEADER = 4_096


def header_problem(text: str) -> str:
    """Return what is wrong with the first line; empty if nothing is."""
    names = _header(text)
    unknown = [name for name in names if name not in COLUMNS]
    if "value" not in names:
        return f"the header has no column value, expected some of: {', '.join(COLUMNS)}"
    if unknown:
        return f"the header has {unknown[0][:40]!r}, expected some of: {', '.join(COLUMNS)}"
    return "the header names a column twice" if len(set(names)) < len(names) else ""


def read_csv(text: str, fallback: str) -> Iterator[Indicator | Refused]:
    """Yield each row; `fallback` is the source of rows that name none."""
    names = _header(text)
    rows = csv.reader(io.StringIO(text, newline=""))
    next(rows, None)
    while True:
        place = f"line {rows.line_num + 1}"
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield Refused(place, f"it is no row of CSV: {error}")
            continue
        if not any(cell.strip() for cell in row):
            continue
        if len(row) > len(names):
            yield Refused(place, f"it has {len(row)} cells, the header {len(names)}")
            continue
        cells = {name: _plain(cell) for name, cell in zip(names, row, strict=False)}
        try:
            yield _read(cells, fallback)
        except ValueError as error:
            yield Refused(place, str(error))


def _header(text: str) -> list[str]:
    try:
        first = next(csv.reader(io.StringIO(text[:_LONGEST_HEADER], newline="")), [])
    except csv.Error:
        first = []
    return [name.strip().lower() for name in first]


def _read(cells: Mapping[str, str], fallback: str) -> Indicator:
    kind, value = _value(cells.get("kind", "").lower(), cells.get("value", ""))
    tlp = cells.get("tlp", "").lower().removeprefix("tlp:")
    if tlp and tlp not in LEVELS:
        raise ValueError(f"its TLP level {tlp[:40]!r} is none of: {', '.join(LEVELS)}")
    since, until = moment(cells.get("valid_from")), moment(cells.get("valid_until"))
    if since and until and until <= since:
        raise ValueError("it ends to be valid before it begins")
    named = cells.get("id") or hashlib.sha256(f"{kind} {value}".encode()).hexdigest()[:32]
    return Indicator(
        source=(cells.get("source") or fallback)[:LONGEST_NAME],
        indicator_id=named[:LONGEST_NAME],
        kind=kind,
        value=value,
        valid_from=since,
        valid_until=until,
        confidence=percent(cells.get("confidence")),
        name=cells.get("name", "")[:LONGEST_NAME],
        tlp=tlp,
    )


def _plain(cell: str) -> str:
    guarded = cell.startswith("'") and cell[1:].startswith(RUN_BY_SPREADSHEETS)
    return (cell[1:] if guarded else cell).strip()


def _value(kind: str, text: str) -> tuple[Kind, str]:
    if not kind:
        return guessed(text)
    for known in KINDS:
        if kind == known:
            return normalised(known, text)
    raise ValueError(f"its kind {kind[:40]!r} is none of: {', '.join(KINDS)}")
