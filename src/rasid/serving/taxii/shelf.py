"""Looking things up in a collection, a page at a time, in the order in which they were added."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Engine, Select, and_, exists, or_, select, true

from rasid.ledger import taxii_objects
from rasid.serving.taxii.asked import Asked
from rasid.sharing.withdrawing import is_given

_HELD = taxii_objects.c
_OTHER = taxii_objects.alias("other")


@dataclass(frozen=True, slots=True)
class Held:
    """A version of an object as a collection holds it; `stix` is empty where it was not asked."""

    date_added: str
    stix_id: str
    version: str
    stix: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Some of what was asked for, and whether there is more after it."""

    held: Sequence[Held]
    more: bool


def read_page(ledger: Engine, collection: str, asked: Asked, *, whole: bool) -> Page:
    """Return the first page of what is asked for; `whole` says whether with the objects."""
    columns = [_HELD[name] for name in Held.__dataclass_fields__ if whole or name != "stix"]
    query = _filtered(select(*columns), collection, asked)
    with ledger.connect() as connection:
        rows = connection.execute(query.order_by(_HELD.date_added).limit(asked.limit + 1))
        found = [Held(*row) for row in rows]
    return Page(found[: asked.limit], len(found) > asked.limit)


def holds(ledger: Engine, collection: str, stix_id: str) -> bool:
    """Tell whether a collection gives out an object in any version."""
    query = select(_HELD.stix_id).where(
        _HELD.collection == collection, _HELD.stix_id == stix_id, is_given(_HELD)
    )
    with ledger.connect() as connection:
        return connection.execute(query.limit(1)).first() is not None


def _filtered(query: Select[Any], collection: str, asked: Asked) -> Select[Any]:
    query = query.where(_HELD.collection == collection, _HELD.date_added > asked.after)
    for column, values in (
        (_HELD.stix_id, asked.ids),
        (_HELD.type, asked.types),
        (_HELD.spec_version, asked.spec_versions),
    ):
        if values is not None:
            query = query.where(column.in_(values))
    return query.where(is_given(_HELD), _of_version(asked.versions))


def _of_version(versions: Sequence[str]) -> ColumnElement[bool]:
    if "all" in versions:
        return true()
    same = and_(
        _OTHER.c.collection == _HELD.collection,
        _OTHER.c.stix_id == _HELD.stix_id,
        is_given(_OTHER.c),
    )
    ends = {
        "last": ~exists().where(same, _OTHER.c.date_added > _HELD.date_added),
        "first": ~exists().where(same, _OTHER.c.date_added < _HELD.date_added),
    }
    wanted: list[ColumnElement[bool]] = [ends[one] for one in versions if one in ends]
    return or_(_HELD.version.in_([one for one in versions if one not in ends]), *wanted)
