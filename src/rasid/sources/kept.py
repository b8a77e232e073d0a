"""Kept files: what is imported is kept under its SHA-256, and counted on the way.

A plain file is kept as `SHA256.zst`; one that came compressed, or is Parquet, as `SHA256`.
"""

import hashlib
import json
import os
import queue
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import Engine, select

from rasid.errors import RasidError, one_line
from rasid.ledger import erasures, retentions
from rasid.settings import Home
from rasid.sources.counting import Count, Counter
from rasid.sources.finding import Source
from rasid.sources.unpacking import (
    CHUNK,
    ExplodesError,
    as_utf8,
    compression_named,
    compression_of,
    encoding_of,
    file_chunks,
    too_large,
)

OURS = ".zst"
"""The suffix of what was kept compressed by us."""

ZSTD_LEVEL = -3
"""Fast rather than small: logs shrink to a seventh, at the speed of a copy."""

_RING_SECONDS = 0.1
_TICK_NS = 1_000_000_000
"""Two writes within this time might bear the same time stamp."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One file in the home's `raw` folder, and the file it was made from.

    `levelled` is a copy of its text in the form that the engine reads, where its own is another;
    `delimiter` parts its cells if it is a table.
    """

    raw_file: str
    name: str
    path: Path
    compression: str
    size: int
    counted: Future[Count] = field(default_factory=Future)
    source: Path | None = None
    stamp: tuple[int, ...] = ()
    levelled: Path | None = None
    delimiter: str = ","
    given_up: threading.Event = field(default_factory=threading.Event)

    @property
    def count(self) -> Count:
        """Its records as counted from the bytes; waits for the count."""
        return self.counted.result()

    @property
    def lies_plain(self) -> bool:
        """Whether its text lies there uncompressed: as a copy, or as it was given.

        The file that was given counts as long as it holds, for certain, the same bytes. A copy is
        waited for.
        """
        if self.levelled:
            _ = self.count
            return True
        return self.source is not None and self.stamp != () and self.stamp == _stamp(self.source)

    def text(self) -> Iterator[bytes]:
        """Yield its text in UTF-8, levelled; EOFError where the compression is torn."""
        if self.levelled:
            _ = self.count
            return file_chunks(self.levelled, "none")
        return as_utf8(self.bytes())

    def bytes(self) -> Iterator[bytes]:
        """Yield its bytes as it came, but uncompressed; errors as `unpacking.chunks`."""
        ours = self.path.suffix == OURS
        return file_chunks(self.path, self.compression, trusted=ours)


def _stamp(path: Path) -> tuple[int, ...]:
    """Return what changes whenever a file does; empty where a change might not show."""
    try:
        seen = path.stat()
    except OSError:
        return ()
    if time.time_ns() - seen.st_ctime_ns < _TICK_NS:
        return ()
    return seen.st_dev, seen.st_ino, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns


def keep(  # noqa: PLR0913 - what one file needs on its way
    source: Source,
    home: Home,
    counter: Counter,
    *,
    background: Executor,
    levelled: Path | None = None,
    alarm: Callable[[], None] = lambda: None,
) -> Kept:
    """Keep a file, hashing it, and count its records apart from any parser.

    What came compressed or in UTF-16 is counted in the background, for that takes its time; if it
    unpacks to more than any log does, `alarm` is called until it is `given_up`.
    """
    descriptor, draft_name = tempfile.mkstemp(dir=home.scratch, prefix="keep-")
    draft = Path(draft_name)
    try:
        with source.open() as opened:
            head = opened.read(CHUNK)
        given = compression_named(head)
        inline = given == "none" and encoding_of(head) == "utf-8"
        stamp = _stamp(source.path) if source.member is None else ()
        with os.fdopen(descriptor, "wb") as target:
            squeeze = _squeeze(target, counter if inline else None)
            raw_file, size = _pass_on(source, target.write if given != "none" else squeeze)
        path = home.raw / (raw_file if given != "none" else f"{raw_file}{OURS}")
        draft.rename(path)
    except OSError as error:
        raise RasidError(f"{source.name} cannot be kept: {one_line(error)}.") from error
    finally:
        draft.unlink(missing_ok=True)
    kept = Kept(
        raw_file=raw_file,
        name=source.name,
        path=path,
        compression=given if given != "none" else "zstd",
        size=size,
        source=source.path.resolve() if inline and source.member is None else None,
        stamp=stamp,
        levelled=levelled,
    )
    if inline:
        kept.counted.set_result(counter.end())
    else:
        background.submit(_count, kept, counter, alarm)
    return kept


