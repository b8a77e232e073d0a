"""Who calls whom what, and what is said to be the same: claims side by side, nothing merged.

A claim holds until its source takes it back, or an analyst rejects it; either way it stays shown.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Engine, or_, select

from rasid.attribution.actor_ledger import UNDATED, moment, stated_version
from rasid.attribution.bundle import Stix
from rasid.attribution.misp_galaxy import CLUSTER
from rasid.attribution.names import citations_of, is_actor, names_of
from rasid.attribution.relations import PART, Claimed, read_claimed
from rasid.ledger import actor_names, actors

CALLED = "called"

_SPEAKING = (
    *("intrusion-set--%", "threat-actor--%", f"{CLUSTER}--%"),
    *("identity--%", "campaign--%", "relationship--%"),
)


@dataclass(frozen=True, slots=True)
class NameClaim:
    """That one source calls an actor so.

    `since` and `until` are its oldest and newest version that says so (a time, or a number such as
    `version 336`), `taken_at` is when it was imported first, `cited_since` the year of the oldest
    work that it cites for the name. It `holds` until its newest version lacks the name. `rejected`
    says which decision rejects it, else it is empty.
    """

    name: str
    by: str
    since: str
    until: str
    taken_at: str
    cites: tuple[str, ...] = ()
    cited_since: int | None = None
    confidence: int | None = None
    holds: bool = True
    rejected: str = ""


@dataclass(frozen=True, slots=True)
class RelationClaim:
    """That one actor is the same as another, overlaps it or is part of it.

    `said` is the source's own word; `inward` that the other one is the subject. `other_name` is
    empty where the other was not imported.
    """

    verb: str
    said: str
    other: str
    other_name: str
    by: str
    inward: bool = False
    since: str = ""
    confidence: int | None = None
    likelihood: str = ""
    rejected: str = ""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A campaign that a source ascribes to an actor."""

    name: str
    by: str
    first_seen: datetime | None
    last_seen: datetime | None


@dataclass(frozen=True, slots=True)
class ClaimedActor:
    """One object that tells of an actor; `holds` is whether its source still stands by it."""

    stix_id: str
    name: str
    by: str
    created: datetime | None
    modified: datetime | None
    holds: bool
    names: tuple[NameClaim, ...]
    relations: tuple[RelationClaim, ...] = ()
    sightings: tuple[Sighting, ...] = ()


class Ruling(Protocol):
    """What an analyst decided of a claim; `verb` is CALLED or a relation's."""

    @property
    def rejects(self) -> bool:
        """Whether it rejects a claim, else it makes one."""

    @property
    def actor(self) -> str:
        """The id of the actor."""

    @property
    def verb(self) -> str:
        """What the claim says."""

    @property
    def other(self) -> str:
        """The name, or the id of the other actor."""

    @property
    def made_on(self) -> str:
        """The day."""

    @property
    def signed(self) -> str:
        """Whose decision it is and why."""


def read_claims(ledger: Engine, rulings: Sequence[Ruling] = ()) -> list[ClaimedActor]:
    """Return every object that tells of an actor, with all claims on it, ordered by name."""
    with ledger.connect() as connection:
        speaking = or_(*(actors.c.stix_id.like(like) for like in _SPEAKING))
        rows = connection.execute(select(actors.c.source, actors.c.stix).where(speaking))
        told = [(row.source, json.loads(row.stix)) for row in rows]
        kept: dict[str, list[Any]] = defaultdict(list)
        for row in connection.execute(select(actor_names)):
            kept[row.stix_id].append(row)
    objects = {stix["id"]: stix for _, stix in told}
    authors = {stix["id"]: _author(stix, source, objects) for source, stix in told}
    found = [
        _claimed(stix, authors[stix["id"]], kept[stix["id"]]) for _, stix in told if is_actor(stix)
    ]
    claimed = read_claimed(objects, authors)
    return ruled(_related(found, claimed, objects), rulings)


def _author(stix: Stix, source: str, objects: Mapping[str, Stix]) -> str:
    """Return who says it: the galaxy, the identity that created it, else where it came from."""
    if stix["type"] == CLUSTER:
        return f"MISP galaxy {stix['galaxy']['type']}"
    creator = objects.get(stix.get("created_by_ref", ""))
    return str(creator["name"]) if creator and creator["type"] == "identity" else source


def _claimed(stix: Stix, by: str, kept: Iterable[Any]) -> ClaimedActor:
    name, *_ = names_of(stix)
    return ClaimedActor(
        stix_id=stix["id"],
        name=name,
        by=by,
        created=moment(stix.get("created")),
        modified=moment(stix.get("modified")),
        holds=not (stix.get("revoked") or stix.get("x_mitre_deprecated")),
        names=tuple(_names(stix, by, kept)),
    )


