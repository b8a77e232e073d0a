"""One batch of files of one kind: kept, read, checked against the count, merged, committed."""

import hashlib
import tempfile
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from rasid.engines.duckdb import DuckDB
from rasid.engines.store import Change, Store
from rasid.errors import InputError, IntegrityError
from rasid.settings import Home
from rasid.sources.counting import LineCounter, RowCounter
from rasid.sources.imported import Imported, read_imported, write_imported
from rasid.sources.intake import Intake, Taken
from rasid.sources.kept import Kept, compression_of, keep
from rasid.sources.merging import Merge
from rasid.sources.recognise import Recognised
from rasid.sources.report import FileReport
from rasid.sources.staging import Staging
from rasid.tables.rejects import REJECTS


@dataclass(frozen=True, slots=True)
class Given:
    """A file to import, whether the user named it, and how to read it."""

    path: Path
    name: str
    named: bool
    how: Recognised

    @property
    def kind(self) -> tuple[str, str, str]:
        """Files of one kind are read together; CSV files and arrays each alone."""
        alone = "" if self.how.container == "ndjson" else self.name
        return self.how.format, compression_of(self.path), alone


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
        known = read_imported(self.store)
        with ThreadPoolExecutor(max_workers=1) as background:
            kept = [self._keep(file, background) for file in files]
            fresh = {file.raw_file: file for file in reversed(kept) if file.raw_file not in known}
            staging = Staging(Path(tempfile.mkdtemp(dir=self.scratch)), self.engine, self.latest)
            taken = self._read(files[0].how, list(fresh.values()), staging)
        strange = {raw_file: _strangeness(file) for raw_file, file in taken.items()}
        for given, held in zip(files, kept, strict=True):
            if strange.get(held.raw_file):
                held.path.unlink(missing_ok=True)
            if given.named and strange.get(held.raw_file):
                raise InputError(given.path, f"no {given.how.format}; {strange[held.raw_file]}")
        fresh = {raw_file: file for raw_file, file in fresh.items() if not strange[raw_file]}
        reports = _reports(fresh, staging, taken, files[0].how.format)
        self._commit(kept, known, reports, staging, taken)
        told: list[FileReport] = []
        for file in kept:
            again = _repeated(file, known.get(file.raw_file), strange.get(file.raw_file, ""))
            told.append(reports.pop(file.raw_file, again))
        return told

    def _keep(self, file: Given, background: Executor) -> Kept:
        counter = RowCounter() if file.how.container == "csv" else LineCounter()
        return keep(file.path, file.name, self.home, counter, background)

    def _read(self, how: Recognised, fresh: list[Kept], staging: Staging) -> dict[str, Taken]:
        if not how.mapping or not fresh:
            return {file.raw_file: Taken(0) for file in fresh}
        intake = Intake(self.engine, staging, how.mapping, staging.folder)
        return intake.read(how.container, fresh)

    def _commit(
        self,
        kept: list[Kept],
        known: dict[str, Imported],
        reports: dict[str, FileReport],
        staging: Staging,
        taken: dict[str, Taken],
    ) -> None:
        """Merge what was staged, all or nothing; completes `known` and `reports`."""
        batch = hashlib.sha256("".join(sorted(reports)).encode()).hexdigest()[:16]
        with self.store.change() as change:
            merge = Merge(self.engine, self.store, change, batch)
            for raw_file, lost in merge.days(staging.days()).items():
                told = reports[raw_file]
                reports[raw_file] = replace(
                    told, new=told.new - lost, duplicate=told.duplicate + lost
                )
            _write_rejects(change, batch, {name: taken[name] for name in reports})
            _list(kept, known, reports)
            write_imported(change, known)


def _strangeness(taken: Taken) -> str:
    """Tell why not one record of a file is of its format; empty where some are."""
    if not taken.rejects or len(taken.rejects) < taken.records:
        return ""
    if any(reject.recognised for reject in taken.rejects):
        return ""
    first = min(taken.rejects, key=lambda reject: reject.raw_line)
    return f"none of its {taken.records} records is: line {first.raw_line} is {first.reason}."


def _reports(
    fresh: dict[str, Kept], staging: Staging, taken: dict[str, Taken], format_name: str
) -> dict[str, FileReport]:
    """Reconcile each file's events and rejects with its count."""
    summary, others = staging.summary(), staging.others()
    reports: dict[str, FileReport] = {}
    for raw_file, file in fresh.items():
        events, first, last = summary.get(raw_file, (0, None, None))
        records, rejected = taken[raw_file].records, len(taken[raw_file].rejects)
        if events + rejected != records:
            raise IntegrityError(
                f"{file.name}: {records} records, but {events} events "
                f"and {rejected} rejects; nothing was written."
            )
        reports[raw_file] = FileReport(
            name=file.name,
            raw_file=raw_file,
            format=format_name,
            lines=records,
            new=events,
            rejected=rejected,
            first=first,
            last=last,
            others=others.get(raw_file, {}),
        )
    return reports


def _list(kept: list[Kept], known: dict[str, Imported], reports: dict[str, FileReport]) -> None:
    """List the files of a batch as imported; of a file's names the first in order stays."""
    for file in kept:
        report = reports.get(file.raw_file)
        if report and file.raw_file not in known:
            known[file.raw_file] = Imported(
                raw_file=file.raw_file,
                name=file.name,
                format=report.format,
                bytes=file.size,
                lines=report.lines,
                rejected=report.rejected,
            )
        if file.raw_file in known:
            listed = known[file.raw_file]
            known[file.raw_file] = replace(listed, name=min(listed.name, file.name))


def _repeated(file: Kept, listed: Imported | None, problem: str) -> FileReport:
    """Report on a file whose every event is known already, or that is not of its format."""
    if not listed:
        return FileReport(file.name, file.raw_file, "", problem=f"{file.name}: {problem}")
    return FileReport(
        name=file.name,
        raw_file=file.raw_file,
        format=listed.format,
        lines=listed.lines,
        duplicate=listed.lines - listed.rejected,
        rejected=listed.rejected,
    )


def _write_rejects(change: Change, batch: str, taken: dict[str, Taken]) -> None:
    rows = [
        {"raw_file": raw_file, "raw_line": r.raw_line, "reason": r.reason, "excerpt": r.excerpt}
        for raw_file, file in sorted(taken.items())
        for r in file.rejects
    ]
    if rows:
        pq.write_table(pa.Table.from_pylist(rows), change.add(REJECTS, batch))
