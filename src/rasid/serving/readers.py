"""Who may fetch what over TAXII, or send logs: a token for each, of which only a hash is kept."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, select

from rasid.errors import UsageError
from rasid.ledger import taxii_readers, writing_alone

_COST, _BLOCK, _PARALLEL = 2**14, 8, 1
"""Of scrypt: 16 MiB and some 40 ms for each look at a token that is not known yet."""

_PREFIX = "rasid"

INTAKE = "intake"
"""Stands among the collections of who may send logs here."""


API = "api:"
"""Stands before a scope of the API among the collections of who may ask for it."""

METRICS = "metrics"
"""Stands among the collections of who may read the metrics."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody with a token; `proof` is its hash, `until` None where it stays valid."""

    number: int
    name: str
    token_id: str
    proof: str
    collections: tuple[str, ...]
    made_at: str
    made_by: str
    until: datetime | None = None

    def is_over(self, now: datetime) -> bool:
        """Tell whether the token is no longer valid."""
        return self.until is not None and self.until <= now


def allow(  # noqa: PLR0913 - what is written down of a reader
    ledger: Engine,
    name: str,
    collections: Sequence[str],
    *,
    by: str,
    now: datetime,
    until: datetime | None = None,
) -> str:
    """Let a reader in and return the token, which is kept nowhere.

    Raises UsageError where the name is taken, or is none.
    """
    if not name.strip() or not name.isprintable() or ":" in name:
        raise UsageError(f"a reader's name got {name!r}, expected a text without a colon.")
    token_id, secret = secrets.token_hex(8), secrets.token_urlsafe(32)
    token = f"{_PREFIX}_{token_id}_{secret}"
    row = {
        "made_at": now.astimezone(UTC).isoformat("T", "seconds"),
        "made_by": by,
        "name": name,
        "token_id": token_id,
        "proof": _proof(token),
        "collections": json.dumps(list(collections)),
        "until": until.isoformat("T", "seconds") if until else "",
    }
    with writing_alone(ledger) as connection:
        if any(one.name == name for one in _standing(connection)):
            raise UsageError(f"there is a reader {name!r} already; `serve revoke` ends it first.")
        connection.execute(taxii_readers.insert(), row)
    return token


def revoke(ledger: Engine, name: str, *, by: str, now: datetime) -> None:
    """End a reader's token; raises UsageError where there is no such reader."""
    with writing_alone(ledger) as connection:
        reader = next((one for one in _standing(connection) if one.name == name), None)
        if reader is None:
            raise UsageError(f"there is no reader {name!r}; `serve readers` lists them.")
        row = {
            "made_at": now.astimezone(UTC).isoformat("T", "seconds"),
            "made_by": by,
            "name": name,
            **dict.fromkeys(("token_id", "proof", "until"), ""),
            "collections": "[]",
            "revokes": reader.number,
        }
        connection.execute(taxii_readers.insert(), row)


def read_readers(ledger: Engine) -> list[Reader]:
    """Return the readers whose tokens were not revoked."""
    with ledger.connect() as connection:
        return _standing(connection)


def find_reader(ledger: Engine, token_id: str) -> Reader | None:
    """Return the reader to whom a token was given, unless it was revoked."""
    with ledger.connect() as connection:
        return next((one for one in _standing(connection, token_id)), None)


def token_id_of(token: str) -> str:
    """Return the part of a token by which its reader is found; empty where it is none of ours."""
    prefix, _, rest = token.partition("_")
    token_id, _, secret = rest.partition("_")
    return token_id if prefix == _PREFIX and secret else ""


def is_proved(token: str, proof: str) -> bool:
    """Tell in constant time whether a proof is of this token."""
    return hmac.compare_digest(_proof(token, proof.split("$")[-2]).encode(), proof.encode())


def _proof(token: str, salt: str = "") -> str:
    salt = salt or secrets.token_hex(16)
    costs = {"n": _COST, "r": _BLOCK, "p": _PARALLEL}
    digest = hashlib.scrypt(token.encode(), salt=bytes.fromhex(salt), **costs, dklen=32)
    return f"scrypt${_COST}${_BLOCK}${_PARALLEL}${salt}${digest.hex()}"


def _standing(connection: Connection, token_id: str = "") -> list[Reader]:
    revoked = select(taxii_readers.c.revokes).where(taxii_readers.c.revokes.is_not(None))
    asked = select(taxii_readers).where(
        taxii_readers.c.revokes.is_(None), taxii_readers.c.reader.not_in(revoked)
    )
    if token_id:
        asked = asked.where(taxii_readers.c.token_id == token_id)
    rows = connection.execute(asked.order_by(taxii_readers.c.reader)).mappings()
    return [_reader(row) for row in rows]


def _reader(row: Any) -> Reader:  # noqa: ANN401 - a row of the ledger
    return Reader(
        number=row["reader"],
        name=row["name"],
        token_id=row["token_id"],
        proof=row["proof"],
        collections=tuple(json.loads(row["collections"])),
        made_at=row["made_at"],
        made_by=row["made_by"],
        until=datetime.fromisoformat(row["until"]) if row["until"] else None,
    )
