"""From a file to one JSON document, plain or gzip; the file is hostile."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from rasid.json_file import decoded, parse_json, read_unpacked

LONGEST_NAME = 300


@dataclass(frozen=True, slots=True)
class Document:
    """What a file holds; `digest` is the SHA-256 of its unpacked bytes."""

    value: object
    digest: str


def read_document(path: Path) -> Document:
    """Read a JSON file; raises InputError or UsageError in one sentence."""
    raw = read_unpacked(path, "actors")
    value = parse_json(path, decoded(path, raw), "to tell of actors")
    return Document(value, hashlib.sha256(raw).hexdigest())


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
