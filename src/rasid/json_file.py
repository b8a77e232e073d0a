"""JSON of others' making in a file, plain or gzip: the file is hostile until it is read."""

import gzip
import json
import zlib
from pathlib import Path
from typing import NoReturn

from rasid.errors import InputError, UsageError

MOST_BYTES = 128 * 2**20
SMALLER = "expected a smaller file."

_GZIP = b"\x1f\x8b"


def read_unpacked(path: Path, what: str) -> bytes:
    """Return the bytes of a file, unpacked and at most MOST_BYTES; `what` it should hold.

    Raises InputError or UsageError in one sentence.
    """
    try:
        with path.open("rb") as file:
            packed = file.read(len(_GZIP)) == _GZIP
        with gzip.open(path) if packed else path.open("rb") as content:
            raw = content.read(MOST_BYTES + 1)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise InputError(path, f"a torn gzip file: {error}.") from None
    except OSError as error:
        raise UsageError(f"cannot read the {what} {path}: {error.strerror}.") from None
    if len(raw) > MOST_BYTES:
        raise InputError(path, f"more than {MOST_BYTES // 2**20} MiB, {SMALLER}")
    return raw


def decoded(path: Path, raw: bytes) -> str:
    """Return UTF-8 as text, without its mark; raises InputError."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(path, f"not UTF-8: {error.reason} at byte {error.start}.") from None


def parse_json(path: Path | str, text: str, purpose: str) -> object:
    """Return what a JSON text says; what is nested too deep for a `purpose` raises InputError too.

    NaN and infinities are refused.
    """
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise InputError(path, f"not JSON: {error.msg}.", line=error.lineno) from None
    except RecursionError:
        raise InputError(path, f"nested too deep {purpose}.") from None
    except ValueError as error:
        raise InputError(path, f"not JSON: {str(error)[:200]}.") from None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")
