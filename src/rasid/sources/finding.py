"""From what the user names to the files to import: folders, globs, and what archives hold."""

import glob
import lzma
import os
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO, cast

from rasid.errors import InputError, UsageError, one_line
from rasid.sources.unpacking import allowed, too_large

ARCHIVE = b"PK\x03\x04"
EMPTY_ARCHIVE = b"PK\x05\x06"
MOST_MEMBERS = 100_000
_ENCRYPTED = 1
LONGEST_LISTING = 200 * MOST_MEMBERS
"""So many bytes an archive's list of its members may have."""

_UNREADABLE = (OSError, EOFError, zipfile.BadZipFile, zlib.error, lzma.LZMAError)
_UNSORTED = (*_UNREADABLE, ValueError, IndexError, RuntimeError, NotImplementedError, struct.error)
"""What opening an archive or a member may raise; zipfile does not sort its errors."""

_ENDS = re.compile(rb"PK(?:\x05\x06.{8}(?P<size>.{4})|\x06\x06.{36}(?P<long_size>.{8}))", re.DOTALL)
_TAIL = 1 << 17


@dataclass(frozen=True, slots=True)
class Source:
    """A file to import: where it is, what to call it, and whether the user named it.

    One with a `member`, counted from 0, is that file of the zip archive at `path`: names of members
    need not differ.
    """

    path: Path
    name: str
    named: bool
    size: int
    member: int | None = None

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """Open its bytes as they came; raises InputError where they cannot be read."""
        try:
            if self.member is None:
                with self.path.open("rb", buffering=0) as file:
                    yield cast("BinaryIO", file)
            else:
                with _opened_member(self.path, self.member) as file:
                    yield cast("BinaryIO", file)
        except _UNREADABLE as error:
            raise InputError(self.name, f"cannot be read: {one_line(error)}.") from error

    def problem(self, problem: str) -> InputError:
        """Return an error about this file."""
        return InputError(self.path if self.member is None else self.name, problem)


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that is not imported, and why: one sentence."""

    name: str
    problem: str


def found(paths: Sequence[str | Path]) -> tuple[list[Source], list[Refused]]:
    """Return the files that the paths name, each once and in order, and those refused.

    Raises UsageError for a path that names nothing, and InputError for an archive that the user
    named and that is refused.
    """
    files: dict[tuple[Path, int | None], Source] = {}
    refused: list[Refused] = []
    for given in paths:
        for file in _expanded(str(given), refused):
            try:
                for source in _members(file) if _is_archive(file) else [file]:
                    files.setdefault((source.path.resolve(), source.member), source)
            except InputError as error:
                if file.named:
                    raise
                refused.append(Refused(file.name, str(error)))
    return sorted(files.values(), key=lambda file: file.name), refused


def _expanded(given: str, refused: list[Refused]) -> list[Source]:
    path = Path(given)
    if path.is_dir():
        return _in_folder(path, refused)
    if path.is_file():
        return [Source(path, shown(path.name), True, path.stat().st_size)]
    if path.exists():
        raise UsageError(f"{given} is neither a file nor a folder.")
    matches = sorted(glob.glob(given, recursive=True))  # noqa: PTH207 - it may be absolute
    if not matches:
        raise UsageError(f"{given} does not exist.")
    return [file for match in matches for file in _expanded(match, refused)]


def _in_folder(folder: Path, refused: list[Refused]) -> list[Source]:
    """Return the files of a folder and those below; links to folders are not followed."""
    inside: list[Source] = []

    def refuse(path: Path, why: str) -> None:
        refused.append(Refused(shown(str(path.relative_to(folder))), f"{path}: {why}."))

    def refuse_folder(error: OSError) -> None:
        refuse(Path(error.filename), f"cannot be read: {one_line(error)}")

    before = len(refused)
    for parent, folders, names in os.walk(folder, onerror=refuse_folder):
        folders.sort()
        for path in sorted(Path(parent) / name for name in names):
            try:
                seen = path.stat()
            except OSError as error:
                refuse(path, f"cannot be read: {one_line(error)}")
                continue
            if stat.S_ISREG(seen.st_mode):
                name = shown(str(path.relative_to(folder)))
                inside.append(Source(path, name, False, seen.st_size))
            else:
                refuse(path, "no file; a pipe, a device or a socket")
    if not inside and len(refused) == before:
        raise UsageError(f"{folder} holds no file.")
    return inside


def shown(name: str) -> str:
    """Return a file's name as text that can be written down, whatever bytes it is made of."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _is_archive(file: Source) -> bool:
    with file.open() as opened:
        head = opened.read(4)
    return head in (ARCHIVE, EMPTY_ARCHIVE)


@lru_cache(maxsize=1)
def _archive(path: Path) -> zipfile.ZipFile:
    """Return an opened archive: its list of members is long to read, and they are read in turn."""
    return zipfile.ZipFile(path)


def _opened_member(path: Path, number: int) -> IO[bytes]:
    archive = _archive(path)
    try:
        return archive.open(archive.infolist()[number])
    except _UNSORTED as error:
        raise zipfile.BadZipFile(one_line(error)) from error


def _listing_size(path: Path) -> int:
    """Return how long an archive says that its list of members is."""
    with path.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - _TAIL))
        ends = _ENDS.finditer(file.read())
        sizes = [end["size"] or end["long_size"] for end in ends]
    # All bits set: the long form tells.
    return max((int.from_bytes(s, "little") for s in sizes if s != b"\xff" * 4), default=0)


def _members(file: Source) -> list[Source]:
    """Return the files of an archive; raises InputError for one that no honest tool writes."""
    _archive.cache_clear()
    try:
        if _listing_size(file.path) > LONGEST_LISTING:
            raise InputError(file.path, f"an archive of more than {MOST_MEMBERS:,} files.")
        inside = [
            (at, info)
            for at, info in enumerate(_archive(file.path).infolist())
            if not info.is_dir()
        ]
    except _UNSORTED as error:
        problem = f"a zip archive that cannot be read: {one_line(error)}."
        raise InputError(file.path, problem) from None
    if len(inside) > MOST_MEMBERS:
        raise InputError(file.path, f"an archive of more than {MOST_MEMBERS:,} files.")
    for _, info in inside:
        _check_member(file, info)
    if sum(info.file_size for _, info in inside) > allowed(file.size):
        raise InputError(file.path, f"{too_large(file.size)}.")
    return [
        Source(
            file.path,
            f"{file.name}/{info.filename}",
            file.named and len(inside) == 1,
            info.file_size,
            at,
        )
        for at, info in inside
    ]


def _check_member(file: Source, info: zipfile.ZipInfo) -> None:
    name = info.filename
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if name.startswith(("/", "\\")) or ".." in parts or ":" in name[:3] or "\x00" in name:
        raise InputError(file.path, f"it holds {name!a}, a name that leads out of the archive.")
    if info.flag_bits & _ENCRYPTED:
        raise InputError(file.path, f"{name!a} in it is encrypted; unpack it first.")
