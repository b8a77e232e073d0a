"""A folder made a pack: hashes of every file, a signed manifest, and how to check it by hand."""

import base64
import hashlib
import os
import shutil
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from rasid.errors import UsageError, one_line
from rasid.evidence.lines import START, Entry, digest_of, withheld_line
from rasid.signing import Signer, canonical, public_pem, signed_bytes

PACK = "evidence pack"
FORM = 1
MANIFEST, SIGNED, SIGNATURE, KEY = (
    "manifest.json",
    "manifest.signed",
    "manifest.sig",
    "signing.pub.pem",
)
SEALS = (MANIFEST, SIGNED, SIGNATURE, KEY)
"""The files that the manifest does not list: they are made from it."""

SUMS, README, LOG = "SHA256SUMS", "README.txt", "log.ndjson"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Seal:
    """What is said of a pack as a whole, and whose key says so."""

    campaign_id: str
    numbers: Mapping[str, int]
    lines: int
    inputs: Mapping[str, str]
    version: str
    with_names: bool
    simulated: bool
    made_at: datetime
    signer: Signer


@contextmanager
def drafted(output: Path) -> Iterator[Path]:
    """Yield a folder to fill, which then takes the place of `output`, as a folder or a `.zip`.

    Whole or not at all; raises UsageError where something is there already.
    """
    if output.exists() or output.is_symlink():
        raise UsageError(f"{output} exists already; a pack takes a new name.")
    draft = output.with_name(f".{output.name}.draft-{os.getpid()}")
    packed = draft.with_name(f"{draft.name}.zip")
    try:
        draft.mkdir(mode=0o700)
        yield draft
        if output.suffix.lower() == ".zip":
            _zip(draft, packed)
            packed.rename(output)
        else:
            draft.rename(output)
    except OSError as error:
        raise UsageError(f"cannot write {output}: {one_line(error)}.") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        packed.unlink(missing_ok=True)


def seal(folder: Path, entries: Sequence[Entry], log: bytes, said: Seal) -> str:
    """Seal what lies in a folder, and return the SHA-256 of its manifest.

    `log` is the home's; of it those of `entries` are shown, of the others only their hashes.
    """
    shown = {entry.number for entry in entries}
    every, head = _excerpt(log, shown)
    (folder / LOG).write_bytes(b"".join(line + b"\n" for line in every))
    (folder / README).write_text(_readme(said), encoding="utf-8")
    listed = {name: _described(folder / name) for name in _names(folder)}
    sums = "".join(f"{one['sha256']}  {name}\n" for name, one in listed.items())
    (folder / SUMS).write_text(sums, encoding="ascii")
    listed[SUMS] = _described(folder / SUMS)
    statement: dict[str, Any] = {
        "form": FORM,
        "campaign": said.campaign_id,
        "made_at": said.made_at.astimezone(UTC).isoformat(timespec="seconds"),
        "rasid": said.version,
        "numbers": dict(said.numbers),
        "lines": said.lines,
        "inputs_sha256": dict(said.inputs),
        "with_names": said.with_names,
        "simulated": said.simulated,
        "log": {"entries": len(every), "head": head},
        "files": listed,
    }
    envelope = said.signer.sign(PACK, statement)
    manifest = canonical(envelope) + b"\n"
    for name, content in seals_of(envelope).items():
        (folder / name).write_bytes(content)
    for name in _names(folder):
        (folder / name).chmod(0o600)
    return hashlib.sha256(manifest).hexdigest()


def seals_of(envelope: Mapping[str, Any]) -> dict[str, bytes]:
    """Return the files that say what an envelope says: as JSON, and as openssl takes it."""
    signature = envelope["signature"]
    return {
        MANIFEST: canonical(envelope) + b"\n",
        SIGNED: signed_bytes(PACK, envelope["statement"]),
        SIGNATURE: base64.b64decode(signature["value"]),
        KEY: public_pem(signature["public_key"]),
    }


def _excerpt(log: bytes, shown: set[int]) -> tuple[list[bytes], str]:
    lines = log.split(b"\n")[:-1]
    every = []
    for number, line in enumerate(lines, 1):
        hidden = Entry(number, "", "", "", {}, "", {}, "", digest_of(line), "")
        every.append(line if number in shown else withheld_line(hidden))
    return every, digest_of(lines[-1]) if lines else START


def _names(folder: Path) -> list[str]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path.relative_to(folder).as_posix() for path in found)


def _described(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"sha256": digest, "bytes": path.stat().st_size}


def _readme(said: Seal) -> str:
    text = (files("rasid.evidence") / "readme.txt").read_text(encoding="utf-8")
    holding = {"names-in": said.with_names, "names-out": not said.with_names}
    holding["simulated"] = said.simulated
    kept = []
    for line in text.split("\n"):
        mark, _, rest = line.partition("|")
        if mark not in holding:
            kept.append(line)
        elif holding[mark]:
            kept.append(rest)
    filled = "\n".join(kept)
    values = {
        "campaign": said.campaign_id,
        "made_at": said.made_at.astimezone(UTC).isoformat(timespec="seconds"),
        "version": said.version,
        "lines": f"{said.lines}",
        "fingerprint": said.signer.fingerprint,
        **{name: f"{number}" for name, number in said.numbers.items()},
    }
    for name, value in values.items():
        filled = filled.replace(f"${name}$", value)
    return filled


def _zip(folder: Path, target: Path) -> None:
    """Write a folder as ZIP: the same files give the same bytes."""
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as raw, zipfile.ZipFile(raw, "w") as packed:
        for name in _names(folder):
            info = zipfile.ZipInfo(name, _LONG_AGO)
            info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 3
            info.external_attr = 0o600 << 16
            info.file_size = (folder / name).stat().st_size  # so that ZIP64 is used where it must
            with (folder / name).open("rb") as source, packed.open(info, "w") as member:
                shutil.copyfileobj(source, member, _CHUNK)
