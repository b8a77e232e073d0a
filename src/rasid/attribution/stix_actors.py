"""Actors in the ledger: STIX objects kept whole, and the profiles that they add up to.

The ledger holds one version of each object: the newest `modified`, and of two equally new ones
the one that came last. Only objects speak, never the prose in them.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, bindparam, select

from rasid.attribution.bundle import Stix, read_bundle
from rasid.attribution.knowledge import learn, profiles
from rasid.attribution.observables import from_pattern
from rasid.attribution.profile import ActorProfile, stated_hours
from rasid.errors import InputError
from rasid.ledger import actors

NOBODY = "unknown"
UNDATED = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ActorReport:
    """What an import found and did: objects = added + updated + unchanged + older."""

    objects: int
    actors: int
    added: int
    updated: int
    unchanged: int
    older: int
    warnings: tuple[str, ...]


def import_actors(path: Path, ledger: Engine) -> ActorReport:
    """Import a STIX bundle; raises InputError or UsageError, and then nothing is changed."""
    bundle = read_bundle(path)
    for stix in bundle.objects:
        _check(path, stix)
    came = _newest(bundle.objects)
    with ledger.begin() as connection:
        before = {stix["id"]: stix for stix in _stored(connection)}
        added = came.keys() - before.keys()
        unchanged = {i for i in came.keys() - added if came[i] == before[i]}
        older = {i for i in came.keys() - added if _modified(came[i]) < _modified(before[i])}
        updated = came.keys() - added - unchanged - older
        _replace(connection, updated, bundle.source, [came[i] for i in sorted(added | updated)])
    return ActorReport(
        objects=len(came),
        actors=sum(stix["type"] == "intrusion-set" for stix in came.values()),
        added=len(added),
        updated=len(updated),
        unchanged=len(unchanged),
        older=len(older),
        warnings=tuple(_warnings(path, came.values(), before.keys() | came.keys())),
    )


def read_actors(ledger: Engine) -> list[ActorProfile]:
    """Return a profile of each intrusion set in force, ordered by name."""
    with ledger.connect() as connection:
        return profiles(learn(_stored(connection)))


def _check(path: Path, stix: Stix) -> None:
    """Refuse what the STIX library lets pass and a profile could not be made of."""
    if stix["type"] == "intrusion-set" and stix["name"].strip().lower() == NOBODY:
        problem = f"{stix['id']}: the name {stix['name']!r} stands for no actor at all."
        raise InputError(path, problem)
    try:
        if stix["type"] == "intrusion-set":
            stated_hours(stix)
        if stix["type"] == "indicator" and stix.get("pattern_type", "stix") == "stix":
            from_pattern(stix["pattern"], stix.get("spec_version", "2.0"))
    except ValueError as error:
        raise InputError(path, f"{stix['id']}: {error}.") from None


def _newest(objects: Iterable[Stix]) -> dict[str, Stix]:
    newest: dict[str, Stix] = {}
    for stix in objects:
        known = newest.get(stix["id"])
        if known is None or _modified(known) <= _modified(stix):
            newest[stix["id"]] = stix
    return newest


def _modified(stix: Stix) -> datetime:
    """Return when a version was made; observables and odd custom objects have no such time."""
    try:
        moment = datetime.fromisoformat(stix["modified"])
    except (KeyError, TypeError, ValueError):
        return UNDATED
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _warnings(path: Path, came: Iterable[Stix], known: Iterable[str]) -> Iterable[str]:
    here = set(known)
    loose = sum(
        stix["type"] == "relationship" and not {stix["source_ref"], stix["target_ref"]} <= here
        for stix in came
    )
    if loose:
        yield f"{path}: {loose} relationships lead to objects that were not imported."
    if not any(stix["type"] == "intrusion-set" for stix in came):
        yield f"{path}: no intrusion-set, so no actor, is in it."


def _stored(connection: Connection) -> list[Stix]:
    return [json.loads(text) for text in connection.scalars(select(actors.c.stix))]


def _replace(connection: Connection, old: set[str], source: str, new: list[Stix]) -> None:
    if old:
        gone = actors.delete().where(actors.c.stix_id == bindparam("gone"))
        connection.execute(gone, [{"gone": stix_id} for stix_id in sorted(old)])
    if new:
        rows = [{"source": source, "stix_id": s["id"], "stix": _canonical(s)} for s in new]
        connection.execute(actors.insert(), rows)


def _canonical(stix: Stix) -> str:
    return json.dumps(stix, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
