"""The evidence log: what was done to evidence, one signed line after the other, only added to.

Each entry holds the SHA-256 of the line before it, so that a line which was changed, removed or
moved shows; that the last ones are gone shows only to who noted the last hash.
"""

import base64
import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rasid.durable import flush_to_disk
from rasid.errors import IntegrityError, UsageError
from rasid.evidence.lines import KIND, START, Entry, check_lines, digest_of
from rasid.languages import clean
from rasid.settings import Home
from rasid.signing import Signer, canonical, signer_of

LOG = "log.ndjson"
REPAIRED = "torn line repaired"


@dataclass(frozen=True, slots=True)
class Deed:
    """What is written down: who did what, to what, why, and the SHA-256 of each thing by name."""

    what: str
    who: str
    about: Mapping[str, str] = field(default_factory=dict)
    why: str = ""
    hashes: Mapping[str, str] = field(default_factory=dict)


def log_file(home: Home) -> Path:
    """Return where the log of a home lies."""
    return home.evidence / LOG


def record(home: Home, deed: Deed, now: datetime) -> Entry:
    """Add an entry; a line that a crash left half written is repaired first, by an entry too.

    Raises UsageError where nobody is named, IntegrityError where the last line is not one.
    """
    if not clean(deed.who):
        raise UsageError("--by is empty; the evidence log needs to know who.")
    signer = signer_of(home)
    with _alone(home, fcntl.LOCK_EX):
        path = log_file(home)
        raw = path.read_bytes() if path.exists() else b""
        if raw and not raw.endswith(b"\n"):
            raw = _repaired(path, raw, signer, now)
        line, entry = _next(raw, signer, deed, now)
        _append(path, line)
    return entry


def read_log(home: Home) -> bytes:
    """Return the log as it lies there, while nobody writes to it."""
    path = log_file(home)
    if not path.exists():
        return b""
    with _alone(home, fcntl.LOCK_SH):
        return path.read_bytes()


def read_entries(home: Home) -> list[Entry]:
    """Return all entries in order; raises IntegrityError where one does not hold.

    A line that a crash left half written is none yet.
    """
    return entries_in(read_log(home), str(log_file(home)))


def entries_in(raw: bytes, place: str) -> list[Entry]:
    """Return the entries of a log, as `read_entries` does."""
    checked = check_lines(_whole_lines(raw), place)
    if checked.findings:
        message = f"{checked.findings[0]} `rasid evidence verify` tells all."
        raise IntegrityError(message)
    return list(checked.entries)


def _whole_lines(raw: bytes) -> bytes:
    return raw[: raw.rfind(b"\n") + 1]


def _next(raw: bytes, signer: Signer, deed: Deed, now: datetime) -> tuple[bytes, Entry]:
    """Return the line that follows, and what it says."""
    last = raw[:-1].rpartition(b"\n")[2] if raw else b""
    number, before = 1, START
    if last:
        number, before = _number_of(last) + 1, digest_of(last)
    statement: dict[str, Any] = {
        "number": number,
        "time": now.astimezone(UTC).isoformat(timespec="seconds"),
        "who": clean(deed.who),
        "what": deed.what,
        "about": {key: clean(value) for key, value in deed.about.items()},
        "why": clean(deed.why),
        "hashes": dict(deed.hashes),
        "before": before,
    }
    line = canonical(signer.sign(KIND, statement))
    return line, Entry.of(statement, digest_of(line), signer.fingerprint)


def _number_of(line: bytes) -> int:
    try:
        number = json.loads(line)["statement"]["number"]
    except (ValueError, KeyError, TypeError, RecursionError):
        number = None
    if not isinstance(number, int):
        message = "the last line of the evidence log is no entry; `rasid evidence verify` tells."
        raise IntegrityError(message)
    return number


def _repaired(path: Path, raw: bytes, signer: Signer, now: datetime) -> bytes:
    """Put a repaired log in the place of a torn one, and return it; what was torn is kept in it.

    A last line that lacks nothing but its end is kept as it is.
    """
    whole = _whole_lines(raw)
    torn = raw[len(whole) :]
    about = {"torn line": base64.b64encode(torn).decode()}
    if not check_lines(raw + b"\n", str(path)).findings:
        whole, about = raw + b"\n", {"torn line": "its end alone was missing"}
    hashes = {"torn line": hashlib.sha256(torn).hexdigest()}
    line, _ = _next(whole, signer, Deed(REPAIRED, "rasid", about, hashes=hashes), now)
    repaired = whole + line + b"\n"
    draft = path.with_name(f"{LOG}.draft")
    with draft.open("wb") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(repaired)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    flush_to_disk(path.parent)
    return repaired


def _append(path: Path, line: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "ab") as file:
        file.write(line + b"\n")
        file.flush()
        os.fsync(file.fileno())
    flush_to_disk(path.parent)


@contextmanager
def _alone(home: Home, kind: int) -> Iterator[None]:
    """Wait until nobody else writes (or, to write, reads) the log."""
    home.evidence.mkdir(mode=0o700, exist_ok=True)
    with (home.evidence / "lock").open("a") as lock:
        fcntl.flock(lock, kind)
        yield
