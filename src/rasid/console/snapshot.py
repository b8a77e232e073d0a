"""Reading a home that others may be changing: every page is of one state of it, never of two.

A snapshot is a case that was opened once, and what was read from it. Whoever changes a home moves
new parts into place and leaves a journal meanwhile; what was read while that happened is read anew.
"""

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from rasid.case import Case, open_case
from rasid.engines.store import JOURNAL, open_store
from rasid.errors import RasidError
from rasid.ledger import changes_of
from rasid.reports import READS
from rasid.settings import Home

T = TypeVar("T")

TRIES = 3
_MOST_RECENT = 8
_SMALL = 256 << 10
"""Bytes of a table that is held in memory at once."""

_STEP = 0.02
_STEPS = 250
"""So often it is looked whether a change is in place, which takes milliseconds, or nobody waits."""

_State = tuple[tuple[str | int, ...], ...]


class ChangingError(RasidError):
    """The home was being changed each time that it was read."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An open home, and what was read from it so far: it stays true as long as the home does.

    `tag` is another where the state is another. `of_files` is what was read of its tables alone: a
    change of the ledger leaves it.
    """

    case: Case
    tag: str = ""
    of_files: dict[Hashable, Any] = field(default_factory=dict)
    kept: dict[Hashable, Any] = field(default_factory=dict)
    recent: OrderedDict[Hashable, Any] = field(default_factory=OrderedDict)

    def once(self, key: Hashable, read: Callable[[], T]) -> T:
        """Return what `read` returns, read the first time only."""
        if key not in self.kept:
            self.kept[key] = read()
        found: T = self.kept[key]
        return found

    def of_tables(self, key: Hashable, read: Callable[[], T]) -> T:
        """Return what `read` returns, which looks at the tables and never at the ledger.

        It is read the first time only, until the tables are others.
        """
        if key not in self.of_files:
            self.of_files[key] = read()
        found: T = self.of_files[key]
        return found

    def lately(self, key: Hashable, read: Callable[[], T]) -> T:
        """Return what `read` returns, read anew unless it was among the last few: for pages."""
        found: T = self.recent.pop(key) if key in self.recent else read()
        self.recent[key] = found
        while len(self.recent) > _MOST_RECENT:
            self.recent.popitem(last=False)
        return found


class Reading:
    """Looks at a home, one request at a time; opens it anew when it was changed."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._lock = Lock()
        self._counting = Lock()
        self._waiting = 0
        self._opened = ExitStack()
        self._case: Case | None = None
        self._files: _State = ()
        self._of_files: dict[Hashable, Any] = {}
        self._snapshot: Snapshot | None = None

    def read(self, look: Callable[[Snapshot], T]) -> T:
        """Return what `look` sees; raises ChangingError where that kept changing."""
        self._count(1)
        try:
            return self._read(look)
        finally:
            self._count(-1)

    def read_aside(self, look: Callable[[Snapshot], T]) -> T:
        """Do the same once nobody asks; after seconds of that, all the same."""
        for _ in range(_STEPS):
            if not self._waiting:
                break
            time.sleep(_STEP)
        return self._read(look)

    def _count(self, more: int) -> None:
        with self._counting:
            self._waiting += more

    def _read(self, look: Callable[[Snapshot], T]) -> T:
        with self._lock:
            for _ in range(TRIES):
                before = self._settled()
                snapshot = self._current(before)
                try:
                    seen = look(snapshot)
                except Exception:
                    if self._settled() == before:
                        raise
                else:
                    if self._settled() == before:
                        return seen
        raise ChangingError(f"{self._home.root} was being changed each time that it was read.")

    def state(self) -> str:
        """Return what stands for the state of the home, without opening any table of it."""
        return _tag((*self._settled(), *changes_of(self._home)))

    def close(self) -> None:
        """Let go of the home."""
        with self._lock:
            self._forget()

    def _current(self, files: _State) -> Snapshot:
        """Return what was read of this state; a change of the ledger alone opens no table anew."""
        tag = _tag((*files, *changes_of(self._home)))
        if self._case is None or files != self._files:
            self._forget()
            self._case = self._opened.enter_context(open_case(self._home))
            self._case.engine.hold(_SMALL)
            self._files = files
        if self._snapshot is None or tag != self._snapshot.tag:
            self._snapshot = Snapshot(self._case, tag, self._of_files)
        return self._snapshot

    def _forget(self) -> None:
        self._case = self._snapshot = None
        self._of_files = {}
        self._opened.close()

    def _settled(self) -> _State:
        """Return the state of the home's files once no change is being moved into place.

        The ledger is not among them: what is added to it while a page is made spoils no page.
        """
        for _ in range(_STEPS):
            if not any(self._home.scratch.glob(f"change-*/{JOURNAL}")):
                break
            _clear_up(self._home)
            time.sleep(_STEP)
        return tuple((str(path), _changed_at(path)) for path in self._watched())

    def _watched(self) -> list[Path]:
        """Return what changes whenever something that is read does."""
        home = self._home
        folders = [home.root / table.name for table in READS]
        days = [
            day for table in READS if table.by_day for day in (home.root / table.name).glob("*")
        ]
        files = [home.settings_file, home.root / "simulated.json"]
        return [*folders, *sorted(days), *files]


def _clear_up(home: Home) -> None:
    """Finish or forget what a killed run left; one that lives holds the lock and goes on."""
    with open_store(home, write=False):
        pass


def _tag(state: _State) -> str:
    return hashlib.sha256(repr(state).encode()).hexdigest()[:16]


def _changed_at(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0
