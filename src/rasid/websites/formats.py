"""Which format a record is of: where each kind of record keeps what is wanted of it."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from rasid.websites.paths import Record, has, values

PLAIN = "domain"
"""The field that a line of a plain list becomes."""

_ORDER = (
    *("certstream", "certstream_names", "ct_entry", "certificate", "passive_dns", "rdap"),
    *("ocsf_dns", "ocsf_http", "eve_dns", "eve_web", "dns_log", "sensor_web", "urlscan"),
    *("probed", "banner"),
    *("stix_indicator", "whois", "listed", "mail_url"),
)
"""Formats from the most to the least particular: the first that fits reads a record."""

LOOSE = frozenset(("whois", "listed", "mail_url"))
"""Formats known by a field that other records have too, with something else in it."""


@dataclass(frozen=True, slots=True)
class Format:
    """Where a kind of record keeps what is wanted: for each thing, paths in order of preference."""

    name: str
    kind: str
    needs: tuple[str, ...]
    paths: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def fits(self, record: Record) -> bool:
        """Say whether a record is of this format."""
        return all(has(record, path) for path in self.needs)

    def find(self, record: Record, what: str) -> list[Any]:
        """Return what a record says of one thing."""
        paths = self.paths.get(what)
        return values(record, paths) if paths else []


@cache
def formats() -> tuple[Format, ...]:
    """Return the packaged formats, the most particular first."""
    folder = files("rasid.websites") / "formats"
    found = []
    for name in _ORDER:
        text = tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))
        kind, needs = text.pop("kind"), text.pop("needs")
        found.append(Format(name, kind, tuple(needs), text))
    return tuple(found)


def format_of(record: Record) -> Format | None:
    """Return the format that fits a record."""
    return next((one for one in formats() if one.fits(record)), None)


class Finder:
    """Finds the formats of records, most of which are like the one before."""

    def __init__(self) -> None:
        self._last: tuple[frozenset[str], Format] | None = None

    def format_of(self, record: Record) -> Format | None:
        """Return the last record's format for one of the same fields; else look for it."""
        if self._last and self._last[0] == record.keys() and self._last[1].fits(record):
            return self._last[1]
        found = format_of(record)
        self._last = (frozenset(record), found) if found else None
        return found
