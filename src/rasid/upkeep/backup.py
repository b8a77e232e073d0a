"""Copying a home into one file while nothing changes it."""

import io
import json
import os
import sqlite3
import tarfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from rasid import __version__, accounts, ledger
from rasid.durable import flush_to_disk
from rasid.engines.scratch import own_folder
from rasid.engines.store import open_store
from rasid.errors import UsageError, one_line
from rasid.settings import Home
from rasid.upkeep.archive import FORM, MANIFEST, Hashing

Told = Callable[[str, int, int], None]
"""Takes what is done now, how many are done, and how many there are."""


@dataclass(frozen=True, slots=True)
class Backed:
    """What a backup holds."""

    path: Path
    files: int
    size: int


def back_up(home: Home, target: Path, now: datetime, told: Told) -> Backed:
    """Copy a home into a new file, whole or not at all, readable by its owner alone.

    Whoever would change tables meanwhile is refused; the ledger and the accounts are copied by
    their own means, since decisions may come in. Scratch is left out. Raises UsageError where the
    file exists already or cannot be written.
    """
    home.require()
    if target.exists():
        raise UsageError(f"{target} exists already; a backup takes a new name.")
    if target.resolve().is_relative_to(home.root.resolve()):
        raise UsageError(f"{target} is inside of the home; a backup goes elsewhere.")
    draft = target.with_name(f"{target.name}.draft")
    try:
        draft.touch(mode=0o600)
        with open_store(home, write=True):
            backed = _write(home, draft, target, now, told)
        flush_to_disk(draft)
        draft.rename(target)
    except OSError as error:
        raise UsageError(f"cannot write the backup {target}: {one_line(error)}.") from error
    finally:
        draft.unlink(missing_ok=True)
    return backed


def _write(home: Home, draft: Path, target: Path, now: datetime, told: Told) -> Backed:
    members: dict[str, dict[str, int | str]] = {}
    with (
        own_folder(home, sweep=False) as scratch,
        pa.CompressedOutputStream(str(draft), "zstd") as packed,
        tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as tar,
    ):
        of_server = _of_server(home, scratch)
        names = sorted({*_names(home), *of_server})
        for done, name in enumerate(names):
            told(name, done, len(names))
            path = home.root / name
            if path in (home.ledger_file, home.access_file):
                path = of_server.get(name) or _copied(path, scratch / path.name)
            members[name] = _add(tar, name, path)
        listed = {
            "form": FORM,
            "rasid": __version__,
            "made_at": now.astimezone(UTC).isoformat("T", "seconds"),
            "files": members,
        }
        manifest = json.dumps(listed, ensure_ascii=False).encode()
        tar.addfile(_member(MANIFEST, len(manifest), 0o600, 0), io.BytesIO(manifest))
        told("", len(names), len(names))
    return Backed(target, len(names), sum(int(one["size"]) for one in members.values()))


def _names(home: Home) -> Iterator[str]:
    """Yield the files of a home by their names in it; what is no plain file is refused."""
    for path in home.root.rglob("*"):
        if path.is_relative_to(home.scratch):
            continue
        if path.is_symlink():
            raise UsageError(f"{path} is a link; a backup holds files alone.")
        if path.is_file() and not path.name.endswith(("-wal", "-shm", "-journal")):
            yield path.relative_to(home.root).as_posix()


def _copied(database: Path, copy: Path) -> Path:
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    return copy


def _of_server(home: Home, scratch: Path) -> dict[str, Path]:
    """Return files of what a server holds, both as it was at one moment; none without a server."""
    if ledger.server_of(home) is None:
        return {}
    files = {}
    with ledger.open_ledger(home) as store, accounts.open_accounts(home):
        moment = store.connect().execution_options(isolation_level="REPEATABLE READ")
        with moment as source:
            for book, file in (
                (ledger.LEDGER, home.ledger_file),
                (accounts.ACCOUNTS, home.access_file),
            ):
                copy = scratch / file.name
                copy.touch(mode=0o600)
                with ledger.open_file(book, copy) as engine, engine.begin() as target:
                    ledger.copy_book(source, target, book)
                files[file.name] = copy
    return files


def _add(tar: tarfile.TarFile, name: str, path: Path) -> dict[str, int | str]:
    with Hashing(path.open("rb")) as file:
        state = os.fstat(file.file.fileno())
        tar.addfile(_member(name, state.st_size, state.st_mode & 0o777, int(state.st_mtime)), file)
        return {"size": file.size, "sha256": file.sha256}


def _member(name: str, size: int, mode: int, modified: int) -> tarfile.TarInfo:
    """Return a member that tells of no user and no machine."""
    member = tarfile.TarInfo(name)
    member.size, member.mode, member.mtime = size, mode, modified
    return member
