"""What is attached as evidence: copied under its SHA-256, never rendered or run."""

import hashlib
import os
import stat
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rasid.errors import UsageError, one_line
from rasid.evidence.lines import Entry
from rasid.evidence.log import Deed, record
from rasid.languages import clean
from rasid.settings import Home

ATTACHED = "page attached"
FOLDER = "attachments"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A file that was attached: the name it came with is only told, never used as a path."""

    number: int
    digest: str
    name: str
    what: str
    attached_at: str
    who: str
    about: Mapping[str, str]


def attach(  # noqa: PLR0913 - what an entry consists of
    home: Home, path: Path, about: Mapping[str, str], *, what: str, who: str, now: datetime
) -> Entry:
    """Copy a file into the home and write it down; the same file again is one more entry.

    Raises UsageError for what is no file, is empty, or cannot be read.
    """
    if not clean(what):
        raise UsageError("--what is empty; say what the file shows.")
    digest = _kept(path, attachments(home))
    name = clean(path.name) or "unnamed"
    deed = Deed(ATTACHED, who, {**about, "file": name, "shows": what}, hashes={"file": digest})
    return record(home, deed, now)


def attachments(home: Home) -> Path:
    """Return the folder of what was attached."""
    return home.evidence / FOLDER


def exhibits_of(entries: Iterable[Entry]) -> list[Exhibit]:
    """Return what was attached, in the order of the log."""
    return [
        Exhibit(
            entry.number,
            entry.hashes["file"],
            entry.about.get("file", ""),
            entry.about.get("shows", ""),
            entry.time,
            entry.who,
            {key: value for key, value in entry.about.items() if key in ("campaign", "domain")},
        )
        for entry in entries
        if entry.what == ATTACHED and "file" in entry.hashes
    ]


def _kept(path: Path, folder: Path) -> str:
    """Copy a file under its SHA-256 and return that; a copy that was changed is replaced."""
    digest, size = hashlib.sha256(), 0
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise UsageError(f"{path} is no file.")
        folder.mkdir(parents=True, mode=0o700, exist_ok=True)
        descriptor, draft = tempfile.mkstemp(dir=folder, prefix=".draft-")
        try:
            with path.open("rb") as source, os.fdopen(descriptor, "wb") as target:
                while chunk := source.read(_CHUNK):
                    digest.update(chunk)
                    size += target.write(chunk)
                target.flush()
                os.fsync(target.fileno())
            if not size:
                raise UsageError(f"{path} is empty.")
            Path(draft).replace(folder / digest.hexdigest())
        finally:
            Path(draft).unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(f"cannot attach {path}: {one_line(error)}.") from None
    return digest.hexdigest()