def _squeeze(target: IO[bytes], counter: Counter | None) -> Callable[[bytes], object]:
    """Return what counts a chunk and writes it compressed."""
    codec = pa.Codec("zstd", compression_level=ZSTD_LEVEL)

    def take(chunk: bytes) -> None:
        if counter:
            counter.feed(chunk)
        target.write(codec.compress(chunk, asbytes=True))

    return take


def _pass_on(source: Source, take: Callable[[bytes], object]) -> tuple[str, int]:
    """Hand a file's chunks to `take`, in a thread, while hashing; return its SHA-256 and size."""
    waiting: queue.Queue[bytes] = queue.Queue(maxsize=8)
    failures: list[Exception] = []

    def drain() -> None:
        while chunk := waiting.get():
            try:
                if not failures:
                    take(chunk)
            except Exception as error:  # noqa: BLE001 - raised again below, where it is handled
                failures.append(error)

    worker = threading.Thread(target=drain)
    worker.start()
    digest = hashlib.sha256()
    size = 0
    try:
        with source.open() as file:
            while chunk := file.read(CHUNK):
                waiting.put(chunk)
                digest.update(chunk)
                size += len(chunk)
    finally:
        waiting.put(b"")
        worker.join()
    if failures:
        raise failures[0]
    return digest.hexdigest(), size


def _count(kept: Kept, counter: Counter, alarm: Callable[[], None]) -> None:
    """Count a kept file from its bytes; whatever happens, the count has a result."""
    try:
        if kept.compression == "parquet":
            kept.counted.set_result(Count(pq.read_metadata(kept.path).num_rows))
            return
        for chunk in as_utf8(kept.bytes()):
            counter.feed(chunk)
        kept.counted.set_result(counter.end())
    except pa.ArrowException as error:
        kept.counted.set_result(
            Count(0, refused=f"as Parquet it cannot be read: {one_line(error)}")
        )
    except EOFError as error:
        kept.counted.set_result(counter.end(torn=str(error)))
    except ExplodesError:
        kept.counted.set_result(Count(0, refused=too_large(kept.size)))
        threading.Thread(target=_ring, args=(kept, alarm), daemon=True).start()
    except Exception as error:  # noqa: BLE001 - raised again by whoever asks for the count
        kept.counted.set_exception(error)


def _ring(kept: Kept, alarm: Callable[[], None]) -> None:
    """Call an alarm again and again: the statement that it would stop may not have begun."""
    while not kept.given_up.wait(_RING_SECONDS):
        alarm()


def find_kept(home: Home, raw_file: str) -> Kept | None:
    """Return a file that was kept, or None; it is not counted again."""
    for path in (home.raw / f"{raw_file}{OURS}", home.raw / raw_file):
        if path.is_file():
            return Kept(raw_file, raw_file, path, compression_of(path), path.stat().st_size)
    return None


def is_as_known(path: Path, digest: str) -> bool:
    """Tell whether a kept file has this SHA-256, apart from compression of ours."""
    try:
        return sha256_of(path) == digest
    except EOFError:
        return False


def sha256_of(path: Path) -> str:
    """Return a kept file's SHA-256 without compression of ours; EOFError where that is torn."""
    digest = hashlib.sha256()
    ours = path.suffix == OURS
    for chunk in file_chunks(path, "zstd" if ours else "none", trusted=True):
        digest.update(chunk)
    return digest.hexdigest()


def erased_files(ledger: Engine) -> dict[str, str]:
    """Return the SHA-256 of each file that an erasure changed, by the one that it came with."""
    told = select(erasures.c.files).order_by(erasures.c.erasure)
    with ledger.connect() as connection:
        every = [json.loads(files) for files in connection.execute(told).scalars()]
    return {raw_file: digest for files in every for raw_file, digest in files.items()}


def let_go_files(ledger: Engine, *, ended: bool = False) -> set[str]:
    """Return the kept files that retentions removed, or are about to unless `ended`."""
    asked = select(retentions.c.told)
    with ledger.connect() as connection:
        every = connection.execute(asked.where(retentions.c.ended_at != "") if ended else asked)
        return {raw_file for told in every.scalars() for raw_file in json.loads(told)["files"]}
