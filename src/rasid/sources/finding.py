"""From what the user names to the files to import: folders, globs, and what archives hold."""

import glob
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from rasid.errors import InputError, UsageError
from rasid.sources.unpacking import allowed, too_large

ARCHIVE = b"PK\x03\x04"
EMPTY_ARCHIVE = b"PK\x05\x06"
MOST_MEMBERS = 100_000
_ENCRYPTED = 1


@dataclass(frozen=True, slots=True)
class Source:
    """A file to import: where it is, what to call it, and whether the user named it.

    One with a `member` is that file of the zip archive at `path`.
    """

    path: Path
    name: str
    named: bool
    size: int
    member: str = ""

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """Open its bytes as they came; raises InputError where they cannot be read."""
        try:
            if self.member:
                with zipfile.ZipFile(self.path) as archive, archive.open(self.member) as file:
                    yield cast("BinaryIO", file)
            else:
                with self.path.open("rb", buffering=0) as file:
                    yield cast("BinaryIO", file)
        except (OSError, zipfile.BadZipFile, NotImplementedError) as error:
            raise InputError(self.name, f"cannot be read: {_why(error)}.") from error

    def problem(self, problem: str) -> InputError:
        """Return an error about this file."""
        return InputError(self.name if self.member else self.path, problem)


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
    files: dict[tuple[Path, str], Source] = {}
    refused: list[Refused] = []
    for given in paths:
        for file in _expanded(str(given)):
            try:
                for source in _members(file) if _is_archive(file) else [file]:
                    files.setdefault((source.path.resolve(), source.member), source)
            except InputError as error:
                if file.named:
                    raise
                refused.append(Refused(file.name, str(error)))
    return sorted(files.values(), key=lambda file: file.name), refused


def _expanded(given: str) -> list[Source]:
    path = Path(given)
    if path.is_dir():
        inside = sorted(p for p in path.rglob("*") if p.is_file())
        if not inside:
            raise UsageError(f"{given} holds no file.")
        return [Source(p, str(p.relative_to(path)), False, p.stat().st_size) for p in inside]
    if path.is_file():
        return [Source(path, path.name, True, path.stat().st_size)]
    if path.exists():
        raise UsageError(f"{given} is neither a file nor a folder.")
    matches = sorted(glob.glob(given, recursive=True))  # noqa: PTH207 - it may be absolute
    if not matches:
        raise UsageError(f"{given} does not exist.")
    return [file for match in matches for file in _expanded(match)]


def _is_archive(file: Source) -> bool:
    with file.open() as opened:
        head = opened.read(4)
    return head in (ARCHIVE, EMPTY_ARCHIVE)


def _members(file: Source) -> list[Source]:
    """Return the files of an archive; raises InputError for one that no honest tool writes."""
    try:
        with zipfile.ZipFile(file.path) as archive:
            inside = [info for info in archive.infolist() if not info.is_dir()]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise InputError(file.path, f"a zip archive that cannot be read: {_why(error)}.") from None
    if len(inside) > MOST_MEMBERS:
        raise InputError(file.path, f"an archive of more than {MOST_MEMBERS:,} files.")
    for info in inside:
        _check_member(file, info)
    if sum(info.file_size for info in inside) > allowed(file.size):
        raise InputError(file.path, f"{too_large(file.size)}.")
    return [
        Source(
            file.path,
            f"{file.name}/{info.filename}",
            file.named and len(inside) == 1,
            info.file_size,
            info.filename,
        )
        for info in inside
    ]


def _check_member(file: Source, info: zipfile.ZipInfo) -> None:
    name = info.filename
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if name.startswith(("/", "\\")) or ".." in parts or ":" in name[:3] or "\x00" in name:
        raise InputError(file.path, f"it holds {name!a}, a name that leads out of the archive.")
    if info.flag_bits & _ENCRYPTED:
        raise InputError(file.path, f"{name!a} in it is encrypted; unpack it first.")


def _why(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error) or "no reason"
