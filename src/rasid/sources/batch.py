"""One batch of files of one kind: kept, read, checked against the count, merged, committed."""

import hashlib
import tempfile
from collections.abc import Iterable
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from rasid.engines.duckdb import DuckDB
from rasid.engines.store import Change, Store
from rasid.errors import IntegrityError
from rasid.settings import Home
from rasid.sources.counting import LineCounter, RowCounter
from rasid.sources.intake import Intake, Taken
from rasid.sources.kept import Kept, compression_of, keep
from rasid.sources.merging import Merge
from rasid.sources.recognise import Recognised
from rasid.sources.report import FileReport
from rasid.sources.staging import Staging
from rasid.tables.imports import IMPORTS
from rasid.tables.rejects import REJECTS


@dataclass(frozen=True, slots=True)
class Given:
    """A file to import and how to read it."""

    path: Path
    name: str
    how: Recognised

    @property
    def kind(self) -> tuple[str, str, str]:
        """Files of one kind are read together; CSV files and arrays each alone."""
        mapping = self.how.mapping.name if self.how.mapping else ""
        alone = "" if self.how.container == "ndjson" else self.name
        return mapping, compression_of(self.path), alone


@dataclass(frozen=True, slots=True)
class Batch:
    """Takes files of one kind into the store in one change."""

    home: Home
    store: Store
    engine: DuckDB
    scratch: Path
    latest: datetime

    def take(self, files: list[Given]) -> list[FileReport]:
        """Import the files; raises IntegrityError, with nothing written, if a count is off."""
        known = read_imports(self.store)
        how = files[0].how
        with ThreadPoolExecutor(max_workers=1) as background:
            kept = [self._keep(file, background) for file in files]
            return self._take(kept, known, how)

    def _take(
        self, kept: list[Kept], known: dict[str, dict[str, Any]], how: Recognised
    ) -> list[FileReport]:
        """Read, reconcile and merge what is new among the kept files."""
        fresh = {file.raw_file: file for file in kept if file.raw_file not in known}
        folder = Path(tempfile.mkdtemp(dir=self.scratch))
        staging = Staging(folder, self.engine, self.latest)
        taken = {raw_file: Taken(0) for raw_file in fresh}
        if how.mapping and fresh:
            intake = Intake(self.engine, staging, how.mapping, folder)
            taken = intake.read(how.container, list(fresh.values()))
        reports = _reports(fresh.values(), staging, taken, how)
        return self._commit(kept, reports, known, staging, taken)

    def _keep(self, file: Given, background: Executor) -> Kept:
        counter = RowCounter() if file.how.container == "csv" else LineCounter()
        return keep(file.path, file.name, self.home, counter, background)

    def _commit(
        self,
        kept: list[Kept],
        reports: dict[str, FileReport],
        known: dict[str, dict[str, Any]],
        staging: Staging,
        taken: dict[str, Taken],
    ) -> list[FileReport]:
        batch = hashlib.sha256("".join(sorted(reports)).encode()).hexdigest()[:16]
        with self.store.change() as change:
            merge = Merge(self.engine, self.store, change, batch)
            for raw_file, lost in merge.days(staging.days()).items():
                told = reports[raw_file]
                reports[raw_file] = replace(
                    told, new=told.new - lost, duplicate=told.duplicate + lost
                )
            _write_rejects(change, batch, taken)
            _write_imports(change, known, kept, reports)
        return _told(kept, reports, known)


def read_imports(store: Store) -> dict[str, dict[str, Any]]:
    """Return the rows of `imports` by their file."""
    rows = [row for part in store.parts(IMPORTS) for row in pq.read_table(part).to_pylist()]
    return {row["raw_file"]: row for row in rows}


def _reports(
    fresh: Iterable[Kept],
    staging: Staging,
    taken: dict[str, Taken],
    how: Recognised,
) -> dict[str, FileReport]:
    """Reconcile each file's events and rejects with its count."""
    summary, others = staging.summary(), staging.others()
    reports: dict[str, FileReport] = {}
    for file in fresh:
        events, first, last = summary.get(file.raw_file, (0, None, None))
        records = taken[file.raw_file].records
        rejected = len(taken[file.raw_file].rejects)
        if events + rejected != records:
            raise IntegrityError(
                f"{file.name}: {records} records, but {events} events "
                f"and {rejected} rejects; nothing was written."
            )
        reports[file.raw_file] = FileReport(
            name=file.name,
            raw_file=file.raw_file,
            format=how.mapping.name if how.mapping else "",
            lines=records,
            new=events,
            rejected=rejected,
            first=first,
            last=last,
            others=others.get(file.raw_file, {}),
        )
    return reports


def _told(
    kept: list[Kept], reports: dict[str, FileReport], known: dict[str, dict[str, Any]]
) -> list[FileReport]:
    """Return a report on each file given; one that was in already is all duplicate."""
    told: list[FileReport] = []
    seen: set[str] = set()
    for file in kept:
        fresh = reports.get(file.raw_file)
        if fresh and file.raw_file not in seen:
            told.append(fresh)
        else:
            row = known.get(file.raw_file)
            lines = row["lines"] if row else file.count.records
            rejected = row["rejected"] if row else len(())
            told.append(
                FileReport(
                    name=file.name,
                    raw_file=file.raw_file,
                    format=row["format"] if row else "",
                    lines=lines,
                    duplicate=lines - rejected,
                    rejected=rejected,
                )
            )
        seen.add(file.raw_file)
    return told


def _write_rejects(change: Change, batch: str, taken: dict[str, Taken]) -> None:
    rows = [
        {"raw_file": raw_file, "raw_line": r.raw_line, "reason": r.reason, "excerpt": r.excerpt}
        for raw_file, file in sorted(taken.items())
        for r in file.rejects
    ]
    if rows:
        pq.write_table(pa.Table.from_pylist(rows), change.add(REJECTS, batch))


def _write_imports(
    change: Change,
    known: dict[str, dict[str, Any]],
    kept: list[Kept],
    reports: dict[str, FileReport],
) -> None:
    """Write all of `imports` anew; of a file's names the first in order stays."""
    rows = {raw_file: dict(row) for raw_file, row in known.items()}
    for file in kept:
        report = reports.get(file.raw_file)
        row = rows.setdefault(
            file.raw_file,
            {
                "raw_file": file.raw_file,
                "name": file.name,
                "format": report.format if report else "",
                "bytes": file.size,
                "lines": report.lines if report else 0,
                "rejected": report.rejected if report else 0,
            },
        )
        row["name"] = min(row["name"], file.name)
    table = pa.Table.from_pylist([rows[raw_file] for raw_file in sorted(rows)])
    pq.write_table(table, change.add(IMPORTS, "imports"))
