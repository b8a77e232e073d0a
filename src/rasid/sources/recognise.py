"""What a file holds, told from its first bytes: its container, and the mapping that reads it."""

import csv
import io
import json
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from rasid.errors import InputError
from rasid.sources.counting import LONGEST_RECORD
from rasid.sources.items import LISTS, items
from rasid.sources.kept import chunks, compression_of
from rasid.sources.mapping import Mapping, mappings

Container = Literal["ndjson", "json", "csv"]

HEAD = 1 << 16
SAMPLE = 10
BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Recognised:
    """How to read a file; an empty file needs no mapping."""

    container: Container
    mapping: Mapping | None

    @property
    def format(self) -> str:
        """The mapping's name, empty for an empty file."""
        return self.mapping.name if self.mapping else ""


def recognise(path: Path, chosen: Mapping | None) -> Recognised:
    """Tell a file's container and mapping; raises InputError saying what it looks like instead."""
    head = _head(path)
    if not head.strip():
        return Recognised("ndjson", None)
    container, records = _sample(head)
    if chosen:
        fits = container != "csv" or "csv" in chosen.containers
        return Recognised(container if fits else "ndjson", chosen)
    votes = {
        mapping.name: sum(mapping.fits(record) for record in records)
        for mapping in mappings().values()
        if ("csv" if container == "csv" else "json") in mapping.containers
    }
    best = max(votes, key=lambda name: votes[name], default="")
    if not best or not votes[best]:
        raise InputError(path, f"no known log format; it looks like {_looks_like(head, records)}.")
    return Recognised(container, mappings()[best])


def _head(path: Path) -> bytes:
    """Return a file's first bytes, with one whole line at least."""
    parts: list[bytes] = []
    size = 0
    try:
        for chunk in chunks(path, compression_of(path)):
            parts.append(chunk)
            size += len(chunk)
            if (b"\n" in chunk and size >= HEAD) or size > LONGEST_RECORD:
                break
    except EOFError:
        pass
    return b"".join(parts).removeprefix(BOM)


def _sample(head: bytes) -> tuple[Container, list[Dictionary[str, Any]]]:
    text = head.decode("utf-8", "replace").lstrip()
    if text.startswith(("[", "{")):
        records = _objects(text)
        flat = [r for r in records if not _page(r)]
        if flat:
            return "ndjson", flat
        return "json", [
            r for r, _ in zip(items(text), range(SAMPLE), strict=False) if isinstance(r, dict)
        ]
    if b"\x00" in head.split(b"\n", 1)[0]:
        return "ndjson", []
    if records := _objects(text):
        return "ndjson", records
    rows = csv.DictReader(io.StringIO(text, newline=""))
    try:
        return "csv", [dict(row) for row, _ in zip(rows, range(SAMPLE), strict=False)]
    except csv.Error:
        return "csv", []


def _objects(text: str) -> list[Dictionary[str, Any]]:
    """Return those of the first lines that are JSON objects by themselves."""
    found: list[Dictionary[str, Any]] = []
    for line in text.split("\n")[:SAMPLE]:
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(record, dict):
            found.append(record)
    return found


def _page(record: Dictionary[str, Any]) -> bool:
    """Tell whether a record is a page that lists records."""
    return any(
        isinstance(record.get(key), list) and all(isinstance(r, dict) for r in record[key])
        for key in LISTS
    )


def _looks_like(head: bytes, records: list[Dictionary[str, Any]]) -> str:
    if records and len(records[0]) > 2:
        keys = ", ".join(ascii(key)[1:-1] for key in list(records[0])[:6])
        return f"records with the fields {keys}"[:200]
    if head.startswith((b"PK", b"%PDF", b"\x89PNG")) or b"\x00" in head:
        return "a binary file"
    first = head.decode("utf-8", "replace").strip().split("\n")[0][:60]
    return f"text that begins {first!a}"
