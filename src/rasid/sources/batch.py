"""One batch of files of one kind: kept, read, checked against the count, merged, committed."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Collection
from collections.abc import Mapping as Dictionary
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from rasid.engines.duckdb import DuckDB
from rasid.engines.engine import WritesByDay
from rasid.engines.store import Change, Store
from rasid.errors import InputError, IntegrityError, RasidError
from rasid.ledger import open_ledger
from rasid.settings import Home
from rasid.sources.counting import (
    CopyingCounter,
    Counter,
    LineCounter,
    OneCounter,
    RowCounter,
    Target,
)
from rasid.sources.finding import Source
from rasid.sources.imported import Imported, read_imported, write_imported
from rasid.sources.intake import Intake, Taken
from rasid.sources.kept import Kept, keep, let_go_files
from rasid.sources.levelling import PAGES, Leveller
from rasid.sources.mending import HopelessError
from rasid.sources.merging import Merge
from rasid.sources.networks import fill_networks
from rasid.sources.recognise import Container, Recognised, format_of
from rasid.sources.report import FileReport
from rasid.sources.shells import Bare, Bundles, CellCopier, Fed
from rasid.sources.staging import Staging
from rasid.sources.tabular import TableCopier
from rasid.sources.unpacking import ExplodesError
from rasid.tables.rejects import REJECTS

COUNTERS: Dictionary[Container, Callable[[], Counter]] = {"csv": RowCounter, "message": OneCounter}
LEVELLED: Dictionary[Container, Collection[str]] = {"json": (), "pages": PAGES}
"""The containers whose records are not one a line, and the names of the lists in them."""


def is_copied(how: Recognised) -> bool:
    """Tell whether a file is read from a copy in the form that the engine reads."""
    if how.container in ("message", "parquet"):
        return False
    return bool(how.shell) or (
        how.container in LEVELLED or how.encoding != "utf-8" or not how.layout.is_plain
    )


def copying(how: Recognised, target: BinaryIO) -> Counter:
    """Return what counts a file's records and writes that copy."""
    if how.shell and how.shell.lists is not None:
        inner = Leveller(target, how.shell.lists)
        return Bundles(_copying(how, Fed(inner)), inner)
    return _copying(how, target)


def _copying(how: Recognised, target: Target) -> Counter:
    if how.shell and how.container == "cells":
        return CellCopier(target, how.shell, how.layout)
    written = Bare(target, how.shell) if how.shell else target
    if how.container in LEVELLED:
        return Leveller(written, how.lists or LEVELLED[how.container])
    counter = COUNTERS.get(how.container, LineCounter)()
    if how.layout.is_plain:
        return CopyingCounter(written, counter)
    return TableCopier(target, counter, how.layout)


@dataclass(frozen=True, slots=True)
class Given:
    """A file to import, and how to read it."""

    source: Source
    how: Recognised

    @property
    def kind(self) -> tuple[str, str, str, str]:
        """Files of one kind are read together; each table alone."""
        alone = self.source.name if self.how.container in ("csv", "parquet") else ""
        return self.how.format, self.how.compression, self.how.container, alone


