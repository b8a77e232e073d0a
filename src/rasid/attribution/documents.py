"""From a file to one JSON document, plain or gzip; the file is hostile."""

import gzip
import hashlib
import json
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from rasid.errors import InputError, UsageError

MOST_BYTES = 128 * 2**20
LONGEST_NAME = 300
GZIP_MARK = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Document:
    """What a file holds; `digest` is the SHA-256 of its unpacked bytes."""

    value: object
    digest: str


def read_document(path: Path) -> Document:
    """Read a JSON file; raises InputError or UsageError in one sentence."""
    raw = _read(path)
    return Document(_parsed(path, raw), hashlib.sha256(raw).hexdigest())


def likeness(document: object) -> str:
    """Say what a JSON value is, for a sentence that expected something else."""
    if isinstance(document, dict) and isinstance(document.get("type"), str):
        return f"a JSON object of type {document['type'][:60]!a}"
    return f"a JSON {type(document).__name__}"


def shown(name: str) -> str:
    """Return an id or a name as it may stand in a sentence."""
    return name if name.isprintable() and len(name) < 100 else ascii(name)[:100]


def name_problem(name: object) -> str | None:
    """Say what is wrong with the name of an actor; None if nothing is."""
    if not isinstance(name, str) or not name.strip():
        return f"a name is {ascii(name)[:60]}, expected a text"
    if len(name) > LONGEST_NAME:
        return f"a name is longer than {LONGEST_NAME} characters"
    try:
        name.encode()
    except UnicodeEncodeError:
        return "half a surrogate pair in a text"
    return None


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            packed = file.read(len(GZIP_MARK)) == GZIP_MARK
        with gzip.open(path) if packed else path.open("rb") as content:
            raw = content.read(MOST_BYTES + 1)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise InputError(path, f"a torn gzip file: {error}.") from None
    except OSError as error:
        raise UsageError(f"cannot read the actors {path}: {error.strerror}.") from None
    if len(raw) > MOST_BYTES:
        raise InputError(path, f"more than {MOST_BYTES // 2**20} MiB, expected a smaller file.")
    return raw


def _parsed(path: Path, raw: bytes) -> object:
    try:
        return json.loads(raw.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise InputError(path, f"not JSON: {error.msg}.", line=error.lineno) from None
    except UnicodeDecodeError as error:
        raise InputError(path, f"not UTF-8: {error.reason} at byte {error.start}.") from None
    except RecursionError:
        raise InputError(path, "nested too deep to tell of actors.") from None
    except ValueError as error:
        raise InputError(path, f"not JSON: {error}.") from None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")
