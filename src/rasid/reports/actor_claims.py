"""Names and relations of actors as claims: finding by any of them, and where sources disagree."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar

from rapidfuzz import fuzz, process

from rasid.errors import UsageError
from rasid.reports.plain import plain

_NEAR = 75
_MOST_NEAR = 5


class Name(Protocol):
    """That one source calls an actor so."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def by(self) -> str:
        """Who says so."""

    @property
    def since(self) -> str:
        """The oldest version that says so."""

    @property
    def until(self) -> str:
        """The newest one."""

    @property
    def taken_at(self) -> str:
        """When it was imported first."""

    @property
    def cites(self) -> tuple[str, ...]:
        """What the source cites for it."""

    @property
    def cited_since(self) -> int | None:
        """The year of the oldest of these."""

    @property
    def confidence(self) -> int | None:
        """From 0 to 100, as the source states it."""

    @property
    def holds(self) -> bool:
        """Whether the source still says so."""

    @property
    def rejected(self) -> str:
        """Which decision rejects it, else empty."""


class Relation(Protocol):
    """That an actor is the same as another, overlaps it or is part of it."""

    @property
    def verb(self) -> str:
        """How they are related."""

    @property
    def rejected(self) -> str:
        """Which decision rejects it, else empty."""


class Seen(Protocol):
    """A campaign that a source ascribes to an actor."""

    @property
    def name(self) -> str:
        """The campaign's name."""

    @property
    def first_seen(self) -> datetime | None:
        """When it was seen first."""


class Claimed(Protocol):
    """One object that tells of an actor, with the claims on it."""

    @property
    def stix_id(self) -> str:
        """Its id."""

    @property
    def name(self) -> str:
        """Its own name as imported."""

    @property
    def by(self) -> str:
        """Whose object it is."""

    @property
    def created(self) -> datetime | None:
        """Since when the source tells of it."""

    @property
    def modified(self) -> datetime | None:
        """Its newest version."""

    @property
    def holds(self) -> bool:
        """Whether its source still stands by it."""

    @property
    def names(self) -> Sequence[Name]:
        """What it is called."""

    @property
    def relations(self) -> Sequence[Relation]:
        """What it is said to be to others."""

    @property
    def sightings(self) -> Sequence[Seen]:
        """Campaigns ascribed to it."""


AClaimed = TypeVar("AClaimed", bound=Claimed)
Bearers = Mapping[str, Sequence[Claimed]]
"""Who bears each folded name that is still claimed and not rejected."""


def actors_named(claimed: Sequence[AClaimed], name: str) -> list[AClaimed]:
    """Return the actors that were ever called so, or have this id; UsageError if none was.

    Case, accents' encoding, spaces and punctuation do not matter. Those that are still called so
    come first.
    """
    wanted = folded(name)
    found = [a for a in claimed if a.stix_id == name or wanted in map(folded, _ever(a))]
    if not found:
        raise UsageError(f"there is no actor {name!r}; {_near(claimed, name)}.")
    return sorted(found, key=lambda a: not (a.holds and wanted in map(folded, _now(a))))


def actors_like(claimed: Iterable[AClaimed], text: str) -> list[AClaimed]:
    """Return the actors with this text in a name or in who tells of them."""
    wanted = folded(text)
    return [a for a in claimed if any(wanted in folded(one) for one in (a.by, *_ever(a)))]


def bearers_of(claimed: Iterable[Claimed]) -> Bearers:
    """Return who bears each name, by the folded name."""
    found: dict[str, list[Claimed]] = {}
    for actor in claimed:
        if actor.holds:
            for name in dict.fromkeys(map(folded, _now(actor))):
                found.setdefault(name, []).append(actor)
    return found


def claims_of(actor: Claimed, bearers: Bearers) -> dict[str, Any]:
    """Return the claims on an actor as JSON values, and where sources disagree about it."""
    names = [
        {
            **_plain(claim),
            "also": [
                {"stix_id": other.stix_id, "name": other.name, "said_by": other.by}
                for other in bearers.get(folded(claim.name), ())
                if other.stix_id != actor.stix_id
            ],
        }
        for claim in actor.names
    ]
    return {
        "created": plain(actor.created),
        "modified": plain(actor.modified),
        "names": names,
        "relations": [plain(claim) for claim in actor.relations],
        "sightings": [plain(seen) for seen in actor.sightings],
        "disagreements": disagreements(actor, bearers),
    }


def disagreements(actor: Claimed, bearers: Bearers) -> list[str]:
    """Say where a source gives one name to several, and where one's actor is another's several."""
    mine = dict.fromkeys(map(folded, _now(actor))) if actor.holds else {}
    spelt = {folded(name): name for name in _now(actor)}
    said = []
    for name in mine:
        for source, group in _by_source(bearers.get(name, ())).items():
            if len(group) > 1:
                several = _listed([one.name for one in group])
                said.append(f"{source} gives the name {spelt[name]!r} to {several}.")
    touched = {a.stix_id: a for name in mine for a in bearers.get(name, ())}
    for source, group in _by_source(touched.values()).items():
        if len(group) > 1 and source != actor.by:
            several = _listed([one.name for one in group])
            said.append(
                f"{actor.by} has one actor, {actor.name}, for what {source} keeps apart: {several}."
            )
    return list(dict.fromkeys(said))


def folded(name: str) -> str:
    """Return a name as names are compared: letters and digits alone, whatever their case."""
    plain_name = unicodedata.normalize("NFKC", name).casefold()
    kept = "".join(character for character in plain_name if character.isalnum())
    return kept or " ".join(plain_name.split())


def _plain(claim: Name) -> dict[str, Any]:
    told: Any = plain(claim)
    return dict(told)


def _ever(actor: Claimed) -> list[str]:
    return [actor.name, *(claim.name for claim in actor.names)]


def _now(actor: Claimed) -> list[str]:
    return [claim.name for claim in actor.names if claim.holds and not claim.rejected]


def _by_source(actors: Iterable[Claimed]) -> dict[str, list[Claimed]]:
    found: dict[str, list[Claimed]] = {}
    for actor in sorted(actors, key=lambda one: one.name.casefold()):
        found.setdefault(actor.by, []).append(actor)
    return found


def _listed(names: Sequence[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}"


def _near(claimed: Sequence[Claimed], name: str) -> str:
    """Say which names are like one that nobody bears, or how many are known."""
    if not claimed:
        return "none has been imported yet"
    known = list(dict.fromkeys(one for actor in claimed for one in _ever(actor)))
    near = process.extract(
        name, known, scorer=fuzz.ratio, processor=folded, limit=_MOST_NEAR, score_cutoff=_NEAR
    )
    if near:
        return f"near it: {', '.join(one for one, _, _ in near)}"
    return f"{len(claimed):,} are known, and `rasid show actors TEXT` searches them"