@dataclass(frozen=True, slots=True)
class Batch:
    """Takes files of one kind into the store in one change."""

    home: Home
    store: Store
    engine: DuckDB
    scratch: Path
    latest: datetime
    far: WritesByDay | None = None

    def take(self, files: list[Given]) -> list[FileReport]:
        """Import the files; raises IntegrityError, with nothing written, if a count is off."""
        known = read_imported(self.store)
        folder = Path(tempfile.mkdtemp(dir=self.scratch))
        staging = Staging(folder, self.engine, self.latest, self.far)
        intake = Intake(self.engine, staging, files[0].how, folder)
        with ThreadPoolExecutor(max_workers=1) as background, ExitStack() as open_files:
            files, kept, unread = self._keep_all(files, folder, background, open_files)
            fresh = {file.raw_file: file for file in reversed(kept) if file.raw_file not in known}
            taken = _read(intake, list(fresh.values()))
        strange = {raw_file: _strangeness(file) for raw_file, file in taken.items()}
        for given, held in zip(files, kept, strict=True):
            if strange.get(held.raw_file):
                held.path.unlink(missing_ok=True)
            if given.source.named and strange.get(held.raw_file):
                what = given.how.format or "log"
                raise given.source.problem(f"no {what}; {strange[held.raw_file]}")
        fresh = {raw_file: file for raw_file, file in fresh.items() if not strange[raw_file]}
        fill_networks(self.engine, staging)
        reports = _reports(fresh, staging, taken, format_of(intake.mappings))
        self._commit(kept, known, reports, staging, taken)
        shutil.rmtree(folder, ignore_errors=True)
        told = unread
        gone = self._let_go(kept, known)
        for file in kept:
            if file.raw_file in gone:
                file.path.unlink(missing_ok=True)
                told.append(FileReport(file.name, file.raw_file, "", problem=_gone(file)))
                continue
            again = _repeated(file, known.get(file.raw_file), strange.get(file.raw_file, ""))
            told.append(reports.pop(file.raw_file, again))
        return told

    def _let_go(self, kept: list[Kept], known: dict[str, Imported]) -> set[str]:
        """Return the files among these that a retention removed."""
        if not any(file.raw_file in known for file in kept):
            return set()
        with open_ledger(self.home) as ledger:
            return let_go_files(ledger, ended=True)

    def _keep_all(
        self, files: list[Given], folder: Path, background: Executor, open_files: ExitStack
    ) -> tuple[list[Given], list[Kept], list[FileReport]]:
        """Keep the files; return those that can be read, kept, and reports on the others.

        Raises InputError for one of the others that the user named.
        """
        read: list[Given] = []
        kept: list[Kept] = []
        unread: list[FileReport] = []
        for file in files:
            try:
                kept.append(self._keep(file, folder, background, open_files))
                read.append(file)
            except InputError as error:
                if file.source.named:
                    raise
                unread.append(FileReport(file.source.name, "", "", problem=str(error)))
        return read, kept, unread

    def _keep(self, file: Given, folder: Path, background: Executor, open_files: ExitStack) -> Kept:
        """Keep a file; one whose text the engine cannot read as it lies is copied in its form."""
        levelled: Path | None = None
        counter: Counter = COUNTERS.get(file.how.container, LineCounter)()
        if is_copied(file.how):
            descriptor, name = tempfile.mkstemp(dir=folder, suffix=".text")
            levelled = Path(name)
            target = open_files.enter_context(os.fdopen(descriptor, "wb"))
            counter = copying(file.how, target)
        kept = keep(
            file.source,
            self.home,
            counter,
            background=background,
            levelled=levelled,
            alarm=self.engine.interrupt,
        )
        open_files.callback(kept.given_up.set)
        return replace(kept, delimiter=file.how.layout.delimiter)

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


def _read(intake: Intake, files: list[Kept]) -> dict[str, Taken]:
    """Read the files; those that no log looks like are refused and read no more."""
    refused: dict[str, Taken] = {}
    while files:
        found: dict[str, str] = {}
        taken: dict[str, Taken] = {}
        failure: Exception | None = None
        try:
            taken = intake.read(files)
        except HopelessError as error:
            found[error.raw_file] = str(error)
        except (RasidError, ExplodesError) as error:
            failure = error
        for file in files:
            if file.count.refused:
                found[file.raw_file] = file.count.refused
                file.given_up.set()
        if failure and not found:
            raise failure
        if not found:
            return taken | refused
        intake.staging.undo(0)
        refused |= {raw_file: Taken(0, refused=why) for raw_file, why in found.items()}
        files = [file for file in files if file.raw_file not in found]
    return refused


def _strangeness(taken: Taken) -> str:
    """Tell why not one record of a file is of its format; empty where some are."""
    if taken.refused:
        return f"{taken.refused}."
    if not taken.rejects or len(taken.rejects) < taken.records:
        return ""
    if any(reject.recognised for reject in taken.rejects):
        return ""
    first = min(taken.rejects, key=lambda reject: reject.raw_line)
    return f"none of its {taken.records} records is: line {first.raw_line}: {first.reason}."


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


def _gone(file: Kept) -> str:
    return f"{file.name}: a retention removed it, for good; `rasid retain --list` tells when."


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
