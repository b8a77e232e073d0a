"""The slow, careful way, for what the engine's readers stumbled over, one record at a time.

Each record that is an object is written once more, wrapped with its line, its hash and an excerpt,
with bad UTF-8 and lone surrogates replaced; each that is none is rejected with its reason.
"""

import hashlib
import io
import json
import math
from collections.abc import Container, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rasid.sources.counting import LONGEST_RECORD
from rasid.sources.kept import Kept, chunks

EXCERPT = 200


@dataclass(frozen=True, slots=True)
class Reject:
    """One record that could not be read."""

    raw_line: int
    reason: str
    excerpt: str


def excerpt(text: str) -> str:
    """Return the first characters of a record with control characters escaped."""
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape").decode() for c in text[:EXCERPT]
    )


def raw_lines_of(kept: Kept) -> Iterator[tuple[int, int, bytes]]:
    """Yield each line that is not blank: its number among those, its line number, its bytes.

    A line longer than LONGEST_RECORD comes cut at that length, and one byte more.
    """
    number = filled = 0
    for line in _lines(kept.path, kept.compression):
        number += 1
        if line.strip():
            filled += 1
            yield filled, number, line


def _lines(path: Path, compression: str) -> Iterator[bytes]:
    rest = b""
    try:
        for chunk in chunks(path, compression):
            *whole, rest_of = chunk.split(b"\n")
            if whole:
                yield rest + whole[0]
                yield from whole[1:]
                rest = rest_of
            elif len(rest) <= LONGEST_RECORD:
                rest += rest_of
    except EOFError:
        pass
    if rest:
        yield rest


def wrap_lines(kept: Kept, wanted: Container[int], target: Path) -> list[Reject]:
    """Wrap the wanted lines of an NDJSON file (counted without blank ones)."""
    rejects: list[Reject] = []
    number = 0
    with target.open("wb") as file:
        for filled, number, line in raw_lines_of(kept):
            if filled in wanted:
                problem = _wrap(number, line, file)
                if problem:
                    rejects.append(problem)
    if kept.count.torn:
        rejects.append(Reject(number + 1, f"the compressed file ends early: {kept.count.torn}", ""))
    return rejects


def _wrap(number: int, line: bytes, file: io.BufferedIOBase) -> Reject | None:
    text = line.decode("utf-8", "replace").strip().removeprefix("\ufeff")
    if len(line) > LONGEST_RECORD:
        return Reject(number, f"longer than {LONGEST_RECORD} bytes", excerpt(text))
    try:
        record = json.loads(text, parse_constant=_refuse, parse_float=_finite)
    except RecursionError:
        return Reject(number, "not JSON: nested too deeply", excerpt(text))
    except ValueError as error:
        return Reject(number, f"not JSON: {error}", excerpt(text))
    if not isinstance(record, dict):
        return Reject(number, "JSON, but not an object", excerpt(text))
    write_wrapped(number, record, line.strip(), text, file)
    return None


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON value")


def _finite(number: str) -> float | str:
    return float(number) if math.isfinite(float(number)) else number


def write_wrapped(
    number: int, record: dict[str, Any], raw: bytes, text: str, file: io.BufferedIOBase
) -> None:
    """Write one record with its line, hash and excerpt as a line of JSON."""
    wrapped = {
        "line": number,
        "hash": hashlib.sha256(raw).hexdigest(),
        "excerpt": excerpt(text),
        "record": record,
    }
    file.write(json.dumps(wrapped, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
