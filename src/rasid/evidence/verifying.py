"""Checking a home's log or a pack, offline: every signature, every hash, every file."""

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from rasid.errors import InputError, RasidError, UsageError, one_line
from rasid.evidence.attachments import FOLDER, exhibits_of
from rasid.evidence.containers import UNREADABLE, Container, content, opened_container
from rasid.evidence.lines import KIND, START, CheckedLog, check_lines
from rasid.evidence.pack import NUMBERS
from rasid.evidence.sealing import LOG, MANIFEST, PACK, SEALS, seals_of
from rasid.signing import canonical, fingerprint_of, verified

LARGEST_MANIFEST = 64 << 20
LARGEST_LIST = 1 << 30
"""Bytes of a manifest, and of a list or log, beyond which none is read."""

LOG_BEGIN = 1 << 20
"""Within so many bytes an entry must be found for a file to be taken for a log."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found wrong, a sentence each; and of what was checked: what, how much, by whom.

    `unseen` says what a check of this kind cannot see.
    """

    kind: str
    entries: int
    head: str
    files: int
    signer: str
    findings: tuple[str, ...]
    unseen: str = ""

    @property
    def holds(self) -> bool:
        """Whether nothing was found wrong."""
        return not self.findings


def verify(path: Path, *, trusted: str | None = None, head: str = "") -> Verified:
    """Check a pack (a folder or ZIP), a log, or the log and attachments of a home.

    `trusted` is the key that must have signed, `head` the SHA-256 of a line that must be in the
    log. Raises UsageError or InputError for what is none of these.
    """
    if path.is_dir() and not (path / MANIFEST).exists():
        for folder in (path, path / "evidence"):
            if (folder / LOG).is_file():
                return _verify_home(folder, trusted, head)
        raise UsageError(f"{path} holds neither a pack ({MANIFEST}) nor an evidence log ({LOG}).")
    if not path.exists():
        raise UsageError(f"there is no {path}.")
    if path.is_file() and _is_log(path):
        return _verify_log(path, trusted, head)
    if head:
        raise UsageError("--head goes with a log; a pack's manifest has its own.")
    with opened_container(path) as container:
        return _verify_pack(container, trusted)


def verify_log(raw: bytes, place: str, *, trusted: str | None, head: str) -> Verified:
    """Check a log alone."""
    checked = check_lines(raw, place, trusted=trusted)
    digests = [entry.digest for entry in checked.entries]
    findings = list(checked.findings)
    unseen = (
        "Whether last entries were cut off, a log cannot show by itself: note this head, and give "
        "it as --head the next time."
    )
    if head:
        unseen = ""
        if head not in digests:
            findings.append(f"{place}: no line has the SHA-256 {head}; it was cut off or changed.")
    signer = next((one.signer for one in checked.entries), "")
    return Verified("log", len(digests), checked.head, 0, signer, tuple(findings), unseen)


def _is_log(path: Path) -> bool:
    """Tell a log by its name, or whatever it is called by its first lines."""
    try:
        with path.open("rb") as file:
            begin = file.read(LOG_BEGIN)
    except OSError as error:
        raise UsageError(f"cannot read {path}: {one_line(error)}.") from None
    is_packed = begin.startswith(b"PK")
    return path.suffix == ".ndjson" or (not is_packed and f'"kind":"{KIND}"'.encode() in begin)


def _verify_log(path: Path, trusted: str | None, head: str) -> Verified:
    return verify_log(path.read_bytes(), str(path), trusted=trusted, head=head)


def _verify_home(folder: Path, trusted: str | None, head: str) -> Verified:
    """Check the log in a folder, and each file that it says was attached."""
    log = _verify_log(folder / LOG, trusted, head)
    entries = check_lines((folder / LOG).read_bytes(), "").entries
    attached = {one.digest for one in exhibits_of(entries)}
    kept = folder / FOLDER
    lying = {path.name: path for path in kept.iterdir()} if kept.is_dir() else {}
    findings = list(log.findings)
    gone = sorted(attached - lying.keys())
    findings += [f"{kept / digest}: it was attached and is gone." for digest in gone]
    for name, path in sorted(lying.items()):
        if name not in attached:
            findings.append(f"{path}: no entry of the log tells of it.")
        elif not path.is_file() or _sha256(_chunks_of(path)) != name:
            findings.append(f"{path}: it is not the file that was attached; it was changed.")
    return Verified(
        "log", log.entries, log.head, len(attached), log.signer, tuple(findings), log.unseen
    )


