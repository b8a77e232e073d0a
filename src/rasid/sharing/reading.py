"""From a file of indicators to what it says; the file is hostile until it is read."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from rasid.errors import InputError
from rasid.json_file import SMALLER, decoded, parse_json, read_unpacked
from rasid.sharing.indicators import Indicator, Refused, told
from rasid.sharing.others import Statements, collected_statements, statements_of
from rasid.sharing.read_csv import header_problem, read_csv
from rasid.sharing.read_misp import read_misp
from rasid.sharing.read_stix import pattern_length, read_stix

MOST_PARTS = 8_000_000
"""Lists, objects and commas of JSON, which bound what it takes in memory: 1.3 GB at worst."""

MOST_INDICATORS = 1_000_000
MOST_PATTERNS = 5_000_000
"""Characters of patterns that must be parsed; at worst they take two minutes and a half."""

MOST_REFUSED = 100
"""So many reasons are kept; the others are counted."""


@dataclass(frozen=True, slots=True)
class Read:
    """What a file holds: its indicators, each once, what could not be one, and the rest."""

    indicators: tuple[Indicator, ...]
    refused: tuple[Refused, ...]
    refused_in_all: int
    statements: Statements = field(default_factory=Statements)


def read_indicators(path: Path, source: str = "") -> Read:
    """Read a STIX bundle, a MISP event or a CSV file, plain or gzip.

    `source` names who says so where the file does not. Raises InputError for what is none of
    these, UsageError for what cannot be read.
    """
    raw = read_unpacked(path, "indicators")
    fallback = told(source) or f"sha256:{hashlib.sha256(raw).hexdigest()}"
    text = decoded(path, raw)
    if text.lstrip()[:1] not in ("{", "["):
        problem = header_problem(text)
        if problem:
            said = "no STIX bundle or MISP event, and as CSV " + problem
            raise InputError(path, f"{said}.", line=1)
        return collected(path, read_csv(text, fallback))
    return _of_json(path, parsed(path, text), fallback)


def collected(place: Path | str, ones: Iterable[Indicator | Refused]) -> Read:
    """Return what was read at a place, of each value the newest version; InputError: too much."""
    found: dict[tuple[str, str, str, str], Indicator] = {}
    refused: list[Refused] = []
    in_all = 0
    for one in ones:
        if isinstance(one, Refused):
            in_all += 1
            refused += [one] if len(refused) < MOST_REFUSED else []
        else:
            key = (one.source, one.indicator_id, one.kind, one.value)
            if key not in found or _is_newer(one, found[key]):
                found[key] = one
            if len(found) > MOST_INDICATORS:
                raise InputError(place, f"more than {MOST_INDICATORS:,} indicators.")
    return Read(tuple(found.values()), tuple(refused), in_all)


def _is_newer(one: Indicator, other: Indicator) -> bool:
    return one.modified is not None and (other.modified is None or other.modified < one.modified)


def _of_json(path: Path, document: object, fallback: str) -> Read:
    if isinstance(document, dict) and document.get("type") == "bundle":
        objects = document.get("objects")
        if not isinstance(objects, list):
            raise InputError(path, "the bundle has no list of objects.")
        length = pattern_length(objects)
        if length > MOST_PATTERNS:
            raise InputError(path, f"its patterns are {length:,} characters long, {SMALLER}")
        read = collected(path, read_stix(objects, fallback))
        return replace(read, statements=collected_statements(statements_of(objects, fallback)))
    events = _misp_events(document)
    if events is None:
        raise InputError(path, "this JSON is neither a STIX bundle nor a MISP event.")
    return collected(path, read_misp(events, fallback))


def _misp_events(document: object) -> list[object] | None:
    """Return the events of a file, of a search's response, or of a list of either."""
    if isinstance(document, dict) and "response" in document:
        document = document["response"]
    if isinstance(document, dict):
        return [document["Event"]] if "Event" in document else None
    if isinstance(document, list) and document:
        held = [one["Event"] for one in document if isinstance(one, dict) and "Event" in one]
        return held if len(held) == len(document) else None
    return None


def parsed(path: Path | str, text: str) -> object:
    """Return what a JSON text says; raises InputError, also where it would take all memory."""
    parts = sum(map(text.count, "{[,"))
    if parts > MOST_PARTS:
        raise InputError(path, f"{parts:,} lists, objects and commas, {SMALLER}")
    return parse_json(path, text, "to be a list of indicators")
