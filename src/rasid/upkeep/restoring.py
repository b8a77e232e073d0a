"""Making a home from a backup: all of it, checked against its hashes, or nothing."""

import json
import os
import shutil
import tarfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any

import pyarrow as pa

from rasid.errors import InputError, UsageError, one_line
from rasid.settings import Home
from rasid.upkeep.archive import FORM, MANIFEST, Hashing

LARGEST_MANIFEST = 1 << 28
_CHUNK = 1 << 20
_FOLDERS = ("scratch", "raw", "reports", "mappings/codes")
"""What every home has, be it empty."""


def restore(source: Path, home: Home, told: Callable[[str, int, int], None]) -> int:
    """Make a home from a backup and return how many files it has.

    The home must not be there yet. Raises InputError for a backup that is torn, changed or made by
    another program; nothing of it is kept then.
    """
    if home.root.exists() and any(home.root.iterdir()):
        raise UsageError(f"{home.root} is not empty; --home names a new place to restore to.")
    draft = home.root.with_name(f".{home.root.name}.restoring-{os.getpid()}")
    try:
        draft.mkdir(parents=True, mode=0o700)
        listed = _unpack(source, draft, told)
        for folder in _FOLDERS:
            (draft / folder).mkdir(parents=True, exist_ok=True)
        if home.root.exists():
            home.root.rmdir()
        draft.rename(home.root)
    except (OSError, pa.ArrowException, tarfile.TarError) as error:
        raise InputError(source, f"no whole backup: {one_line(error)}.") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return listed


def _unpack(source: Path, draft: Path, told: Callable[[str, int, int], None]) -> int:
    found: dict[str, dict[str, Any]] = {}
    manifest: dict[str, Any] | None = None
    with (
        pa.CompressedInputStream(pa.OSFile(str(source)), "zstd") as packed,
        tarfile.open(fileobj=packed, mode="r|") as tar,
    ):
        for member in tar:
            if manifest is not None:
                raise InputError(source, "something follows the list of its files.")
            if member.name == MANIFEST:
                manifest = _manifest(source, tar, member)
            else:
                told(member.name, len(found), 0)
                name = _safe(source, member, found)
                found[name] = _extract(tar, member, draft)
    if manifest is None:
        raise InputError(source, "no whole backup: the list of its files is missing.")
    _compare(source, manifest["files"], found)
    return len(found)


def _safe(source: Path, member: tarfile.TarInfo, found: dict[str, Any]) -> str:
    """Return a member's name; one that leaves its folder, or is no plain file, is refused."""
    path = PurePosixPath(member.name)
    plain = member.isreg() and not path.is_absolute() and ".." not in path.parts
    if not plain or "\\" in member.name or "\0" in member.name:
        raise InputError(source, f"{member.name!a} is no plain file inside a home.")
    if member.name in found:
        raise InputError(source, f"{member.name!a} is in it twice.")
    return member.name


def _extract(tar: tarfile.TarFile, member: tarfile.TarInfo, draft: Path) -> dict[str, Any]:
    path = draft / member.name
    path.parent.mkdir(parents=True, exist_ok=True)
    reading = tar.extractfile(member)
    if reading is None:
        raise tarfile.ReadError(f"{member.name!a} has no content")
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, member.mode & 0o700 | 0o600)
    with reading, Hashing(os.fdopen(descriptor, "wb")) as file:
        while data := reading.read(_CHUNK):
            file.write(data)
        return {"size": file.size, "sha256": file.sha256}


def _manifest(source: Path, tar: tarfile.TarFile, member: tarfile.TarInfo) -> dict[str, Any]:
    reading = tar.extractfile(member)
    raw = reading.read(LARGEST_MANIFEST + 1) if reading else b""
    try:
        listed = json.loads(raw)
    except ValueError:
        raise InputError(source, "the list of its files is no JSON.") from None
    match listed:
        case {"form": int(form), "files": dict()}:
            if form != FORM:
                raise InputError(source, f"a backup of form {form}, expected {FORM}.")
            return dict(listed)
    raise InputError(source, "the list of its files is not what rasid writes.")


def _compare(source: Path, listed: dict[str, Any], found: dict[str, dict[str, Any]]) -> None:
    for name in sorted(listed.keys() | found.keys()):
        if name not in found:
            raise InputError(source, f"{name!a} is missing.")
        if name not in listed:
            raise InputError(source, f"{name!a} is not in its list.")
        if listed[name] != found[name]:
            raise InputError(source, f"{name!a} was changed: its hash is not the one listed.")
