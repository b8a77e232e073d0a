"""Tables as Parquet files in the home, changed all at once or not at all.

A change is written beside the tables, then named in a journal, then moved into place. A kill
before the journal leaves the old tables; a kill after it is finished by the next `open_store`.
"""

import fcntl
import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TextIO

from pyarrow import ArrowInvalid
from pyarrow.parquet import read_schema

from rasid.durable import flush_to_disk
from rasid.errors import InputError, UsageError, one_line
from rasid.settings import Home
from rasid.tables.contract import Table

JOURNAL = "journal.json"

CHANGING, ANALYSING = "lock", "analysing.lock"
"""Files of the scratch folder: whoever changes tables holds the first, and the second too unless
an analysis may go on beside it."""


_TRIES = 25
_STEP = 0.02
"""Who only looks holds a lock for a moment: a writer tries again before it is refused."""


class BusyError(UsageError):
    """Another rasid is changing the home."""


@dataclass(slots=True)
class Change:
    """New parts and parts to remove, waiting for their commit."""

    root: Path
    staging: Path
    moves: dict[str, str] = field(default_factory=dict)
    removals: set[str] = field(default_factory=set)

    def add(self, table: Table, part: str, *, day: date | None = None) -> Path:
        """Return where to write a new part; a part of that name already there is replaced."""
        if (day is None) != (table.by_day is None):
            raise ValueError(f"table {table.name} and day {day} do not fit")
        folder = Path(table.name) if day is None else Path(table.name) / f"day={day:%Y-%m-%d}"
        staged = self.staging / f"{len(self.moves):06d}.parquet"
        self.moves[str(folder / f"{part}.parquet")] = staged.name
        return staged

    def remove(self, parts: list[Path]) -> None:
        """Remove these existing parts on commit."""
        self.removals.update(str(part.relative_to(self.root)) for part in parts)


class Store:
    """Reads and changes the tables of one home; who changes them holds `lock`, an open file."""

    def __init__(self, home: Home, lock: TextIO | None = None) -> None:
        self.root = home.root
        self._scratch = home.scratch
        self._columns: dict[tuple[Path, int, int], set[str]] = {}
        self._lock = lock
        self._lets_import = False

    def parts(self, table: Table, *, day: date | None = None) -> list[Path]:
        """Return the files of a table, or of one day of it, in a stable order."""
        folder = self.root / table.name
        if table.by_day is None:
            return sorted(folder.glob("*.parquet"))
        return sorted(folder.glob(f"day={day:%Y-%m-%d}/*.parquet" if day else "day=*/*.parquet"))

    def after(self, change: Change | None, table: Table) -> dict[str, Path]:
        """Return the parts that a table has once a change is committed: where each is by now."""
        parts = {str(part.relative_to(self.root)): part for part in self.parts(table)}
        if change:
            parts = {name: part for name, part in parts.items() if name not in change.removals}
            for name, staged in change.moves.items():
                if Path(name).parts[0] == table.name:
                    parts[name] = change.staging / staged
        return dict(sorted(parts.items()))

    def days(self, table: Table) -> list[date]:
        """Return the UTC dates that a table has parts for."""
        folders = sorted((self.root / table.name).glob("day=*"))
        return [
            date.fromisoformat(f.name.removeprefix("day=")) for f in folders if any(f.iterdir())
        ]

    def columns(self, part: Path) -> set[str]:
        """Return the names of a part's columns; raises InputError if it is no Parquet file."""
        told = part.stat()
        key = part, told.st_size, told.st_mtime_ns
        if key not in self._columns:
            self._columns[key] = self._read_columns(part)
        return self._columns[key]

    @staticmethod
    def _read_columns(part: Path) -> set[str]:
        try:
            return set(read_schema(part).names)
        except ArrowInvalid as error:
            raise InputError(part, f"the table cannot be read: {one_line(error)}.") from error

    def let_import(self) -> None:
        """Let others import until this one's next change, which waits for them to end."""
        if self._lock:
            fcntl.flock(self._lock, fcntl.LOCK_UN)
            self._lets_import = True

    @contextmanager
    def change(self) -> Iterator[Change]:
        """Collect a change; it is committed if the block ends well, else forgotten."""
        if self._lock and self._lets_import:
            fcntl.flock(self._lock, fcntl.LOCK_EX)
            self._lets_import = False
            self.recover()
        staging = self._scratch / f"change-{os.getpid()}"
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir(parents=True)
        pending = Change(self.root, staging)
        try:
            yield pending
            self._commit(pending)
        finally:
            shutil.rmtree(staging, ignore_errors=True)

    def _commit(self, pending: Change) -> None:
        removals = sorted(pending.removals - pending.moves.keys())
        journal = {"moves": pending.moves, "removals": removals}
        draft = pending.staging / "journal.draft"
        for staged in pending.moves.values():
            flush_to_disk(pending.staging / staged)
        draft.write_text(json.dumps(journal), encoding="utf-8")
        flush_to_disk(draft)
        draft.rename(pending.staging / JOURNAL)
        flush_to_disk(pending.staging)
        self._finish(pending.staging)

    def _finish(self, staging: Path) -> None:
        """Carry out a journal; parts that were moved before a kill are simply not there."""
        journal = json.loads((staging / JOURNAL).read_text(encoding="utf-8"))
        for part in journal["removals"]:
            (self.root / part).unlink(missing_ok=True)
        for part, staged in journal["moves"].items():
            if (staging / staged).exists():
                (self.root / part).parent.mkdir(parents=True, exist_ok=True)
                (staging / staged).replace(self.root / part)
        (staging / JOURNAL).unlink()

    def recover(self) -> None:
        """Finish a change that was killed after its journal, and forget any other."""
        for staging in sorted(self._scratch.glob("change-*")):
            if (staging / JOURNAL).exists():
                self._finish(staging)
            shutil.rmtree(staging, ignore_errors=True)


