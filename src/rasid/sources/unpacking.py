"""Bytes out of files as they come: unpacked within bounds, and as UTF-8 text."""

import codecs
import gzip
import math
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

import pyarrow as pa

from rasid.errors import InputError, one_line

CHUNK = 1 << 20
MAGIC = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd", b"PAR1": "parquet"}
LARGEST_RATIO = 200
"""So many times its packed size a file may unpack to; logs unpack to ten to sixty times."""

ALWAYS_ALLOWED = 1 << 28
"""So many bytes it may unpack to in any case."""

_UTF_16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_SEEN = 64
_LITTLE = 1 << 12


class ExplodesError(Exception):
    """A packed file unpacks to more than any log does."""


def allowed(packed: int) -> int:
    """Return to how many bytes so many packed ones may unpack."""
    return max(ALWAYS_ALLOWED, LARGEST_RATIO * packed)


def too_large(packed: int) -> str:
    """Return the clause that says so."""
    return f"its {packed:,} bytes unpack to more than {allowed(packed):,}; no log packs so well"


def compression_named(head: bytes) -> str:
    """Return `gzip`, `zstd`, `parquet` or `none`, by a file's first bytes."""
    return next((name for magic, name in MAGIC.items() if head.startswith(magic)), "none")


def compression_of(path: Path) -> str:
    """Return `gzip`, `zstd`, `parquet` or `none`, by the file's first bytes."""
    try:
        with path.open("rb") as file:
            return compression_named(file.read(4))
    except OSError as error:
        raise InputError(path, f"cannot be read: {error.strerror}.") from error


@contextmanager
def _reader(packed: BinaryIO, compression: str) -> Iterator[Callable[[], bytes]]:
    """Yield what returns the next uncompressed bytes of an open file, none at its end.

    A reading that fails takes with it what it had already unpacked: so gzip hands over what there
    is, and zstd, which fills what it is asked for, is asked for little.
    """
    if compression == "gzip":
        with gzip.open(packed) as file:
            yield lambda: file.read1(CHUNK)
    elif compression == "zstd":
        with pa.input_stream(packed, compression="zstd") as stream:
            yield lambda: stream.read(_LITTLE)
    else:
        yield lambda: packed.read(CHUNK)


def chunks(packed: BinaryIO, compression: str, limit: float) -> Iterator[bytes]:
    """Yield the uncompressed bytes.

    Ends with EOFError where the compression is torn, all that stands before yielded, and with
    ExplodesError beyond `limit` bytes.
    """
    size = 0
    with _reader(packed, compression) as read:
        torn: Exception | None = None
        while not torn:
            chunk, torn = _gathered(read)
            if not chunk:
                break
            size += len(chunk)
            if size > limit:
                raise ExplodesError
            yield chunk
        if torn:
            raise EOFError(one_line(torn)) from torn


def _gathered(read: Callable[[], bytes]) -> tuple[bytes, Exception | None]:
    """Return the next chunk, and what cut it short."""
    parts: list[bytes] = []
    size = 0
    try:
        while size < CHUNK and (part := read()):
            parts.append(part)
            size += len(part)
    except (OSError, zlib.error, EOFError, pa.ArrowException) as error:
        return b"".join(parts), error
    return b"".join(parts), None


def file_chunks(path: Path, compression: str, *, trusted: bool = False) -> Iterator[bytes]:
    """Yield a file's uncompressed bytes, as `chunks` does; one that is `trusted` without limit."""
    limit = math.inf if trusted else allowed(path.stat().st_size)
    with path.open("rb", buffering=0) as file:
        yield from chunks(cast("BinaryIO", file), compression, limit)


def encoding_of(head: bytes) -> str:
    """Return `utf-16-le` or `utf-16-be` where a text's first bytes say so, else `utf-8`."""
    for mark, name in _UTF_16.items():
        if head.startswith(mark):
            return name
    seen = head[:_SEEN]
    if len(seen) > 2 and not any(seen[1::2]) and all(seen[::2]):
        return "utf-16-le"
    if len(seen) > 2 and not any(seen[::2]) and all(seen[1::2]):
        return "utf-16-be"
    return "utf-8"


def as_utf8(parts: Iterator[bytes]) -> Iterator[bytes]:
    """Yield a text's bytes in UTF-8, whatever they came in; bad characters are replaced."""
    first = next(parts, b"")
    encoding = encoding_of(first)
    if encoding == "utf-8":
        yield first
        yield from parts
        return
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    yield decoder.decode(first).removeprefix("\ufeff").encode("utf-8", "replace")
    for part in parts:
        yield decoder.decode(part).encode("utf-8", "replace")
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")
