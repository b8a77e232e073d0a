"""Objects in collections; none of them tells of anybody."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import Engine

from rasid.ledger import writing_alone
from rasid.sharing import Publication, publish, unpublished
from rasid.sharing.tlp import marking_id
from rasid.sharing.versions import stamp

NOW = datetime(2026, 4, 2, 12, tzinfo=UTC)
FIRST = datetime(2026, 4, 1, 9, tzinfo=UTC)
AUTHOR = f"identity--{uuid5(NAMESPACE_URL, 'author')}"


def indicator(number: int, version: int = 0, level: str = "amber") -> dict[str, Any]:
    """Return a version of an indicator, which speaks of an observable."""
    return {
        "type": "indicator",
        "spec_version": "2.1",
        "id": f"indicator--{uuid5(NAMESPACE_URL, str(number))}",
        "created_by_ref": AUTHOR,
        "created": stamp(FIRST),
        "modified": stamp(FIRST + timedelta(seconds=version)),
        "name": f"number {number}, version {version}",
        "pattern": f"[ipv4-addr:value = '198.51.100.{number % 256}']",
        "pattern_type": "stix",
        "valid_from": stamp(FIRST),
        "object_marking_refs": [marking_id(level)],
        "x_about_ref": address(number)["id"],
    }


def address(number: int) -> dict[str, Any]:
    """Return an observable, which has no versions."""
    value = f"203.0.113.{number}"
    named = uuid5(NAMESPACE_URL, value)
    return {
        "type": "ipv4-addr",
        "spec_version": "2.1",
        "id": f"ipv4-addr--{named}",
        "value": value,
    }


def revoked(number: int, version: int) -> dict[str, Any]:
    """Return the revocation of an indicator."""
    return {**indicator(number, version), "name": "revoked", "revoked": True}


def note_on(number: int, version: int = 0) -> dict[str, Any]:
    """Return a note that speaks of an observable, or of none of a later version."""
    about = [address(number)["id"]] if version == 0 else [indicator(number)["id"]]
    return {
        **{name: indicator(number, version)[name] for name in ("created", "modified")},
        "type": "note",
        "spec_version": "2.1",
        "id": f"note--{uuid5(NAMESPACE_URL, str(number))}",
        "content": "x",
        "object_refs": about,
    }


def put(
    ledger: Engine,
    *objects: dict[str, Any],
    collection: str = "amber",
    tlp: str = "",
    at: datetime = NOW,
) -> Sequence[dict[str, Any]]:
    """Publish objects, and return those of them that were new."""
    made = Publication("Ada", at, collection, tlp or collection, "peers", ["C-1"], [])
    with writing_alone(ledger) as connection:
        new = unpublished(connection, collection, objects)
        publish(connection, made, new)
    return new
