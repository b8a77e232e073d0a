"""Kept files: what is imported is copied as it came, under its SHA-256, and counted on the way."""

import gzip
import hashlib
import queue
import tempfile
import threading
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


@dataclass(frozen=True, slots=True)
class Kept:
    """One file in the home's `raw` folder."""

    raw_file: str
    name: str
    path: Path
    size: int
    compression: str
    counted: Future[Count]

    @property
    def count(self) -> Count:
        """Its records as counted from the bytes; waits for the count."""
        return self.counted.result()


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
    """Copy a file into the home, hashing it, and count its records apart from any parser.

    What is compressed is counted in the background, for it takes its time to unpack.
    """
    compression = compression_of(source)
    packed = compression != "none"
    descriptor, draft_name = tempfile.mkstemp(dir=home.scratch, prefix="keep-")
    draft = Path(draft_name)
    try:
        raw_file = _copy(source, descriptor, None if packed else counter.feed)
        path = home.raw / raw_file
        size = draft.stat().st_size
        draft.rename(path)
    except OSError as error:
        raise InputError(source, f"cannot be kept: {error.strerror}.") from error
    finally:
        draft.unlink(missing_ok=True)
    counted: Future[Count] = Future()
    if packed:
        counted = background.submit(_count_packed, path, compression, counter)
    else:
        counted.set_result(counter.end())
    return Kept(raw_file, name, path, size, compression, counted)


def _copy(source: Path, descriptor: int, count: Callable[[bytes], None] | None) -> str:
    """Copy a file to an open descriptor, in a thread, while it is hashed; return its SHA-256."""
    copied: queue.Queue[bytes] = queue.Queue(maxsize=8)
    failures: list[OSError] = []

    def copy() -> None:
        try:
            with source.open("rb", buffering=0) as file, open(descriptor, "wb") as target:
                while chunk := file.read(CHUNK):
                    copied.put(chunk)
                    target.write(chunk)
                    if count:
                        count(chunk)
        except OSError as error:
            failures.append(error)
        copied.put(b"")

    copier = threading.Thread(target=copy)
    copier.start()
    digest = hashlib.sha256()
    while chunk := copied.get():
        digest.update(chunk)
    copier.join()
    if failures:
        raise failures[0]
    return digest.hexdigest()


def _count_packed(path: Path, compression: str, counter: Counter) -> Count:
    try:
        for chunk in chunks(path, compression):
            counter.feed(chunk)
    except EOFError as error:
        return counter.end(torn=str(error))
    return counter.end()