def _verify_pack(container: Container, trusted: str | None) -> Verified:
    findings = list(container.findings)
    try:
        envelope = _envelope(container)
        statement = verified(envelope, PACK, trusted=trusted, place=MANIFEST)
        described = _described(statement)
    except (RasidError, ValueError, TypeError, RecursionError) as error:
        said = str(error) if isinstance(error, RasidError) else f"{MANIFEST}: no signed manifest."
        return Verified("pack", 0, "", 0, "", (*findings, said))
    public = envelope["signature"]["public_key"]
    findings += _seals(container, envelope)
    findings += _files(container, described["files"])
    log = check_lines(
        content(container, LOG, LARGEST_LIST) or b"", LOG, trusted=public, withholding=True
    )
    findings += chain(log.findings, _against_manifest(log, described["log"]))
    findings += _numbers(container, statement["numbers"])
    return Verified(
        "pack",
        len(log.entries),
        log.head,
        len(described["files"]),
        fingerprint_of(public),
        tuple(dict.fromkeys(findings)),
    )


def _envelope(container: Container) -> Any:  # noqa: ANN401 - JSON
    """Read the manifest, which must be written as rasid writes it, byte for byte."""
    if MANIFEST not in container.names:
        raise InputError(MANIFEST, "it is not there; this is no pack.")
    raw = content(container, MANIFEST, LARGEST_MANIFEST)
    if raw is None:
        raise InputError(MANIFEST, "it cannot be read.")
    envelope = json.loads(raw)
    if canonical(envelope) + b"\n" != raw:
        raise InputError(MANIFEST, "it is not written as it was; it was changed.")
    return envelope


def _described(statement: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a manifest's statement whose parts are what they should be."""
    match statement:
        case {
            "files": dict(listed),
            "log": {"entries": int(), "head": str()},
            "numbers": dict(),
        } if all(_is_description(one) for one in listed.values()):
            return statement
    raise InputError(MANIFEST, "it does not describe a pack.")


def _is_description(value: object) -> bool:
    match value:
        case {"sha256": str(), "bytes": int()}:
            return True
    return False


def _seals(container: Container, envelope: Mapping[str, Any]) -> Iterator[str]:
    """Find where what openssl takes is not what the manifest says."""
    for name, expected in seals_of(envelope).items():
        if name not in container.names:
            yield f"{name}: it is gone."
        elif content(container, name, LARGEST_MANIFEST) != expected:
            yield f"{name}: it is not what {MANIFEST} says; it was changed."


def _files(container: Container, listed: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    for name in sorted(listed.keys() - container.names):
        yield f"{name}: it is gone."
    for name in sorted(container.names - listed.keys() - {*SEALS}):
        yield f"{name}: the manifest does not know it; it was added."
    for name in sorted(listed.keys() & container.names):
        try:
            found = _sha256(_limited(container.chunks(name), listed[name]["bytes"]))
        except UNREADABLE:
            found = ""
        if found != listed[name]["sha256"]:
            yield f"{name}: its SHA-256 is not the signed one; it was changed."


def _against_manifest(log: CheckedLog, said: Mapping[str, Any]) -> Iterator[str]:
    if len(log.entries) != said["entries"]:
        yield f"{LOG}: {len(log.entries)} entries, but {said['entries']} were signed."
    if (log.head if log.entries else START) != said["head"]:
        yield f"{LOG}: its last line is not the one that was signed."


def _numbers(container: Container, said: Mapping[str, Any]) -> Iterator[str]:
    """Count each number anew from the list behind it."""
    for name in NUMBERS:
        place = f"numbers/{name}.csv"
        raw = content(container, place, LARGEST_LIST)
        if raw is None:
            continue  # told of already
        rows = csv.reader(io.StringIO(raw.decode("utf-8", "replace"), newline=""))
        try:
            next(rows, None)
            counted = len({row[0] for row in rows if row})
        except csv.Error:
            yield f"{place}: it is no list."
            continue
        if counted != said.get(name):
            yield f"{place}: {counted} are listed, but {said.get(name)} was signed."


def _limited(chunks: Iterator[bytes], most: int) -> Iterator[bytes]:
    """Yield no more than one byte too many: what unpacks to more is not what was signed."""
    left = most
    for chunk in chunks:
        yield chunk[: left + 1]
        left -= len(chunk)
        if left < 0:
            return


def _chunks_of(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            yield chunk


def _sha256(chunks: Iterator[bytes]) -> str:
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()