@contextmanager
def open_store(home: Home, *, write: bool, beside_analysis: bool = False) -> Iterator[Store]:
    """Open the tables of a home, finishing what a kill left half done.

    One writer at a time: a second one gets BusyError. An analysis lets those write beside it that
    say so, but for its beginning and end. Readers never wait, and need not be able to write, unless
    a kill left something to finish.
    """
    if not write and not home.is_writable:
        if any(home.scratch.glob(f"change-*/{JOURNAL}")):
            message = (
                f"a change of {home.root} was cut short, and nothing can be written to end it."
            )
            raise UsageError(message)
        yield Store(home)
        return
    home.scratch.mkdir(parents=True, exist_ok=True)
    with ExitStack() as held:
        if write and not beside_analysis:
            held.enter_context(_alone(home, ANALYSING))
        lock = held.enter_context((home.scratch / CHANGING).open("w"))
        store = Store(home, lock)
        if write:
            if not _is_ours(lock, tries=_TRIES):
                raise _busy(home)
            store.recover()
        elif any(home.scratch.glob("change-*")) and _is_ours(lock, tries=1):
            store.recover()
            fcntl.flock(lock, fcntl.LOCK_UN)
        yield store


@contextmanager
def _alone(home: Home, name: str) -> Iterator[None]:
    with (home.scratch / name).open("w") as lock:
        if not _is_ours(lock, tries=_TRIES):
            raise _busy(home)
        yield


def _is_ours(lock: TextIO, *, tries: int) -> bool:
    for left in reversed(range(tries)):
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if left:
                time.sleep(_STEP)
        else:
            return True
    return False


def is_being_changed(home: Home) -> bool:
    """Tell whether an import or an analysis of a home is under way."""
    return any(_is_held(home.scratch / name) for name in (CHANGING, ANALYSING))


def _is_held(path: Path) -> bool:
    try:
        with path.open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def _busy(home: Home) -> BusyError:
    return BusyError(f"another rasid is changing {home.root}; wait for it to end.")
