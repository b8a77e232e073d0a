"""The audit: who did what from where when; only added to, each entry signed and chained.

An entry holds the SHA-256 of the one before it. Its texts (what about, why) are covered by a hash
of their own, so that an erasure can take a person out of them and the chain still holds.
"""

import base64
import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, func, select

from rasid.accounts.roles import Role
from rasid.accounts.tables import audit, audit_end
from rasid.errors import InputError, IntegrityError
from rasid.languages import clean
from rasid.ledger import erasures, writing_alone
from rasid.signing import ALGORITHM, Signer, canonical, verified

KIND = "audit"
START = "0" * 64
"""What stands for the entry before the first."""

COMMAND_LINE = "command line"

DEEDS = (
    "signed in",
    "signed in by recovery code",
    "sign-in refused",
    "left",
    "session ended",
    "password changed",
    "passkey added",
    "passkey removed",
    "passkey refused",
    "authenticator removed",
    "joined",
    "invited",
    "role given",
    "account reset",
    "account removed",
    "decided",
    "undone",
    "revealed",
    "reveal asked",
    "reveal approved",
    "reveal refused",
    "names opened",
    "notices approved",
    "notices sent",
    "file brought",
    "not allowed",
)
"""All that is written down."""

_Row = Mapping[str, Any] | RowMapping
_TEXTS = ("about", "why")
_CHAINED = ("entry", "at", "who", "role", "place", "what", "texts", "before")


@dataclass(frozen=True, slots=True)
class Deed:
    """What is written down: one of DEEDS, who did it in which role and from where."""

    what: str
    who: str
    role: Role
    place: str
    about: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One entry; `digest` is its SHA-256, which the next one holds."""

    entry: int
    at: datetime
    who: str
    role: str
    place: str
    what: str
    about: str
    why: str
    digest: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What a look at the whole audit found; `erased` counts entries whose texts were erased."""

    entries: int
    head: str
    erased: int
    findings: tuple[str, ...]


def write_down(store: Engine, signer: Signer, deed: Deed, now: datetime) -> None:
    """Add an entry; LookupError for a deed that is none of DEEDS."""
    if deed.what not in DEEDS:
        raise LookupError(f"{deed.what!r} is none of the deeds that are written down")
    told = {"about": clean(deed.about), "why": clean(deed.why), "salt": secrets.token_hex(16)}
    with writing_alone(store) as connection:
        last = _last(connection)
        statement = {
            "entry": last["entry"] + 1 if last else 1,
            "at": now.astimezone(UTC).isoformat("T", "seconds"),
            "who": clean(deed.who),
            "role": deed.role.label,
            "place": clean(deed.place),
            "what": deed.what,
            "texts": _hash_of_texts(told),
            "before": _digest(last) if last else START,
        }
        signature = signer.sign(KIND, statement)["signature"]["value"]
        connection.execute(audit.insert(), {**statement, **told, "signature": signature})
        connection.execute(audit_end.delete())
        connection.execute(audit_end.insert(), {"entry": statement["entry"]})


def read_audit(store: Engine, *, since: datetime | None = None) -> list[AuditEntry]:
    """Return the entries in order."""
    wanted = select(audit).order_by(audit.c.entry)
    if since is not None:
        wanted = wanted.where(audit.c.at >= since.astimezone(UTC).isoformat("T", "seconds"))
    with store.connect() as connection:
        return [_entry(row) for row in connection.execute(wanted).mappings()]


def count_of(store: Engine, who: str, what: str, since: datetime) -> int:
    """Return how often somebody did something since then."""
    mine = (
        audit.c.who == clean(who),
        audit.c.what == what,
        audit.c.at >= since.astimezone(UTC).isoformat("T", "seconds"),
    )
    with store.connect() as connection:
        found = connection.execute(select(func.count()).select_from(audit).where(*mine))
        return int(found.scalar_one())


def erased_in(ledger: Engine) -> list[str]:
    """Return what erasures that ended put in the place of people, for `verify_audit`."""
    with ledger.connect() as connection:
        found = connection.execute(select(erasures.c.person).where(erasures.c.ended_at != ""))
        return [row[0] for row in found]


def verify_audit(store: Engine, signer: Signer, stand_ins: Sequence[str]) -> Verified:
    """Look at every entry: its signature by the home's key, its place, its texts.

    `stand_ins` are what erasures put in the place of people. An entry that was changed, removed or
    moved is told. That the last ones are gone shows by the number that the next would have had, and
    to whoever noted the last hash.
    """
    findings: list[str] = []
    erased, before, expected = 0, START, 1
    with store.connect() as connection:
        rows = connection.execute(select(audit).order_by(audit.c.entry)).mappings().all()
        ever = _highest(connection)
    for row in rows:
        place = f"entry {row['entry']}"
        if row["entry"] != expected or row["before"] != before:
            findings.append(
                f"{place} does not follow the one before it; one was changed, removed or moved."
            )
        fault = _fault(row, signer)
        if fault:
            findings.append(f"{place}: {fault}")
        if _hash_of_texts(row) != row["texts"]:
            if any(one in row[name] for one in stand_ins for name in _TEXTS):
                erased += 1
            else:
                findings.append(f"{place}: its texts are not those that were signed.")
        before, expected = _digest(row), row["entry"] + 1
    if ever >= expected:
        findings.append(f"after entry {expected - 1} entries are gone; {ever} was the last.")
    return Verified(len(rows), before, erased, tuple(findings))


def _fault(row: _Row, signer: Signer) -> str:
    """Return why a signature does not hold; empty where it does."""
    envelope = {
        "kind": KIND,
        "statement": {name: row[name] for name in _CHAINED},
        "signature": {
            "algorithm": ALGORITHM,
            "public_key": signer.public,
            "value": row["signature"],
        },
    }
    try:
        base64.b64decode(row["signature"], validate=True)
        verified(envelope, KIND, trusted=signer.public)
    except (IntegrityError, InputError, ValueError):
        return "it was changed, or signed by another key than the home's."
    return ""


def _entry(row: _Row) -> AuditEntry:
    told = {name: row[name] for name in ("entry", "who", "role", "place", "what", *_TEXTS)}
    return AuditEntry(**told, at=datetime.fromisoformat(row["at"]), digest=_digest(row))


def _last(connection: Connection) -> RowMapping | None:
    wanted = select(audit).order_by(audit.c.entry.desc()).limit(1)
    return connection.execute(wanted).mappings().one_or_none()


def _highest(connection: Connection) -> int:
    """Return the highest number that an entry ever had."""
    return int(connection.scalar(select(func.max(audit_end.c.entry))) or 0)


def _hash_of_texts(row: _Row) -> str:
    return hashlib.sha256(canonical([row["salt"], row["about"], row["why"]])).hexdigest()


def _digest(row: _Row) -> str:
    chained = {name: row[name] for name in (*_CHAINED, "signature")}
    return hashlib.sha256(canonical(chained)).hexdigest()
