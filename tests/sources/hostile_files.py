"""Files that no honest tool writes, made for tests: each function writes one and returns it."""

import gzip
import io
import json
import struct
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sources.log_home import sign_in

GOOD, OTHER = (json.dumps(sign_in(number)).encode() for number in (1, 2))
HEADER = b"Date (UTC),Request ID,Username,Status,IP address\n"
ROWS = [
    b"2026-01-01T00:00:0%dZ,p-%d,ada@contoso.example,Success,192.0.2.1\n" % (n, n) for n in (1, 2)
]
MESSAGE = (
    b"From: eve@mail.example\nTo: ada@contoso.example\nSubject: invoice\n"
    b"Date: Thu, 01 Jan 2026 00:00:00 +0000\nMessage-ID: <1@mail.example>\n"
)
MEGABYTE = 1 << 20


def archive(path: Path, members: Iterable[tuple[str, bytes]]) -> Path:
    """Write a zip archive."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members:
            made.writestr(name, content)
    return path


def packed_archive() -> bytes:
    """Return a small archive of two files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as written:
        written.writestr("a.ndjson", GOOD)
        written.writestr("b.ndjson", OTHER)
    return made.getvalue()


def patched(content: bytes, at: int, patch: bytes, behind: bytes = b"PK\x01\x02") -> bytes:
    """Return content with some bytes exchanged, counted from the first place of a mark."""
    at += content.index(behind)
    return content[:at] + patch + content[at + len(patch) :]


def packed(content: bytes) -> bytes:
    """Return content as one frame of zstd."""
    frame: bytes = pa.Codec("zstd").compress(content, asbytes=True)
    return frame


def squeezed(path: Path, head: bytes, unit: bytes, megabytes: int) -> Path:
    """Write a head and then a unit again and again, packed as the name says."""
    block = unit * (MEGABYTE // len(unit))
    if path.suffix == ".gz":
        with gzip.open(path, "wb", compresslevel=1) as file:
            _repeat(file.write, head, block, megabytes)
    else:
        with pa.CompressedOutputStream(str(path), "zstd") as stream:
            _repeat(stream.write, head, block, megabytes)
    return path


def long_plain(path: Path, head: bytes, unit: bytes, megabytes: int, tail: bytes) -> Path:
    """Write the same unpacked, with an end."""
    with path.open("wb") as file:
        _repeat(file.write, head, unit * (MEGABYTE // len(unit)), megabytes)
        file.write(tail)
    return path


def _repeat(write: Callable[[bytes], object], head: bytes, block: bytes, times: int) -> None:
    write(head)
    for _ in range(times):
        write(block)


def bomb_of_zip(path: Path, megabytes: int) -> Path:
    """Write an archive whose one member unpacks to so much."""
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made,
        made.open("a.ndjson", "w", force_zip64=True) as file,
    ):
        _repeat(file.write, GOOD, b"\n" * MEGABYTE, megabytes)
    return path


def overlapping(path: Path, members: int) -> Path:
    """Write an archive whose members all are the same packed bytes, listed many times."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as written:
        written.writestr("a.ndjson", GOOD + b"\n" * MEGABYTE)
    content = made.getvalue()
    start, end = content.index(b"PK\x01\x02"), content.rindex(b"PK\x05\x06")
    listed = content[start:end] * members
    said = min(members, 0xFFFF)
    last = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, said, said, len(listed), start, 0)
    path.write_bytes(content[:start] + listed + last)
    return path


def lake() -> bytes:
    """Return one sign-in as Parquet."""
    made = io.BytesIO()
    pq.write_table(pa.Table.from_pylist([sign_in(1)]), made)
    return made.getvalue()