def _names(stix: Stix, by: str, kept: Iterable[Any]) -> Iterable[NameClaim]:
    """Yield the names of the newest version, and then those that only older ones had."""
    rows = {row.name: row for row in kept}
    now = names_of(stix)
    confidence = stix.get("confidence")
    for name in (*now, *sorted(rows.keys() - set(now))):
        row, version = rows.get(name), stated_version(stix)
        cited = citations_of(stix, name)
        yield NameClaim(
            name,
            by,
            since=_shown_version(row.since if row else version),
            until=_shown_version(row.until if row else version),
            taken_at=row.taken_at if row else "",
            cites=cited.works,
            cited_since=cited.since,
            confidence=confidence if isinstance(confidence, int) else None,
            holds=name in now,
        )


def _shown_version(stated: str) -> str:
    return f"version {int(stated[1:])}" if stated.startswith("v") else stated


def _related(
    found: Iterable[ClaimedActor], claimed: Iterable[Claimed], objects: Mapping[str, Stix]
) -> list[ClaimedActor]:
    relations: dict[str, list[RelationClaim]] = defaultdict(list)
    sightings: dict[str, list[Sighting]] = defaultdict(list)
    names = {stix_id: names_of(s)[0] for stix_id, s in objects.items() if is_actor(s)}
    for one in claimed:
        campaign = objects.get(one.source, {"type": ""})
        if campaign["type"] == "campaign":
            first, last = (moment(campaign.get(key)) for key in ("first_seen", "last_seen"))
            sightings[one.target].append(Sighting(campaign["name"], one.by, first, last))
            continue
        for here, there in ((one.source, one.target), (one.target, one.source)):
            relations[here].append(
                RelationClaim(
                    one.verb,
                    one.said,
                    there,
                    names.get(there, ""),
                    one.by,
                    inward=here == one.target,
                    since=_shown_version(one.since),
                    confidence=one.confidence,
                    likelihood=one.likelihood,
                )
            )
    by_name = sorted(found, key=lambda actor: (actor.name.casefold(), actor.stix_id))
    return [
        replace(
            actor,
            relations=tuple(sorted(_once(relations[actor.stix_id]), key=_order)),
            sightings=tuple(
                sorted(sightings[actor.stix_id], key=lambda s: (s.first_seen or UNDATED, s.name))
            ),
        )
        for actor in by_name
    ]


def _once(relations: Iterable[RelationClaim]) -> Iterable[RelationClaim]:
    """Leave out what a source says from the other end too, where neither end is the part."""
    found: dict[object, RelationClaim] = {}
    for one in sorted(relations, key=lambda claim: claim.inward):
        either = one.inward if one.verb == PART else None
        key = (one.verb, one.said, one.other, one.by, one.confidence, one.likelihood, either)
        found.setdefault(key, one)
    return found.values()


def _order(relation: RelationClaim) -> tuple[str, str, str, bool]:
    return relation.verb, relation.other_name or "\U0010ffff", relation.by, relation.inward


def ruled(found: Sequence[ClaimedActor], rulings: Sequence[Ruling]) -> list[ClaimedActor]:
    """Add what analysts claim, and mark what they reject, in the order of their decisions."""
    by_id = {actor.stix_id: actor for actor in found}
    for ruling in rulings:
        for here, there, inward in ((ruling.actor, ruling.other, False), *_back(ruling)):
            actor = by_id.get(here)
            if actor is not None:
                by_id[here] = _apply(actor, ruling, there, by_id, inward=inward)
    return list(by_id.values())


def _back(ruling: Ruling) -> list[tuple[str, str, bool]]:
    return [] if ruling.verb == CALLED else [(ruling.other, ruling.actor, True)]


def _apply(
    actor: ClaimedActor,
    ruling: Ruling,
    other: str,
    known: Mapping[str, ClaimedActor],
    *,
    inward: bool,
) -> ClaimedActor:
    if ruling.verb == CALLED:
        return replace(actor, names=_ruled_names(actor, ruling))
    if not ruling.rejects:
        name = known[other].name if other in known else ""
        new = RelationClaim(
            ruling.verb, ruling.verb, other, name, ruling.signed, inward, ruling.made_on
        )
        return replace(actor, relations=(*actor.relations, new))
    return replace(
        actor,
        relations=tuple(
            replace(claim, rejected=ruling.signed)
            if (claim.verb, claim.other) == (ruling.verb, other)
            and (claim.verb != PART or claim.inward == inward)
            else claim
            for claim in actor.relations
        ),
    )


def _ruled_names(actor: ClaimedActor, ruling: Ruling) -> tuple[NameClaim, ...]:
    if not ruling.rejects:
        new = NameClaim(ruling.other, ruling.signed, ruling.made_on, ruling.made_on, ruling.made_on)
        return (*actor.names, new)
    return tuple(
        replace(claim, rejected=ruling.signed) if claim.name == ruling.other else claim
        for claim in actor.names
    )
