"""What was shared, put where others fetch it: a collection for each TLP level.

A collection only grows, and gives out no more what is withdrawn. Each object has a moment of its
own at which it was added, later than all before, so that whoever asks for what was added after a
moment misses nothing and gets nothing twice.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, func, select

from rasid.errors import IntegrityError, UsageError
from rasid.ledger import taxii_objects, taxii_publications
from rasid.sharing.tlp import is_as_close, label, level_of_marking
from rasid.sharing.versions import Stix
from rasid.sharing.withdrawing import is_given, withdraw

_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Publication:
    """Who puts what into which collection, and under what it was shared."""

    by: str
    at: datetime
    collection: str
    tlp: str
    profile: str
    campaigns: Sequence[str]
    named: Sequence[str]


def require_room(tlp: str, collection: str) -> None:
    """Raise UsageError where a collection is more open than what is to be put into it."""
    if not is_as_close(collection, tlp):
        raise UsageError(f"the collection {label(collection)} is too open for {label(tlp)}.")


def unpublished(connection: Connection, collection: str, objects: Sequence[Stix]) -> list[Stix]:
    """Return the objects that a collection does not hold as they are now."""
    asked = select(taxii_objects.c.stix_id, taxii_objects.c.stix)
    asked = asked.where(taxii_objects.c.collection == collection, is_given(taxii_objects.c))
    rows = connection.execute(asked.order_by(taxii_objects.c.date_added))
    held = {row.stix_id: row.stix for row in rows}
    return [stix for stix in objects if held.get(stix["id"]) != _text(stix)]


def publish(connection: Connection, made: Publication, objects: Sequence[Stix]) -> None:
    """Add objects that a collection does not hold yet, and record it; none: nothing is changed."""
    for stix in objects:
        _require_marking(stix, made.collection)
    if not objects:
        return
    row = {
        "published_at": made.at.astimezone(UTC).isoformat("T", "seconds"),
        "published_by": made.by,
        "collection": made.collection,
        "tlp": made.tlp,
        "profile": made.profile,
        "campaigns": json.dumps(sorted(made.campaigns)),
        "named": json.dumps(sorted(made.named)),
        "added": len(objects),
        "sha256": hashlib.sha256("\n".join(map(_text, objects)).encode()).hexdigest(),
    }
    recorded = connection.execute(taxii_publications.insert(), row)
    (number,) = recorded.inserted_primary_key or (0,)
    moments = _moments(connection, made)
    rows = [_row(stix, next(moments), made.collection, number) for stix in objects]
    connection.execute(taxii_objects.insert(), rows)
    withdraw(connection, number)


def exact(moment: datetime) -> str:
    """Return a time as TAXII writes it, in UTC to the microsecond."""
    return moment.astimezone(UTC).isoformat("T", "microseconds").replace("+00:00", "Z")


def _moments(connection: Connection, made: Publication) -> Iterator[datetime]:
    """Yield moments from now on, all later than what the collection holds."""
    newest = select(func.max(taxii_objects.c.date_added))
    last = connection.scalar(newest.where(taxii_objects.c.collection == made.collection))
    moment = made.at.astimezone(UTC)
    if last is not None:
        moment = max(moment, datetime.fromisoformat(last) + _TICK)
    while True:
        yield moment
        moment += _TICK


def _row(stix: Stix, added: datetime, collection: str, publication: int) -> dict[str, object]:
    return {
        "collection": collection,
        "date_added": exact(added),
        "stix_id": stix["id"],
        "version": stix.get("modified") or stix.get("created") or exact(added),
        "type": stix["type"],
        "spec_version": stix["spec_version"],
        "publication": publication,
        "stix": _text(stix),
    }


def _require_marking(stix: Stix, collection: str) -> None:
    levels = filter(None, map(level_of_marking, stix.get("object_marking_refs", ())))
    if not all(is_as_close(collection, level) for level in levels):
        raise IntegrityError(f"{stix['id']} is marked closer than the collection {collection}.")


def _text(stix: Stix) -> str:
    return json.dumps(stix, sort_keys=True)
