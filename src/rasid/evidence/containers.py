"""The files of a pack, in a folder or a ZIP that anybody may have made: read, never unpacked."""

import os
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol

from rasid.errors import InputError, UsageError, one_line

CHUNK = 1 << 20
_KNOWN_PACKING = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
UNREADABLE = (OSError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError, ValueError)


class Container(Protocol):
    """Named files, and a sentence for each thing that is no such file."""

    @property
    def names(self) -> frozenset[str]:
        """The names of all files, with `/` between folders."""

    @property
    def findings(self) -> tuple[str, ...]:
        """What else lies there and should not."""

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield a file's bytes; one of UNREADABLE is raised where that fails."""


@contextmanager
def opened_container(path: Path) -> Iterator[Container]:
    """Open a folder or a ZIP; raises UsageError or InputError for what is neither."""
    if path.is_dir():
        yield _Folder(path)
        return
    try:
        with zipfile.ZipFile(path) as packed:
            yield _Zip(path, packed)
    except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError):
        raise InputError(path, "no evidence log, and no ZIP that can be read.") from None
    except OSError as error:
        raise UsageError(f"cannot read {path}: {one_line(error)}.") from None


def content(container: Container, name: str, most: int) -> bytes | None:
    """Return a whole file, or None where there is none, or none that is readable and so small."""
    if name not in container.names:
        return None
    found, size = [], 0
    try:
        for chunk in container.chunks(name):
            found.append(chunk)
            size += len(chunk)
            if size > most:
                return None
    except UNREADABLE:
        return None
    return b"".join(found)


class _Folder:
    def __init__(self, root: Path) -> None:
        self._root = root
        names, findings = set(), []
        for folder, folders, files in os.walk(root):
            for name in (*folders, *files):
                path = Path(folder) / name
                told = path.relative_to(root).as_posix()
                mode = path.lstat().st_mode
                if stat.S_ISREG(mode):
                    names.add(told)
                elif not stat.S_ISDIR(mode):
                    findings.append(f"{told}: it is no plain file.")
        self.names, self.findings = frozenset(names), tuple(sorted(findings))

    def chunks(self, name: str) -> Iterator[bytes]:
        with (self._root / name).open("rb") as file:
            yield from _pieces(file)


class _Zip:
    def __init__(self, path: Path, packed: zipfile.ZipFile) -> None:
        self._packed = packed
        members = [one for one in packed.infolist() if not one.is_dir()]
        self.names = frozenset(one.filename for one in members)
        findings = [
            f"{one.filename}: packed in a way that rasid does not read."
            for one in members
            if one.compress_type not in _KNOWN_PACKING or one.flag_bits & _ENCRYPTED
        ]
        if len(self.names) < len(members):
            findings.append(f"{path}: it holds several files of one name.")
        self.findings = tuple(findings)

    def chunks(self, name: str) -> Iterator[bytes]:
        try:
            with self._packed.open(name) as file:
                yield from _pieces(file)
        except RuntimeError as error:  # encrypted
            raise ValueError(str(error)) from None


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk
