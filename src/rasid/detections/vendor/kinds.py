"""Kinds of vendor's records and the log sources that read them, each a content file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from sigma.rule import SigmaLogSource

from rasid.toml_text import read_toml

ANY = "*"


@dataclass(frozen=True, slots=True)
class RecordKind:
    """What rules call the fields of one kind of record, whatever form it was exported in.

    Names are in small letters. `fields` and `lists` are SQL in the terms of the formats' mappings;
    `otherwise` likewise, where a record has no field of that name; `places` are other names that
    records have for a field; `pairs` are lists of named values to look a name up in; `texts` are
    the record's whole text; `envelopes` are what rules put before the names of some fields.
    """

    name: str
    about: str
    formats: tuple[str, ...]
    fields: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, str] = field(default_factory=dict)
    otherwise: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    pairs: Mapping[str, str] = field(default_factory=dict)
    texts: frozenset[str] = frozenset()
    envelopes: tuple[str, ...] = ()


@cache
def record_kinds() -> Mapping[str, RecordKind]:
    """Return the kinds of records by name."""
    return {path.stem: _kind(path) for path in sorted(_folder().glob("kinds/*.toml"))}


@cache
def log_sources() -> Mapping[tuple[str, str], tuple[str, ...]]:
    """Return the kinds that each log source reads, by product and service."""
    text = read_toml(_folder() / "logsources.toml").data
    return {
        (product, service): tuple(kinds)
        for product, services in text.items()
        for service, kinds in services.items()
    }


def named(source: SigmaLogSource) -> str:
    """Return what people call a log source: azure.signinlogs."""
    return ".".join(part for part in (source.product, source.service or source.category) if part)


def kinds_of(source: SigmaLogSource) -> tuple[RecordKind, ...]:
    """Return the kinds of records that a log source reads; none where it is not known."""
    product, service = source.product or "", source.service or ANY
    return tuple(record_kinds()[name] for name in log_sources().get((product, service), ()))


def _folder() -> Path:
    return Path(str(files(__package__)))


def _kind(path: Path) -> RecordKind:
    text = read_toml(path).data

    def lowered(table: str) -> dict[str, Any]:
        return {name.lower(): value for name, value in text.get(table, {}).items()}

    return RecordKind(
        name=path.stem,
        about=text["about"],
        formats=tuple(text["formats"]),
        fields=lowered("fields"),
        lists=lowered("lists"),
        otherwise=lowered("otherwise"),
        places={name: tuple(other) for name, other in lowered("places").items()},
        pairs=text.get("pairs", {}),
        texts=frozenset(lowered("texts")),
        envelopes=tuple(one.lower() for one in text.get("envelopes", ())),
    )
