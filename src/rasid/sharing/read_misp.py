"""Indicators out of a MISP event: its attributes, those of its objects too."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from rasid.sharing.certainty import KEPT_DAYS
from rasid.sharing.indicators import (
    Indicator,
    Kind,
    Refused,
    guessed,
    hosts,
    moment,
    normalised,
    told,
)
from rasid.sharing.tlp import LEVELS, closest

KEPT_DAYS_OF_OTHERS = 365
"""For how long a domain or a network is taken for the group's: registrations last a year."""

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_FINGERPRINTS = ("ja3", "ja4", "fingerprint")

Read = Callable[[str], Iterator[tuple[Kind, str]]]


def _one(kind: Kind) -> Read:
    def read(text: str) -> Iterator[tuple[Kind, str]]:
        yield normalised(kind, text)

    return read


def _first(kind: Kind) -> Read:
    """Read the part before `|`, which parts a port off."""
    return lambda text: _one(kind)(text.split("|")[0])


def _both(text: str) -> Iterator[tuple[Kind, str]]:
    yield from (guessed(part) for part in text.split("|")[:2])


_TYPES: Mapping[str, Read] = {
    "ip-src": _one("address"),
    "ip-dst": _one("address"),
    "ip-src|port": _first("address"),
    "ip-dst|port": _first("address"),
    "domain": _one("domain"),
    "hostname": _one("domain"),
    "hostname|port": _first("domain"),
    "domain|ip": _both,
    "url": hosts,
    "uri": hosts,
    "link": hosts,
    "user-agent": _one("client"),
    "http-user-agent": _one("client"),
    "ja3-fingerprint-md5": _one("fingerprint"),
    "jarm-fingerprint": _one("fingerprint"),
}


@dataclass(frozen=True, slots=True)
class _Event:
    source: str
    day: datetime | None
    tlp: str


def read_misp(events: list[Any], fallback: str) -> Iterator[Indicator | Refused]:
    """Yield each attribute that is meant for detection; `fallback` names a nameless source."""
    for number, event in enumerate(events, 1):
        if not isinstance(event, Mapping):
            yield Refused(f"event {number}", "it is no JSON object")
            continue
        try:
            said = _event(event, fallback)
        except ValueError as error:
            yield Refused(f"event {number}", str(error))
            continue
        for attribute in _attributes(event):
            yield from _read(attribute, said)


def _event(event: Mapping[str, Any], fallback: str) -> _Event:
    author = event.get("Orgc")
    named = told(author.get("uuid")) if isinstance(author, Mapping) else ""
    return _Event(named or fallback, moment(event.get("date")), _tlp(event))


def _attributes(event: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    holders = [event, *_listed(event.get("Object"))]
    for holder in holders:
        yield from _listed(holder.get("Attribute"))


def _listed(value: object) -> list[Mapping[str, Any]]:
    found = value if isinstance(value, list) else []
    return [one for one in found if isinstance(one, Mapping)]


def _read(attribute: Mapping[str, Any], event: _Event) -> Iterator[Indicator | Refused]:
    read = _reader(attribute)
    if read is None or attribute.get("to_ids") in (False, 0, "0", "false"):
        return
    named, value = attribute.get("uuid"), attribute.get("value")
    if not isinstance(named, str) or not _UUID.fullmatch(named.lower()):
        yield Refused(f"an attribute of type {str(attribute['type'])[:40]}", "it has no UUID")
        return
    if not isinstance(value, str):
        yield Refused(named, "its value is no text")
        return
    try:
        changed = moment(attribute.get("timestamp"))
        for kind, found in read(value):
            yield Indicator(
                source=event.source,
                indicator_id=named.lower(),
                kind=kind,
                value=found,
                valid_from=moment(attribute.get("first_seen")) or event.day,
                valid_until=_until(kind, moment(attribute.get("last_seen"))),
                name=told(attribute.get("comment")),
                tlp=_tlp(attribute) or event.tlp,
                revoked=attribute.get("deleted") in (True, 1, "1", "true"),
                modified=changed,
            )
    except ValueError as error:
        yield Refused(named, str(error))


def _reader(attribute: Mapping[str, Any]) -> Read | None:
    """Return what reads an attribute's value; None where it is nothing to hunt for."""
    kind, role = attribute.get("type"), attribute.get("object_relation")
    if not isinstance(kind, str):
        return None
    role = role.lower() if isinstance(role, str) else ""
    if kind in ("text", "other") and role.endswith(_FINGERPRINTS):
        return _one("fingerprint")
    return _TYPES.get(kind)


def _until(kind: Kind, last_seen: datetime | None) -> datetime | None:
    if last_seen is None:
        return None
    return last_seen + timedelta(days=KEPT_DAYS.get(kind, KEPT_DAYS_OF_OTHERS))


def _tlp(holder: Mapping[str, Any]) -> str:
    """Return the level of a tag such as `tlp:amber`, the closest of several."""
    names = [str(tag.get("name", "")).lower() for tag in _listed(holder.get("Tag"))]
    levels = [name.removeprefix("tlp:") for name in names if name.startswith("tlp:")]
    levels = ["clear" if level == "white" else level for level in levels]
    return closest(level for level in levels if level in LEVELS)
