"""Lines on disk, in files that are closed after a while and then imported by `rasid watch`."""

import fcntl
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

from rasid.clock import utc_now
from rasid.errors import UsageError

LARGEST_FILE = 64 << 20
LONGEST_OPEN = 10.0
"""Seconds until a file is closed, so that its lines are imported."""

MOST_WAITING = 8 << 30
"""Bytes that may wait to be imported; beyond them senders are told to come again."""

LEAST_FREE = 1 << 30
_TICK_SECONDS = 1.0

OPEN = ".part"
LOCK = ".lock"


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits to be imported: files, their bytes, and since how many seconds the oldest does."""

    files: int
    size: int
    seconds: float


class FullError(Exception):
    """There is no room for more lines."""


class Spool:
    """Files of lines in a folder; whatever `add` returned from is on disk.

    `opened_spool` makes it. What a kill left open is closed by the next; a last line that was cut
    short goes, for nobody was told that it came.
    """

    def __init__(
        self,
        folder: Path,
        *,
        most_waiting: int = MOST_WAITING,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder = folder
        self._most_waiting = most_waiting
        self._clock = clock
        self._lock = threading.Lock()
        self._file: FileIO | None = None
        self._opened_at = 0.0
        for left in sorted(folder.glob(f"*{OPEN}")):
            _mend(left)

    def add(self, lines: Iterable[bytes]) -> int:
        """Keep lines, which have no line feed in them; return how many.

        Raises FullError where too many bytes wait or the disk is nearly full, and OSError where it
        is; then none of these lines is kept.
        """
        joined = [line for line in lines if line]
        with self._lock:
            self._require_room()
            file = self._file or self._open()
            before = file.tell()
            try:
                _write(file, b"".join(line + b"\n" for line in joined))
                os.fsync(file.fileno())
            except OSError:
                file.seek(before)
                file.truncate()
                raise
            if file.tell() >= LARGEST_FILE:
                self._close()
        return len(joined)

    def waiting(self) -> Waiting:
        """Return what waits to be imported, the open file with it."""
        files = _files(self._folder)
        present = utc_now().timestamp()
        oldest = min((_made_at(path, present) for path, _ in files), default=present)
        size = sum(state.st_size for _, state in files)
        return Waiting(len(files), size, max(present - oldest, 0.0))

    def problem(self) -> str:
        """Say why no line would be taken now; empty where one would."""
        try:
            self._require_room()
        except (FullError, OSError) as error:
            return str(error)
        return ""

    def tick(self) -> None:
        """Close a file that was open for long enough."""
        with self._lock:
            if self._file and self._clock() - self._opened_at >= LONGEST_OPEN:
                self._close()

    def close(self) -> None:
        """Close the file that is open."""
        with self._lock:
            if self._file:
                self._close()

    def _open(self) -> FileIO:
        name = f"{time.time_ns():020d}.ndjson{OPEN}"
        self._file = (self._folder / name).open("xb", buffering=0)
        self._opened_at = self._clock()
        return self._file

    def _close(self) -> None:
        if self._file:
            self._file.close()
            _finish(Path(self._file.name))
            self._file = None

    def _require_room(self) -> None:
        waiting = sum(state.st_size for _, state in _files(self._folder))
        if waiting >= self._most_waiting:
            raise FullError(f"{waiting:,} bytes wait to be imported; `rasid watch` does it.")
        if shutil.disk_usage(self._folder).free < LEAST_FREE:
            raise FullError("the disk is nearly full.")


@contextmanager
def opened_spool(folder: Path) -> Iterator[Spool]:
    """Open the spool of a folder and close its files in time; UsageError where another has it."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    ended = threading.Event()
    with (folder / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UsageError(f"another rasid takes logs into {folder}.") from None
        spool = Spool(folder)
        ticking = threading.Thread(target=_tick, args=(spool, ended), daemon=True)
        ticking.start()
        try:
            yield spool
        finally:
            ended.set()
            ticking.join()
            spool.close()


def _files(folder: Path) -> list[tuple[Path, os.stat_result]]:
    """Return the files of lines; `rasid watch` may take one meanwhile."""
    found = []
    for path in folder.iterdir():
        with suppress(FileNotFoundError):
            found += [(path, path.stat())] if path.name != LOCK and path.is_file() else []
    return found


def _made_at(path: Path, present: float) -> float:
    """Return when a file was begun, as its name says, in seconds; else the present."""
    begun = path.name.partition(".")[0]
    return int(begun) / 1e9 if begun.isdecimal() else present


def _tick(spool: Spool, ended: threading.Event) -> None:
    while not ended.wait(_TICK_SECONDS):
        spool.tick()


def _write(file: FileIO, content: bytes) -> None:
    """Write all of it: what is not buffered may be written in pieces."""
    rest = memoryview(content)
    while rest:
        rest = rest[file.write(rest) :]


def _mend(left: Path) -> None:
    with left.open("r+b") as file:
        content = file.read()
        file.truncate(content.rfind(b"\n") + 1)
    _finish(left)


def _finish(path: Path) -> None:
    if path.stat().st_size:
        path.rename(path.with_suffix(""))
    else:
        path.unlink()
