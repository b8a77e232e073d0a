"""From a STIX file to its validated objects; the file is hostile until the last check."""

import gzip
import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import stix2
from stix2.exceptions import STIXError

from rasid.errors import InputError, UsageError

Stix = Mapping[str, Any]

MOST_BYTES = 128 * 2**20
LONGEST_PATTERN = 200_000
VERSIONS = ("2.0", "2.1")
GZIP_MARK = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Bundle:
    """The validated objects of a file; `source` is the bundle's id, else the file's hash."""

    source: str
    objects: tuple[Stix, ...]


def read_bundle(path: Path) -> Bundle:
    """Read a STIX 2.1 or 2.0 bundle, plain or gzip; raises InputError naming the wrong object."""
    raw = _read(path)
    document = _parsed(path, raw)
    if not isinstance(document, dict) or document.get("type") != "bundle":
        raise InputError(path, f"this is {_likeness(document)}, expected a STIX 2.1 bundle.")
    objects = document.get("objects")
    if not isinstance(objects, list) or not objects:
        raise InputError(path, "the bundle has no list of objects.")
    source = document.get("id")
    if not isinstance(source, str):
        source = "sha256:" + hashlib.sha256(raw).hexdigest()
    version = "2.0" if document.get("spec_version") == "2.0" else "2.1"
    return Bundle(source, tuple(_valid(path, n, s, version) for n, s in enumerate(objects, 1)))


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
        raise InputError(path, f"more than {MOST_BYTES // 2**20} MiB, expected a smaller bundle.")
    return raw


def _parsed(path: Path, raw: bytes) -> object:
    try:
        return json.loads(raw.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise InputError(path, f"not JSON: {error.msg}.", line=error.lineno) from None
    except UnicodeDecodeError as error:
        raise InputError(path, f"not UTF-8: {error.reason} at byte {error.start}.") from None
    except RecursionError:
        raise InputError(path, "nested too deep to be a STIX bundle.") from None
    except ValueError as error:
        raise InputError(path, f"not JSON: {error}.") from None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _likeness(document: object) -> str:
    if isinstance(document, dict) and isinstance(document.get("values"), list):
        return "a MISP galaxy cluster, which is not read yet"
    if isinstance(document, dict) and isinstance(document.get("type"), str):
        return f"a JSON object of type {document['type'][:60]!r}"
    return f"a JSON {type(document).__name__}"


def _valid(path: Path, number: int, stix: object, version: str) -> Stix:
    """Return one object as plain JSON values, its types put right by the STIX library."""
    if not isinstance(stix, dict):
        raise InputError(path, f"object {number} is {_likeness(stix)}, expected a STIX object.")
    name = stix.get("id")
    if not isinstance(name, str) or not isinstance(stix.get("type"), str):
        raise InputError(path, f"object {number} has no id and type that are texts.")
    if len(str(stix.get("pattern", ""))) > LONGEST_PATTERN:
        problem = f"the pattern is longer than {LONGEST_PATTERN} characters"
        raise InputError(path, f"{_shown(name)}: {problem}.")
    version = stix.get("spec_version", version)
    if version not in VERSIONS:
        problem = f"spec_version is {ascii(version)[:60]}, expected one of {', '.join(VERSIONS)}."
        raise InputError(path, f"{_shown(name)}: {problem}")
    try:
        parsed = stix2.parse(stix, allow_custom=True, version=version)
        text = json.dumps(parsed) if isinstance(parsed, dict) else parsed.serialize()
        plain: Stix = json.loads(text)
        json.dumps(plain, ensure_ascii=False).encode()
    except RecursionError:
        raise InputError(path, f"{_shown(name)}: nested too deep.") from None
    except UnicodeEncodeError:
        raise InputError(path, f"{_shown(name)}: half a surrogate pair in a text.") from None
    except (STIXError, ValueError, TypeError, KeyError, AttributeError) as error:
        sentence = " ".join(str(error).split())[:300]
        raise InputError(path, f"{_shown(name)}: {sentence}") from None
    return plain


def _shown(name: str) -> str:
    return name if name.isprintable() and len(name) < 100 else ascii(name)[:100]
