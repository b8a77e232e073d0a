"""What collections hold and give out no more: by now it may be known for somebody's own.

Of a revoked object only the revocation is given out, to nobody what it was before. What several
campaigns may share (a person, an actor, a technique, an observable) is not revoked: once no
standing object speaks of it, it goes without a word. So does an observable that is told otherwise
now, for it has no versions.
"""

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnCollection, ColumnElement, Connection, exists, select

from rasid.ledger import taxii_objects, taxii_withdrawals
from rasid.sharing.revoking import NOWHERE

_ID = re.compile(r"[a-z][a-z0-9-]*--[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_SHARED = ("identity--", "intrusion-set--", "attack-pattern--")
_REVOKED = '"revoked": true'
_VERSIONED = '"modified": "'
"""As the ledger writes them; within a text of JSON the quotes would be escaped."""


def is_given(held: ColumnCollection[str, Any]) -> ColumnElement[bool]:
    """Return the condition that a row of `taxii_objects` was not withdrawn after it was added."""
    return ~exists().where(
        taxii_withdrawals.c.collection == held.collection,
        taxii_withdrawals.c.stix_id == held.stix_id,
        taxii_withdrawals.c.publication > held.publication,
    )


def withdraw(connection: Connection, publication: int) -> None:
    """Record what is given out no more as of a publication, in whichever collection it is."""
    rows = _given(connection)
    newest = {(row.collection, row.stix_id): row for row in rows}
    revoked = {row.stix_id for row in newest.values() if _is_revoked(row)}
    spoken_of = {
        stix_id
        for row in newest.values()
        if _VERSIONED in row.stix and row.stix_id not in revoked
        for stix_id in _ID.findall(row.stix)
        if stix_id != row.stix_id
    }
    gone = {
        (row.collection, row.stix_id)
        for row in rows
        if row.publication < publication and not _is_revoked(row)
        if row.stix_id in revoked
        or (_is_shared(row) and row.stix_id not in spoken_of)
        or (_is_bare(row) and row is not newest[row.collection, row.stix_id])
    }
    if gone:
        told = [
            {"collection": collection, "stix_id": stix_id, "publication": publication}
            for collection, stix_id in sorted(gone)
        ]
        connection.execute(taxii_withdrawals.insert(), told)


def _given(connection: Connection) -> Sequence[Any]:
    """Return what is given out until now, in the order in which it was added."""
    held = taxii_objects.c
    asked = select(held.collection, held.stix_id, held.publication, held.stix)
    return connection.execute(asked.where(is_given(held)).order_by(held.date_added)).all()


def _is_revoked(row: Any) -> bool:  # noqa: ANN401 - a row of the ledger
    return _REVOKED in row.stix


def _is_shared(row: Any) -> bool:  # noqa: ANN401 - a row of the ledger
    return row.stix_id.startswith(_SHARED) or _is_bare(row)


def _is_bare(row: Any) -> bool:  # noqa: ANN401 - a row of the ledger
    """Tell whether it is an observable: the marking definitions are OASIS's own and stay."""
    kept = row.stix_id == NOWHERE["id"] or row.stix_id.startswith("marking-definition--")
    return not kept and _VERSIONED not in row.stix
