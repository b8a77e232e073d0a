"""What others said, in the ledger: every version of it, from each source apart.

A source can only change what it said itself. A newer version replaces what is shown, the older
stays; what was revoked once stays revoked. Under one id two sources may say different things:
neither is put right, and both are told apart.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, select

from rasid.ledger import statements
from rasid.sharing.indicators import Refused
from rasid.sharing.others.statement import MOST_REFUSED, Statement, Statements

_COLUMNS = tuple(column.name for column in fields(Statement))
_MANY = 5_000

MOST_SOURCES = 10
"""So many sources are kept apart under one id; honest ones never share one."""


@dataclass(frozen=True, slots=True)
class KeptWords:
    """What an import did with what others say: said = added + changed + unchanged + older.

    `kinds` counts what was said by type of object, `apart` the ids under which another source is
    known to say something else.
    """

    said: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    older: int = 0
    revoked: int = 0
    kinds: Mapping[str, int] = field(default_factory=dict)
    apart: tuple[str, ...] = ()
    refused: tuple[Refused, ...] = ()
    refused_in_all: int = 0


@dataclass(frozen=True, slots=True)
class Known:
    """A statement with where it came from, and when that was."""

    statement: Statement
    came_with: str
    taken_at: str


def keep_statements(
    connection: Connection, read: Statements, now: datetime, came_with: str
) -> KeptWords:
    """Keep what was read, and say what it changed."""
    before = _known(connection)
    counts = dict.fromkeys(("added", "changed", "unchanged", "older"), 0)
    fresh: list[Statement] = []
    refused: list[Refused] = []
    kinds: dict[str, int] = {}
    apart: set[str] = set()
    for one in sorted(read.said, key=lambda s: (s.source, s.stix_id, s.version)):
        by_source = before.setdefault(one.stix_id, {})
        if one.source not in by_source and len(by_source) >= MOST_SOURCES:
            why = f"{MOST_SOURCES} other sources use this id already"
            refused.append(Refused(one.stix_id, why))
            continue
        versions = by_source.setdefault(one.source, _Versions())
        verdict = versions.verdict(one)
        if verdict == "forged":
            why = "it contradicts what its source said under the same id"
            refused.append(Refused(one.stix_id, why))
            continue
        counts[verdict] += 1
        kinds[one.type] = kinds.get(one.type, 0) + 1
        if verdict != "unchanged":
            fresh.append(one)
            versions.add(one)
            if any(_differ(other.newest, one) for other in by_source.values()):
                apart.add(one.stix_id)
    _insert(connection, fresh, now, came_with)
    return KeptWords(
        said=sum(counts.values()),
        **counts,
        revoked=sum(one.revoked for one in fresh),
        kinds=kinds,
        apart=tuple(sorted(apart)),
        refused=(*refused, *read.refused)[:MOST_REFUSED],
        refused_in_all=len(refused) + read.refused_in_all,
    )


def read_statements(ledger: Engine) -> list[Known]:
    """Return every version of all that others said, in the order of source, id and version."""
    ordered = select(statements).order_by(
        statements.c.source, statements.c.stix_id, statements.c.version
    )
    with ledger.connect() as connection:
        return [
            Known(_statement(row._mapping), row.came_with, row.taken_at)  # noqa: SLF001
            for row in connection.execute(ordered)
        ]


class _Versions:
    """What one source said under one id, by version."""

    def __init__(self) -> None:
        self._known: dict[str, Statement] = {}
        self.newest: Statement | None = None

    def add(self, one: Statement) -> None:
        """Take one more version in."""
        self._known[one.version] = one
        if self.newest is None or self.newest.version < one.version:
            self.newest = one

    def verdict(self, one: Statement) -> str:
        """Say what a statement is against what is known."""
        if self.newest is None:
            return "added"
        if one.version in self._known:
            return "unchanged" if self._known[one.version] == one else "forged"
        if one.created and self.newest.created and one.created != self.newest.created:
            return "forged"
        return "older" if one.version < self.newest.version else "changed"


def _differ(said: Statement | None, one: Statement) -> bool:
    """Tell whether another source says something else; a revocation says nothing."""
    if said is None or said.source == one.source or said.revoked or one.revoked:
        return False
    return said.content != one.content


def _known(connection: Connection) -> dict[str, dict[str, _Versions]]:
    found: dict[str, dict[str, _Versions]] = {}
    columns = (statements.c[name] for name in _COLUMNS)
    for row in connection.execute(select(*columns)):
        one = _statement(row._mapping)  # noqa: SLF001
        by_source = found.setdefault(one.stix_id, {})
        by_source.setdefault(one.source, _Versions()).add(one)
    return found


def _statement(row: Mapping[Any, Any]) -> Statement:
    told = {name: row[name] for name in _COLUMNS}
    return Statement(**{**told, "revoked": bool(told["revoked"])})


def _insert(
    connection: Connection, fresh: Sequence[Statement], now: datetime, came_with: str
) -> None:
    taken = now.astimezone(UTC).isoformat(timespec="seconds")
    for at in range(0, len(fresh), _MANY):
        rows = [
            {
                **{name: getattr(one, name) for name in _COLUMNS},
                "revoked": int(one.revoked),
                "came_with": came_with,
                "taken_at": taken,
            }
            for one in fresh[at : at + _MANY]
        ]
        connection.execute(statements.insert(), rows)
