"""Actors in the ledger: objects kept whole, and the profiles that they add up to.

The ledger holds one version of each object: the newest, and of two equally new ones the one that
came last. A version that somebody else made than the one known is left out: only who created an
object may change it. Only objects speak, never the prose in them.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, bindparam, select

from rasid.attribution.bundle import Bundle, Stix, is_bundle, valid_bundle
from rasid.attribution.documents import likeness, read_document
from rasid.attribution.knowledge import learn, profiles
from rasid.attribution.misp_galaxy import CLUSTER, as_stix, galaxy_version, is_galaxy, valid_galaxy
from rasid.attribution.names import is_actor, names_of
from rasid.attribution.novelty import NOBODY
from rasid.attribution.observables import from_pattern
from rasid.attribution.profile import ActorProfile, stated_hours
from rasid.errors import InputError
from rasid.ledger import actor_names, actors, writing_alone

UNDATED = datetime.min.replace(tzinfo=UTC)

_UNPROFILED = ("malware--%", "tool--%", "x-mitre-%", "course-of-action--%")
"""Ids of objects that no profile is made of, and most of a large bundle."""


@dataclass(frozen=True, slots=True)
class ActorReport:
    """What an import found and did: objects = added + updated + unchanged + older + foreign."""

    objects: int
    actors: int
    added: int
    updated: int
    unchanged: int
    older: int
    foreign: int
    warnings: tuple[str, ...]


def import_actors(path: Path, ledger: Engine, now: datetime | None = None) -> ActorReport:
    """Import a STIX bundle or a MISP galaxy, `now` dating what is said for the first time.

    Raises InputError or UsageError, and then nothing is changed.
    """
    bundle = _read(path)
    for stix in bundle.objects:
        _check(path, stix)
    came = _newest(bundle.objects)
    with writing_alone(ledger) as connection:
        before = {stix["id"]: stix for stix in _stored(connection)}
        added = came.keys() - before.keys()
        known = came.keys() - added
        unchanged = {i for i in known if came[i] == before[i]}
        foreign = {i for i in known if _creator(came[i]) != _creator(before[i])}
        older = {i for i in known - foreign if _version(came[i]) < _version(before[i])}
        updated = known - unchanged - foreign - older
        _replace(connection, updated, bundle.source, [came[i] for i in sorted(added | updated)])
        _remember_names(connection, [came[i] for i in sorted(came.keys() - foreign)], now)
    return ActorReport(
        objects=len(came),
        actors=sum(map(is_actor, came.values())),
        added=len(added),
        updated=len(updated),
        unchanged=len(unchanged),
        older=len(older),
        foreign=len(foreign),
        warnings=tuple(_warnings(path, came, before.keys() | came.keys(), foreign)),
    )


def read_actors(ledger: Engine) -> list[ActorProfile]:
    """Return a profile of each actor in force, ordered by name."""
    with ledger.connect() as connection:
        stored = _stored(connection, leaving_out=_UNPROFILED)
    plain = [stix for stix in stored if stix["type"] != CLUSTER]
    told = [one for stix in stored if stix["type"] == CLUSTER for one in as_stix(stix)]
    return profiles(learn([*plain, *told]))


def _read(path: Path) -> Bundle:
    document = read_document(path)
    if is_bundle(document.value):
        return valid_bundle(path, document)
    if is_galaxy(document.value):
        return valid_galaxy(path, document)
    what = likeness(document.value)
    raise InputError(path, f"this is {what}, expected a STIX bundle or a MISP galaxy.")


def _check(path: Path, stix: Stix) -> None:
    """Refuse what the STIX library lets pass and a profile could not be made of."""
    nobody = (name for name in names_of(stix) if name.strip().lower() in NOBODY)
    for name in nobody:
        raise InputError(path, f"{stix['id']}: the name {name!r} stands for no actor at all.")
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
        if known is None or _version(known) <= _version(stix):
            newest[stix["id"]] = stix
    return newest


def _version(stix: Stix) -> tuple[datetime, int]:
    """Return what orders versions; observables and odd custom objects have no such time."""
    return moment(stix.get("modified")) or UNDATED, galaxy_version(stix)


def moment(text: object) -> datetime | None:
    """Return an object's time in UTC; None where it states none that can be read."""
    try:
        found = datetime.fromisoformat(text)  # type: ignore[arg-type] # TypeError is an answer
    except (TypeError, ValueError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _creator(stix: Stix) -> object:
    return stix["galaxy"]["type"] if stix["type"] == CLUSTER else stix.get("created_by_ref")


def _warnings(
    path: Path, came: Mapping[str, Stix], known: Iterable[str], foreign: Iterable[str]
) -> Iterable[str]:
    here = set(known)
    loose = sum(
        stix["type"] == "relationship" and not {stix["source_ref"], stix["target_ref"]} <= here
        for stix in came.values()
    )
    if loose:
        yield f"{path}: {loose} relationships lead to objects that were not imported."
    for one in sorted(foreign)[:1]:
        left = len(list(foreign))
        yield f"{path}: {left} objects are known as another author's and stay as they were: {one} …"
    if not any(map(is_actor, came.values())):
        yield f"{path}: no intrusion-set, so no actor, is in it."


def _stored(connection: Connection, leaving_out: Iterable[str] = ()) -> list[Stix]:
    query = select(actors.c.stix)
    for like in leaving_out:
        query = query.where(actors.c.stix_id.not_like(like))
    return [json.loads(text) for text in connection.scalars(query)]


def _replace(connection: Connection, old: set[str], source: str, new: list[Stix]) -> None:
    if old:
        gone = actors.delete().where(actors.c.stix_id == bindparam("gone"))
        connection.execute(gone, [{"gone": stix_id} for stix_id in sorted(old)])
    if new:
        rows = [{"source": source, "stix_id": s["id"], "stix": _canonical(s)} for s in new]
        connection.execute(actors.insert(), rows)


def _remember_names(connection: Connection, said: Iterable[Stix], now: datetime | None) -> None:
    """Note when each name was said first and last, by the versions that were ever imported."""
    taken = now.astimezone(UTC).isoformat(timespec="seconds") if now else ""
    known = {(r.stix_id, r.name): r for r in connection.execute(select(actor_names))}
    new, wider = [], []
    for stix in said:
        said_at = stated_version(stix)
        for name in names_of(stix):
            row = known.get((stix["id"], name))
            if row is None:
                times = {"since": said_at, "until": said_at, "taken_at": taken}
                new.append({"stix_id": stix["id"], "name": name, **times})
            elif said_at < row.since or said_at > row.until:
                times = {"s": min(said_at, row.since), "u": max(said_at, row.until)}
                wider.append({"i": stix["id"], "n": name, **times})
    if new:
        connection.execute(actor_names.insert(), new)
    if wider:
        here = (actor_names.c.stix_id == bindparam("i"), actor_names.c.name == bindparam("n"))
        span = actor_names.update().where(*here).values(since=bindparam("s"), until=bindparam("u"))
        connection.execute(span, wider)


def stated_version(stix: Stix) -> str:
    """Return when a version was made, or which it is, as a text that sorts; may be empty."""
    if stix["type"] == CLUSTER:
        return f"v{galaxy_version(stix):09d}"
    made = moment(stix.get("modified"))
    return made.astimezone(UTC).isoformat(timespec="seconds") if made else ""


def _canonical(stix: Stix) -> str:
    return json.dumps(stix, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
