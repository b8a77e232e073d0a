"""Indicators in the ledger: of each the newest version, from each source apart.

A source can only change what it said itself. What stays the same changes nothing, an older version
neither; a version that contradicts what STIX lets never change is refused as forged.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, select

from rasid.ledger import indicators, writing_alone
from rasid.sharing.indicators import Indicator, Refused
from rasid.sharing.others import KeptWords, keep_statements
from rasid.sharing.reading import MOST_REFUSED, Read, read_indicators

_TIMES = ("valid_from", "valid_until", "created", "modified")
_FLAGS = ("whole", "revoked")
_COLUMNS = (*Indicator.__dataclass_fields__,)
_UNDATED = datetime.min.replace(tzinfo=UTC)
_MANY = 5_000

_Id = tuple[str, str]
_Versions = Mapping[_Id, Sequence[Indicator]]


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import found and did: values = added + changed + unchanged + older.

    `others` is what it did with what else was said.
    """

    values: int
    added: int
    changed: int
    unchanged: int
    older: int
    revoked: int
    expired: int
    refused: tuple[Refused, ...]
    refused_in_all: int
    others: KeptWords = field(default_factory=KeptWords)


def import_indicators(path: Path, ledger: Engine, *, now: datetime, source: str = "") -> Imported:
    """Import a file; raises InputError or UsageError, and then nothing is changed."""
    read = read_indicators(path, source)
    with writing_alone(ledger) as connection:
        return keep(connection, read, now, path.name)


def read_kept(ledger: Engine) -> list[Indicator]:
    """Return every indicator that was not revoked."""
    with ledger.connect() as connection:
        return [one for one in _kept(connection) if not one.revoked]


def keep(connection: Connection, read: Read, now: datetime, came_with: str) -> Imported:
    """Keep what was read, and say what it changed; `came_with` names the file or collection."""
    before = _by_id(_kept(connection))
    came = _by_id(read.indicators)
    fresh: list[Indicator] = []
    gone: list[_Id] = []
    forged: list[Refused] = []
    counts = dict.fromkeys(("added", "changed", "unchanged", "older"), 0)
    for key, ones in came.items():
        verdict = _verdict(before.get(key, ()), ones)
        if verdict == "forged":
            forged.append(Refused(key[1], "it contradicts what its source said under the same id"))
            continue
        counts[verdict] += len(ones)
        if verdict in ("added", "changed"):
            fresh += ones
            gone += [key] if verdict == "changed" else []
    _replace(connection, gone, fresh, now)
    values = sum(counts.values())
    return Imported(
        values=values,
        **counts,
        revoked=sum(one.revoked for one in fresh),
        expired=sum(_is_over(one, now) for ones in came.values() for one in ones),
        refused=(*forged, *read.refused)[:MOST_REFUSED],
        refused_in_all=read.refused_in_all + len(forged),
        others=keep_statements(connection, read.statements, now, came_with),
    )


def _verdict(known: Sequence[Indicator], came: Sequence[Indicator]) -> str:
    """Say what an indicator is against what its source said of it before."""
    if not known:
        return "added"
    if sorted(known, key=_value) == sorted(came, key=_value):
        return "unchanged"
    then, now = (max(one.modified or _UNDATED for one in ones) for ones in (known, came))
    created = {one.created for one in (*known, *came)} - {None}
    if len(created) > 1 or (now == then != _UNDATED):
        return "forged"
    return "older" if now < then else "changed"


def _is_over(one: Indicator, now: datetime) -> bool:
    return one.valid_until is not None and one.valid_until <= now


def _by_id(ones: Iterable[Indicator]) -> dict[_Id, list[Indicator]]:
    found: dict[_Id, list[Indicator]] = {}
    for one in ones:
        found.setdefault((one.source, one.indicator_id), []).append(one)
    return {key: _of_one_version(versions) for key, versions in found.items()}


def _of_one_version(ones: list[Indicator]) -> list[Indicator]:
    """Return only the values that the newest version names."""
    newest = max(one.modified or _UNDATED for one in ones)
    return [one for one in ones if (one.modified or _UNDATED) == newest]


def _value(one: Indicator) -> tuple[str, str]:
    return one.kind, one.value


def _kept(connection: Connection) -> list[Indicator]:
    columns = (indicators.c[name] for name in _COLUMNS)
    return [_read(row._mapping) for row in connection.execute(select(*columns))]  # noqa: SLF001


def _read(row: Mapping[Any, Any]) -> Indicator:
    times = {name: datetime.fromisoformat(row[name]) if row[name] else None for name in _TIMES}
    flags = {name: bool(row[name]) for name in _FLAGS}
    return Indicator(**{**row, **times, **flags})


def _row(one: Indicator, now: datetime) -> dict[str, Any]:
    row = {name: getattr(one, name) for name in _COLUMNS}
    times = {name: row[name].isoformat() if row[name] else "" for name in _TIMES}
    flags = {name: int(row[name]) for name in _FLAGS}
    return {**row, **times, **flags, "imported_at": now.astimezone(UTC).isoformat("T", "seconds")}


def _replace(
    connection: Connection, gone: Sequence[_Id], fresh: Sequence[Indicator], now: datetime
) -> None:
    for source, named in gone:
        of_it = (indicators.c.source == source) & (indicators.c.indicator_id == named)
        connection.execute(indicators.delete().where(of_it))
    for at in range(0, len(fresh), _MANY):
        rows = [_row(one, now) for one in fresh[at : at + _MANY]]
        connection.execute(indicators.insert(), rows)
