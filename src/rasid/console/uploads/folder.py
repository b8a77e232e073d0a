"""Files that came and wait: each in a folder that is named by its content, there whole or not."""

import hashlib
import json
import os
import re
import secrets
import shutil
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Literal

from rasid.accounts import Problem
from rasid.durable import flush_to_disk
from rasid.settings import Home

MOST_UPLOAD = 2 << 30
"""Bytes of a request that brings files."""

MOST_WAITING = 8 << 30
"""Bytes that may lie here; whoever brings more is told to come again."""

LEAST_FREE = 1 << 30
MOST_AT_ONCE = 4
"""Files that may be on their way at a time."""

MOST_TOLD = 100
"""Imports that are told of; older ones are forgotten here, not in the home."""

State = Literal["waiting", "done", "refused"]

_META = "upload.json"
_DATA = "data"
_ARRIVING = "arriving-"
_UNPLAIN = re.compile(r"[^\w.-]+")
_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came; `key` is its SHA-256.

    Once it was imported `raw_file` is that of the file as it is kept, empty where it was an
    archive of several; `problems` are sentences.
    """

    key: str
    name: str
    size: int
    at: str
    by: str
    state: State = "waiting"
    raw_file: str = ""
    lines: int = 0
    new: int = 0
    duplicate: int = 0
    rejected: int = 0
    problems: tuple[str, ...] = ()


class Folder:
    """The uploads of a home; one server has it. What was on its way when it was killed is gone."""

    def __init__(self, home: Home, clock: Callable[[], datetime]) -> None:
        self.home = home
        self._root = home.uploads
        self._clock = clock
        self._lock = Lock()
        self._arriving = 0
        for left in self._root.glob(f"{_ARRIVING}*"):
            shutil.rmtree(left, ignore_errors=True)

    def begin(self, name: str, by: str) -> "Arriving":
        """Begin to take a file in; raises Problem where there is no room for it, or no place."""
        if (self.home.root / "simulated.json").is_file():
            raise Problem(
                "simulated", "the home holds a simulated month; nothing real may be added."
            )
        self._root.mkdir(mode=0o700, exist_ok=True)
        with self._lock:
            if self._arriving >= MOST_AT_ONCE:
                raise Problem("busy", "other files are on their way; come again.")
            self._require_room()
            self._arriving += 1
        place = self._root / f"{_ARRIVING}{secrets.token_hex(8)}"
        upload = Upload("", plain_name(name), 0, self._clock().isoformat("T", "seconds"), by)
        return Arriving(self, place, upload)

    def all(self) -> Sequence[Upload]:
        """Return what came, the latest first."""
        found = [one for path in self._root.glob(f"*/{_META}") if (one := _read(path))]
        return sorted(found, key=lambda one: (one.at, one.key), reverse=True)

    def find(self, key: str) -> Upload | None:
        """Return what came under a key."""
        return next((one for one in self.all() if one.key == key), None)

    def file_of(self, upload: Upload) -> Path:
        """Return where the bytes of one that waits lie, under the name that it was given."""
        return self._root / upload.key / _DATA / upload.name

    def settle(self, upload: Upload) -> None:
        """Write down what became of one, and let its bytes go."""
        place = self._root / upload.key
        _write(place / _META, upload)
        shutil.rmtree(place / _DATA, ignore_errors=True)
        for old in [one for one in self.all() if one.state != "waiting"][MOST_TOLD:]:
            shutil.rmtree(self._root / old.key, ignore_errors=True)

    def arrived(self, place: Path, upload: Upload) -> Upload:
        """Put what came in its place; what came before and was not refused stays as it is."""
        with self._lock:
            target = self._root / upload.key
            before = _read(target / _META)
            if before is not None and before.state != "refused":
                return before
            _write(place / _META, upload)
            shutil.rmtree(target, ignore_errors=True)
            place.rename(target)
            flush_to_disk(self._root)
        return upload

    def ended(self) -> None:
        """Note that a file is no longer on its way."""
        with self._lock:
            self._arriving -= 1

    def require_room(self) -> None:
        """Raise Problem where too many bytes lie here or the disk is nearly full."""
        self._require_room()

    def _require_room(self) -> None:
        lying = sum(path.stat().st_size for path in self._root.glob(f"*/{_DATA}/*"))
        if lying >= MOST_WAITING or shutil.disk_usage(self._root).free < LEAST_FREE:
            raise Problem("full", "there is no room for more files now.")


class Arriving:
    """A file on its way; it counts for nothing until `finish`. A context that drops what is not."""

    def __init__(self, folder: Folder, place: Path, upload: Upload) -> None:
        self._folder = folder
        self._place = place
        self._upload = upload
        self._digest = hashlib.sha256()
        (place / _DATA).mkdir(parents=True, mode=0o700)
        self._file = (place / _DATA / upload.name).open("xb")
        self._checked = 0
        self.size = 0

    def write(self, chunk: bytes) -> None:
        """Take a piece in; raises Problem where there is no room for more."""
        self.size += len(chunk)
        if self.size - self._checked > LEAST_FREE // 16:
            self._checked = self.size
            self._folder.require_room()
        self._digest.update(chunk)
        self._file.write(chunk)

    def finish(self) -> Upload:
        """Return the file, which is on disk now; one that came before is returned instead."""
        self._file.flush()
        os.fsync(self._file.fileno())
        key = self._digest.hexdigest()
        return self._folder.arrived(self._place, replace(self._upload, key=key, size=self.size))

    def close(self) -> None:
        """Let go; what was not finished is gone."""
        self._file.close()
        shutil.rmtree(self._place, ignore_errors=True)
        self._folder.ended()


def plain_name(name: str) -> str:
    """Return the name of a file as it may stand in a path: one part, no marks, not hidden."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    plain = _UNPLAIN.sub("_", last).strip("._-") or "upload"
    while len(plain.encode("utf-8", "replace")) > _LONGEST_NAME:
        plain = plain[1:]
    return plain


def _read(path: Path) -> Upload | None:
    try:
        told = json.loads(path.read_text("utf-8"))
        return Upload(**{**told, "problems": tuple(told["problems"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _write(path: Path, upload: Upload) -> None:
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps(asdict(upload)), "utf-8")
    flush_to_disk(draft)
    draft.rename(path)
    flush_to_disk(path.parent)
