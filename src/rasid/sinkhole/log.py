"""The log: records as lines of files that are exchanged, written by a thread of its own."""

import json
import os
import queue
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from time import monotonic
from types import TracebackType
from typing import Self

from rasid.clock import utc_now
from rasid.errors import UsageError, one_line
from rasid.sinkhole.counts import Counts
from rasid.sinkhole.records import Record, Recorder

MOST_WAITING = 20_000
"""Records that may wait to be written; more are lost, and counted."""

BATCH = 1_000
SYNC_SECONDS = 1.0
"""What was kept is on the disk after about so long."""


@dataclass(frozen=True, slots=True)
class Room:
    """How much may wait to be written, go into one file, and lie in the folder."""

    file_bytes: int
    all_bytes: int
    most_waiting: int = MOST_WAITING


class Log:
    """Files of lines in a folder, a new one for each day and for each so many bytes.

    A full queue or a full disk loses records; how many is a record itself, as soon as one can be
    written. `tell` gets a sentence when writing begins to fail.
    """

    def __init__(
        self,
        folder: Path,
        recorder: Recorder,
        counts: Counts,
        tell: Callable[[str], None],
        room: Room,
    ) -> None:
        self._folder = folder
        self._recorder = recorder
        self._counts = counts
        self._tell = tell
        self._room = room
        self._waiting: queue.Queue[Record | None] = queue.Queue(room.most_waiting)
        self._lost = 0  # written by the callers alone, what follows by the thread alone
        self._told = 0
        self._fails = False
        self._left = room.all_bytes - _bytes_in(folder)
        self._descriptor: int | None = None
        self._day = ""
        self._number = 0
        self._written = 0
        self._unsynced = False
        self._failed_here = 0
        _require_writable(folder)
        self._thread = Thread(target=self._run, name="sinkhole-log")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._waiting.put(None)
        self._thread.join()
        self._counts.log_lost = self._lost + self._failed_here

    def put(self, record: Record) -> None:
        """Take a record, or lose it where too many wait; this never waits."""
        try:
            self._waiting.put_nowait(record)
        except queue.Full:
            self._lost += 1

    def _run(self) -> None:
        ended, synced = False, monotonic()
        while not ended:
            batch, ended = self._batch()
            self._keep(batch)
            if not batch or monotonic() - synced >= SYNC_SECONDS:
                self._sync()
                synced = monotonic()
        self._close()

    def _batch(self) -> tuple[list[Record], bool]:
        """Return what waits, at most a batch, and whether that was the end."""
        found: list[Record] = []
        with suppress(queue.Empty):
            one = self._waiting.get(timeout=SYNC_SECONDS)
            while one is not None:
                found.append(one)
                if len(found) == BATCH:
                    return found, False
                one = self._waiting.get_nowait()
            return found, True
        return found, False

    def _keep(self, batch: list[Record]) -> None:
        lost = self._lost + self._failed_here - self._told
        now = utc_now()
        records = [*batch, self._recorder.lost(now, lost)] if lost else batch
        if not records:
            return
        text = "".join(f"{json.dumps(record, separators=(',', ':'))}\n" for record in records)
        try:
            self._write(text.encode("ascii"), f"{now:%Y%m%d}", f"{now:%H%M%S}")
        except Exception as error:  # noqa: BLE001 - whatever it is, what is lost is counted
            self._failed_here += len(batch)
            if not self._fails:
                self._tell(f"{self._folder}: the log cannot be written: {one_line(error)}.")
            self._fails = True
            return
        self._fails = False
        self._counts.log_kept += len(batch)
        self._told += lost

    def _write(self, text: bytes, day: str, clock: str) -> None:
        """Write whole lines or nothing."""
        if len(text) > self._left:
            self._left = 0  # for good: else a smaller batch fits, and the next fails anew
            raise OSError(0, "it has as many bytes as it may have")
        if day != self._day or self._written + len(text) > self._room.file_bytes:
            self._close()
        if self._descriptor is None:
            self._open(day, clock)
        descriptor = self._descriptor
        assert descriptor is not None  # noqa: S101 - what _open has just made
        done = 0
        try:
            while done < len(text):
                done += os.write(descriptor, text[done:])
        except OSError:
            os.ftruncate(descriptor, self._written)
            raise
        self._unsynced = True
        self._written += done
        self._left -= done

    def _open(self, day: str, clock: str) -> None:
        self._number += 1
        name = f"sinkhole-{day}T{clock}Z-{self._recorder.run}-{self._number:04}.ndjson"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND
        self._descriptor = os.open(self._folder / name, flags, 0o600)
        self._day, self._written = day, 0

    def _sync(self) -> None:
        if self._descriptor is None or not self._unsynced:
            return
        self._unsynced = False
        try:
            os.fsync(self._descriptor)
        except OSError as error:
            self._tell(f"{self._folder}: the log may not be on the disk: {one_line(error)}.")

    def _close(self) -> None:
        if self._descriptor is not None:
            self._sync()
            os.close(self._descriptor)
        self._descriptor = None


def _bytes_in(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("sinkhole-*.ndjson"))


def _require_writable(folder: Path) -> None:
    if not os.access(folder, os.W_OK | os.X_OK):
        raise UsageError(f"--output {folder} is not for this user to write in.")
