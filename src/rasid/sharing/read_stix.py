"""Indicators out of a STIX 2.0 or 2.1 bundle; all its other objects are left alone.

Nothing of the bundle is followed, looked up or built into a graph, so that cycles and a million
relationships cost no more than reading them.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from stix2patterns.exceptions import ParseException
from stix2patterns.v20.pattern import Pattern as Pattern20
from stix2patterns.v21.pattern import Pattern as Pattern21

from rasid.sharing.indicators import (
    Indicator,
    Kind,
    Refused,
    hosts,
    moment,
    normalised,
    percent,
    told,
)
from rasid.sharing.revoking import NOWHERE
from rasid.sharing.tlp import closest, level_of_marking

LONGEST_PATTERN = 20_000
"""The parser of patterns takes seconds for longer ones; lists that long come as many indicators."""

_ID = re.compile(r"indicator--[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_SIMPLE = re.compile(r"\[\s*([\w-]+):value\s*=\s*'((?:[^'\\]|\\.)*)'\s*\]")
_LITERAL = re.compile(r"'((?:[^'\\]|\\.)*)'", re.DOTALL)
_TOGETHER = re.compile(r"\b(AND|FOLLOWEDBY|NOT|WITHIN|REPEATS|START|STOP)\b")
_NAMING = ("=", "==", "IN", "ISSUBSET")
_HOSTS = {
    ("ipv4-addr", "value"): "address",
    ("ipv6-addr", "value"): "address",
    ("domain-name", "value"): "domain",
    ("network-traffic", "src_ref", "value"): "address",
    ("network-traffic", "dst_ref", "value"): "address",
}
_FINGERPRINTS = ("ja3", "ja4", "fingerprint")

Found = tuple[Kind, str]
_REVOKED: Found = ("domain", str(NOWHERE["value"]))
"""The id alone says what is revoked; its pattern, if it has one, need not be kept."""


def pattern_length(objects: list[Any]) -> int:
    """Return how many characters the patterns have that must be parsed."""
    patterns = (stix.get("pattern") for stix in objects if isinstance(stix, Mapping))
    return sum(
        len(pattern)
        for pattern in patterns
        if isinstance(pattern, str)
        and len(pattern) <= LONGEST_PATTERN
        and not _SIMPLE.fullmatch(pattern.strip())
    )


def read_stix(objects: list[Any], fallback: str) -> Iterator[Indicator | Refused]:
    """Yield each indicator; `fallback` is the source of those that name no author."""
    for number, stix in enumerate(objects, 1):
        if not isinstance(stix, Mapping):
            yield Refused(f"object {number}", "it is no JSON object")
        elif stix.get("type") == "indicator":
            yield from _read(stix, number, fallback)


def _read(stix: Mapping[str, Any], number: int, fallback: str) -> Iterator[Indicator | Refused]:
    named = stix.get("id")
    if not isinstance(named, str) or not _ID.fullmatch(named):
        yield Refused(f"object {number}", "it is an indicator without an id of STIX's form")
        return
    try:
        said = _said(stix, fallback)
        found, refused = _values(stix) if not said["revoked"] else ({_REVOKED}, [])
    except ValueError as error:
        yield Refused(named, str(error))
        return
    for kind, value in sorted(found):
        yield Indicator(indicator_id=named, kind=kind, value=value, **said)
    yield from (Refused(named, why) for why in refused)


def _said(stix: Mapping[str, Any], fallback: str) -> dict[str, Any]:
    since, until = moment(stix.get("valid_from")), moment(stix.get("valid_until"))
    if since and until and until <= since:
        raise ValueError("it ends to be valid before it begins")
    marks = stix.get("object_marking_refs")
    marks = marks if isinstance(marks, list) else []
    levels = [level_of_marking(mark) for mark in marks if isinstance(mark, str)]
    return {
        "source": told(stix.get("created_by_ref")) or fallback,
        "valid_from": since,
        "valid_until": until,
        "confidence": percent(stix.get("confidence")),
        "name": told(stix.get("name")),
        "tlp": closest(filter(None, levels)),
        "revoked": stix.get("revoked") is True,
        "created": moment(stix.get("created")),
        "modified": moment(stix.get("modified")),
        "whole": not _TOGETHER.search(_LITERAL.sub("''", str(stix.get("pattern", "")))),
    }


def _values(stix: Mapping[str, Any]) -> tuple[set[Found], list[str]]:
    """Return what a pattern names that can be hunted for, and why the rest of it cannot."""
    pattern = stix.get("pattern")
    if stix.get("pattern_type", "stix") != "stix":
        raise ValueError("its pattern is not of STIX's own language")
    if not isinstance(pattern, str):
        raise ValueError("its pattern is no text")  # noqa: TRY004 - of a file
    if len(pattern) > LONGEST_PATTERN:
        raise ValueError(f"its pattern is {len(pattern):,} characters long")
    found: set[Found] = set()
    refused: list[str] = []
    for path, text in _named(pattern, str(stix.get("spec_version", "2.0"))):
        try:
            found.update(_classified(path, text))
        except ValueError as error:
            refused.append(str(error))
    if not found and not refused:
        raise ValueError("its pattern names nothing that logs of accounts could show")
    return found, refused


def _named(pattern: str, version: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the path and text of each comparison that names a value."""
    simple = _SIMPLE.fullmatch(pattern.strip())
    if simple:
        yield (simple[1], "value"), _unescaped(simple[2])
        return
    for path, operator, literal in _parsed(pattern, version):
        if operator in _NAMING:
            for text in _LITERAL.findall(literal):
                yield path, _unescaped(text)


@lru_cache(maxsize=1_000)
def _parsed(pattern: str, version: str) -> list[tuple[tuple[str, ...], str, str]]:
    try:
        parsed = (Pattern20 if version == "2.0" else Pattern21)(pattern).inspect()
    except (ParseException, RecursionError):
        raise ValueError("its pattern cannot be read") from None
    return [
        ((kind, *map(str, path)), operator, literal)
        for kind, comparisons in parsed.comparisons.items()
        for path, operator, literal in comparisons
    ]


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)


def _classified(path: tuple[str, ...], text: str) -> Iterator[Found]:
    """Yield what a value at this place of an observable is, if rasid can hunt for it."""
    if path == ("url", "value"):
        yield from hosts(text)
    elif path in _HOSTS:
        yield normalised("address" if _HOSTS[path] == "address" else "domain", text)
    else:
        words = " ".join(path[1:] if path[1:] != ("value",) else path).lower().replace("_", "-")
        if "user-agent" in words:
            yield normalised("client", text)
        elif any(word in words for word in _FINGERPRINTS):
            yield normalised("fingerprint", text)
