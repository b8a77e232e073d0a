"""Kept files: what is imported is kept under its SHA-256, and counted on the way.

A plain file is kept as `SHA256.zst`, a compressed one as it came, as `SHA256`.
"""

import gzip
import hashlib
import os
import queue
import tempfile
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

import pyarrow as pa

from rasid.errors import InputError
from rasid.settings import Home
from rasid.sources.counting import Count, Counter

CHUNK = 1 << 20
MAGIC = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd"}
ZSTD_LEVEL = -3
"""Fast rather than small: logs shrink to a seventh, at the speed of a copy."""

_TICK_NS = 1_000_000_000
"""Two writes within this time might bear the same time stamp."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One file in the home's `raw` folder, and the file it was made from."""

    raw_file: str
    name: str
    path: Path
    compression: str
    size: int
    counted: "Future[Count]"
    source: Path | None = None
    stamp: tuple[int, ...] = ()

    @property
    def count(self) -> Count:
        """Its records as counted from the bytes; waits for the count."""
        return self.counted.result()

    @property
    def untouched(self) -> bool:
        """Whether the plain file it was made from still holds, for certain, the same bytes."""
        return self.source is not None and self.stamp != () and self.stamp == _stamp(self.source)


def _stamp(path: Path) -> tuple[int, ...]:
    """Return what changes whenever a file does; empty where a change might not show."""
    try:
        seen = path.stat()
    except OSError:
        return ()
    if time.time_ns() - seen.st_ctime_ns < _TICK_NS:
        return ()
    return seen.st_dev, seen.st_ino, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns


def compression_of(path: Path) -> str:
    """Return `gzip`, `zstd` or `none`, by the file's first bytes."""
    try:
        with path.open("rb") as file:
            head = file.read(4)
    except OSError as error:
        raise InputError(path, f"cannot be read: {error.strerror}.") from error
    return next((name for magic, name in MAGIC.items() if head.startswith(magic)), "none")


@contextmanager
def plain(path: Path, compression: str) -> Iterator[BinaryIO]:
    """Open a file as its uncompressed bytes."""
    if compression == "gzip":
        with gzip.open(path) as file:
            yield cast("BinaryIO", file)
    elif compression == "zstd":
        with pa.input_stream(str(path), compression="zstd") as stream:
            yield stream
    else:
        with path.open("rb", buffering=0) as raw:
            yield cast("BinaryIO", raw)


def chunks(path: Path, compression: str) -> Iterator[bytes]:
    """Yield a file's uncompressed bytes; ends with EOFError where the compression is torn."""
    with plain(path, compression) as file:
        while True:
            try:
                chunk = file.read(CHUNK)
            except (OSError, zlib.error, EOFError, pa.ArrowException) as error:
                raise EOFError(str(error)) from error
            if not chunk:
                return
            yield chunk


def keep(source: Path, name: str, home: Home, counter: Counter, background: Executor) -> Kept:
    """Keep a file, hashing it, and count its records apart from any parser.

    What came compressed is counted in the background, for it takes its time to unpack.
    """
    given = compression_of(source)
    descriptor, draft_name = tempfile.mkstemp(dir=home.scratch, prefix="keep-")
    draft = Path(draft_name)
    counted: Future[Count] = Future()
    try:
        stamp = _stamp(source)
        with os.fdopen(descriptor, "wb") as target:
            take = target.write if given != "none" else _squeeze(target, counter)
            raw_file, size = _pass_on(source, take)
        path = home.raw / (raw_file if given != "none" else f"{raw_file}.zst")
        draft.rename(path)
    except OSError as error:
        raise InputError(source, f"cannot be kept: {error.strerror}.") from error
    finally:
        draft.unlink(missing_ok=True)
    if given != "none":
        counted = background.submit(_count_packed, path, given, counter)
        return Kept(raw_file, name, path, given, size, counted)
    counted.set_result(counter.end())
    return Kept(raw_file, name, path, "zstd", size, counted, source.resolve(), stamp)


def _squeeze(target: BinaryIO, counter: Counter) -> Callable[[bytes], object]:
    """Return what counts a chunk and writes it compressed."""
    codec = pa.Codec("zstd", compression_level=ZSTD_LEVEL)

    def take(chunk: bytes) -> None:
        counter.feed(chunk)
        target.write(codec.compress(chunk, asbytes=True))

    return take


def _pass_on(source: Path, take: Callable[[bytes], object]) -> tuple[str, int]:
    """Hand a file's chunks to `take`, in a thread, while hashing; return its SHA-256 and size."""
    waiting: queue.Queue[bytes] = queue.Queue(maxsize=8)
    failures: list[OSError] = []

    def drain() -> None:
        while chunk := waiting.get():
            try:
                if not failures:
                    take(chunk)
            except OSError as error:
                failures.append(error)

    worker = threading.Thread(target=drain)
    worker.start()
    digest = hashlib.sha256()
    size = 0
    try:
        with source.open("rb", buffering=0) as file:
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


def _count_packed(path: Path, compression: str, counter: Counter) -> Count:
    try:
        for chunk in chunks(path, compression):
            counter.feed(chunk)
    except EOFError as error:
        return counter.end(torn=str(error))
    return counter.end()


def find_kept(home: Home, raw_file: str) -> Kept | None:
    """Return a file that was kept, or None; it is not counted again."""
    for path in (home.raw / f"{raw_file}.zst", home.raw / raw_file):
        if path.is_file():
            size = path.stat().st_size
            return Kept(raw_file, raw_file, path, compression_of(path), size, Future())
    return None


def is_as_it_came(path: Path) -> bool:
    """Tell whether a kept file still has the SHA-256 that is its name."""
    digest = hashlib.sha256()
    try:
        for chunk in chunks(path, "zstd" if path.suffix == ".zst" else "none"):
            digest.update(chunk)
    except EOFError:
        return False
    return digest.hexdigest() == path.name.removesuffix(".zst")
