"""Importing what was seen of domains: each record is taken or rejected, and both are counted."""

import hashlib
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import pyarrow as pa
from pyarrow import parquet

from rasid.engines.store import Change
from rasid.errors import InputError, IntegrityError, UsageError, one_line
from rasid.settings import Home
from rasid.tables.contract import Table
from rasid.tables.websites import DOMAIN_FILES, DOMAIN_REJECTS, PAGE_TRAITS, SIGHTINGS
from rasid.websites.broken import Broken
from rasid.websites.formats import Finder
from rasid.websites.hosts import NotAName
from rasid.websites.records import read_records
from rasid.websites.sightings import Sighting, read_sightings

BATCH = 20_000
EXCERPT = 200

_ARROW: dict[str, pa.DataType] = {
    "VARCHAR": pa.string(),
    "VARCHAR[]": pa.list_(pa.string()),
    "BIGINT": pa.int64(),
    "DOUBLE": pa.float64(),
    "BOOLEAN": pa.bool_(),
    "TIMESTAMP": pa.timestamp("us"),
}


@dataclass(frozen=True, slots=True)
class Taught:
    """What whoever imports a file says of all of it; what a record says itself goes before."""

    group: str = ""
    honest: bool = False
    since: datetime | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class DomainsReport:
    """What became of a file: lines = taken + rejected. `hosts` counts sightings.

    `undated` counts labels of bait that count as known from this import on.
    """

    name: str
    format: str
    lines: int
    taken: int
    rejected: int
    hosts: int
    labelled: int
    undated: int
    reasons: tuple[tuple[str, int], ...]


def import_domains(
    path: Path, *, home: Home, change: Change, taught: Taught, now: datetime
) -> DomainsReport:
    """Read a file of domains into the tables; the same file again takes its own place.

    Raises UsageError where it cannot be read, InputError where no record of it names a website.
    """
    raw_file = _keep(path, home)
    with ExitStack() as opened:
        writers = tuple(
            opened.enter_context(TableWriter(table, change.add(table, raw_file)))
            for table in (SIGHTINGS, DOMAIN_REJECTS, PAGE_TRAITS)
        )
        done = _Import(raw_file, taught, now, writers)
        for number, record in read_records(path):
            done.take(number, record)
        if not done.taken:
            first = f" The first: {done.first_fault}." if done.first_fault else ""
            raise InputError(path, f"no record of it names a website.{first}")
    report = done.report(path.name)
    if report.lines != report.taken + report.rejected:
        raise IntegrityError(f"{path}: {report.lines} records read, but not as many accounted for.")
    row = (raw_file, path.name, report.format, report.lines, report.rejected)
    with TableWriter(DOMAIN_FILES, change.add(DOMAIN_FILES, raw_file)) as writer:
        writer.add(row)
    return report


class TableWriter:
    """Writes rows of a declared table as one Parquet part, a batch at a time."""

    def __init__(self, table: Table, target: Path) -> None:
        fields = [(column.name, _ARROW[column.type]) for column in table.columns]
        self._schema = pa.schema(fields)
        self._rows: list[tuple[Any, ...]] = []
        self._writer = parquet.ParquetWriter(target, self._schema, compression="zstd")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._flush()
        self._writer.close()

    def add(self, row: tuple[Any, ...]) -> None:
        """Add one row, in the order of the table's columns."""
        self._rows.append(row)
        if len(self._rows) >= BATCH:
            self._flush()

    def _flush(self) -> None:
        columns = list(zip(*self._rows, strict=True)) or [()] * len(self._schema)
        arrays = [
            pa.array(column, type=field.type)
            for column, field in zip(columns, self._schema, strict=True)
        ]
        self._writer.write_batch(pa.record_batch(arrays, schema=self._schema))
        self._rows.clear()


class _Import:
    """One file on its way into the tables."""

    def __init__(
        self, raw_file: str, taught: Taught, now: datetime, writers: tuple[TableWriter, ...]
    ) -> None:
        self._raw_file, self._taught, self._now = raw_file, taught, now
        self._sightings, self._rejects, self._traits = writers
        self._formats: Counter[str] = Counter()
        self._reasons: Counter[str] = Counter()
        self._finder = Finder()
        self.taken = self._lines = self._hosts = self._labelled = self._undated = 0
        self.first_fault = ""

    def take(self, number: int, record: dict[str, Any] | Broken) -> None:
        """Take one record, or reject it with its reason."""
        self._lines += 1
        if isinstance(record, Broken):
            self._reject(number, record.reason, record.text)
            return
        given = self._finder.format_of(record)
        if given is None:
            self._reject(number, "no field that names a website", _first_text(record))
            return
        try:
            found = read_sightings(record, given)
        except NotAName as error:
            self._reject(number, str(error), _first_text(record))
            return
        self._formats[given.name] += 1
        self.taken += 1
        for sighting in found:
            self._hosts += 1
            self._sightings.add(self._row(number, sighting))
            for trait in sighting.traits:
                seen = (sighting.seen_at, sighting.until_at, self._raw_file, number)
                self._traits.add((sighting.host.domain, *trait, *seen))

    def _row(self, number: int, told: Sighting) -> tuple[Any, ...]:
        hostile, group = told.hostile, told.group
        if hostile is None:
            group = self._taught.group
            hostile = False if self._taught.honest else (True if group else None)
        self._labelled += hostile is not None
        self._undated += bool(hostile) and not (told.known_at or self._taught.since)
        known_at = None if hostile is None else _known_at(told, self._taught.since or self._now)
        return (
            told.host.domain,
            told.host.host,
            told.kind,
            told.seen_at,
            told.until_at,
            told.registered_at,
            told.registrar,
            list(told.addresses),
            list(told.name_servers),
            told.certificate,
            told.source or self._taught.source,
            hostile,
            group,
            known_at,
            self._raw_file,
            number,
        )

    def _reject(self, number: int, reason: str, text: str) -> None:
        self.first_fault = self.first_fault or reason
        self._reasons[reason] += 1
        excerpt = text[:EXCERPT].encode("unicode_escape").decode("ascii")[:EXCERPT]
        self._rejects.add((self._raw_file, number, reason, excerpt))

    def report(self, name: str) -> DomainsReport:
        """Return what became of the file."""
        return DomainsReport(
            name=name,
            format=self._formats.most_common(1)[0][0] if self._formats else "",
            lines=self._lines,
            taken=self.taken,
            rejected=self._reasons.total(),
            hosts=self._hosts,
            labelled=self._labelled,
            undated=self._undated,
            reasons=tuple(self._reasons.most_common()),
        )


def _known_at(told: Sighting, otherwise: datetime) -> datetime:
    moment = told.known_at or otherwise
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _first_text(record: dict[str, Any]) -> str:
    texts: Iterator[str] = (value for value in record.values() if isinstance(value, str) and value)
    try:
        return (next(texts, None) or str(record))[:EXCERPT]
    except RecursionError:
        return "too deep to be shown"


def _keep(path: Path, home: Home) -> str:
    """Keep a file under its SHA-256 among the raw files, and return that."""
    try:
        with path.open("rb") as file:
            raw_file = hashlib.file_digest(file, "sha256").hexdigest()
        if not (home.raw / raw_file).exists():
            draft = home.raw / f"{raw_file}.draft"
            shutil.copyfile(path, draft)
            draft.replace(home.raw / raw_file)
    except OSError as error:
        raise UsageError(f"cannot read {path}: {one_line(error)}.") from None
    return raw_file
