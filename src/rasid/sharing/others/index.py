"""What others said by its id and by what it refers to; only what stands is in force."""

import json
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rasid.sharing.others.keeping import Known
from rasid.sharing.others.statement import ACTORS

OPINIONS = ("note", "opinion")
NUMBERED = "mitre-attack"
_OF = ("object_refs", "sighting_of_ref", "source_ref", "target_ref")


@dataclass(frozen=True, slots=True)
class Said:
    """One version of what a source said, its content read."""

    source: str
    stix_id: str
    version: str
    type: str
    created: str
    revoked: bool
    tlp: str
    content: Mapping[str, Any]
    came_with: str
    taken_at: str

    @property
    def refs(self) -> tuple[str, ...]:
        """The ids that it is about."""
        found = [self.content.get(name, ()) for name in _OF]
        return tuple(
            dict.fromkeys(i for one in found for i in ([one] if isinstance(one, str) else one))
        )


@dataclass(frozen=True, slots=True)
class Subject:
    """A campaign or an actor as one source tells of it: its newest version that says something."""

    said: Said
    versions: tuple[Said, ...]
    revoked: bool

    @property
    def stix_id(self) -> str:
        """Its id."""
        return self.said.stix_id

    @property
    def type(self) -> str:
        """Whether it is a campaign, or what kind of actor."""
        return self.said.type

    @property
    def content(self) -> Mapping[str, Any]:
        """What is said of it."""
        return self.said.content

    @property
    def names(self) -> tuple[str, ...]:
        """What it is called, its own name first."""
        numbers = (n for by, n in self.content.get("external_references", ()) if by == NUMBERED)
        numbers = (n for by, n in self.content.get("external_references", ()) if by == NUMBERED)
        return tuple(
            dict.fromkeys(
                (
                    self.content.get("name", self.stix_id),
                    *self.content.get("aliases", ()),
                    *numbers,
                )
            )
        )

    @property
    def imported(self) -> tuple[str, ...]:
        """The ids of actors that its source took it over from."""
        return tuple(
            number for by, number in self.content.get("external_references", ()) if by == "imported"
        )


class Index:
    """Looks up what stands; `ours` are this home's campaigns by the ids they were shared as.

    `me` are the ids that this home shares under: whoever writes under one of them may be anybody.
    """

    def __init__(
        self, known: Iterable[Known], ours: Mapping[str, str], me: Container[str] = ()
    ) -> None:
        self._ours = ours
        self._me = me
        self._names: dict[str, dict[str, str]] = defaultdict(dict)
        self._ends: dict[str, dict[str, str]] = defaultdict(dict)
        self._about: dict[str, list[Said]] = defaultdict(list)
        self._holders: dict[str, set[str]] = defaultdict(set)
        self.subjects: list[Subject] = []
        claims = []
        for versions in _grouped(known):
            self._take(versions)
            claims += [versions[-1]] if versions[-1].type == "relationship" else []
        for claim in claims:
            if not claim.revoked:
                self._ends[claim.stix_id][claim.source] = f"that {self._claim(claim)}"

    def _take(self, versions: Sequence[Said]) -> None:
        revoked = any(one.revoked for one in versions)
        newest = next((one for one in reversed(versions) if not one.revoked), versions[-1])
        if newest.type in ("campaign", *ACTORS):
            self.subjects.append(Subject(newest, tuple(versions), revoked))
            if not revoked:
                self._holders[newest.stix_id].add(newest.source)
        if revoked:
            return
        name = _named(newest)
        if name:
            self._names[newest.stix_id][newest.source] = name
        for ref in newest.refs:
            self._about[ref].append(newest)

    def about(self, stix_id: str) -> Sequence[Said]:
        """Return what refers to an id."""
        return self._about.get(stix_id, ())

    def about_any(self, ids: Iterable[str]) -> list[Said]:
        """Return what refers to any of these ids, each once."""
        found = {(s.source, s.stix_id): s for stix_id in ids for s in self.about(stix_id)}
        return list(found.values())

    def speaks_of(self, said: Said, subject: Subject) -> bool:
        """Tell whether a source means this subject, where several use its id for their own."""
        return (
            said.source == subject.said.source or said.source not in self._holders[subject.stix_id]
        )

    def also_by(self, subject: Subject) -> tuple[str, ...]:
        """Return who else uses a subject's id for what they tell of."""
        others = self._holders[subject.stix_id] - {subject.said.source}
        return tuple(sorted(map(self.author, others)))

    def author(self, source: str) -> str:
        """Return who a source is, as it calls itself."""
        name = self._names.get(source, {}).get(source, source)
        return f"{name} (in your own name)" if source in self._me else name

    def called(self, stix_id: str, source: str) -> str:
        """Return what a source calls an id, else what others do."""
        if stix_id in self._ours:
            return f"our {self._ours[stix_id]} ({stix_id.partition('--')[0]})"
        names = self._names.get(stix_id) or self._ends.get(stix_id, {})
        return names.get(source) or names.get(stix_id) or min(names.values(), default=stix_id)

    def worded(self, said: Said) -> str:
        """Return in one text what is said."""
        content = said.content
        if said.type == "relationship":
            return ": ".join(filter(None, (self._claim(said), content.get("description", ""))))
        if said.type == "sighting":
            return self._sighting(said)
        return ": ".join(_texts(said))

    def _claim(self, said: Said) -> str:
        ends = (self.called(said.content[end], said.source) for end in ("source_ref", "target_ref"))
        source, target = ends
        return f"{source} {said.content['relationship_type']} {target}"

    def _sighting(self, said: Said) -> str:
        content = said.content
        count = f"{content['count']:,} times" if "count" in content else "seen"
        span = [content.get(end, "")[:10] for end in ("first_seen", "last_seen")]
        where = [self.called(one, said.source) for one in content.get("where_sighted_refs", ())[:3]]
        what = self.called(content["sighting_of_ref"], said.source)
        told = (what, count, " to ".join(filter(None, dict.fromkeys(span))), ", ".join(where))
        return ", ".join(filter(None, (*told, content.get("description", ""))))


def _texts(said: Said) -> Iterator[str]:
    content = said.content
    titles = {"note": "abstract", "opinion": "opinion"}
    bodies = {"note": "content", "opinion": "explanation"}
    yield from filter(
        None, (content.get(titles.get(said.type, "name"), ""), content.get("context", ""))
    )
    body = content.get(bodies.get(said.type, "description"), "")
    authors = ", ".join(content.get("authors", ()))
    if body:
        yield f"{body} ({authors})" if authors else body


def _named(said: Said) -> str:
    numbers = [n for by, n in said.content.get("external_references", ()) if by == NUMBERED]
    name: str = said.content.get("name", "") or said.content.get("country", "")
    return " ".join((*numbers[:1], name)) if said.type == "attack-pattern" else name


def _grouped(known: Iterable[Known]) -> Iterator[Sequence[Said]]:
    """Yield all versions of each id by source, the newest last."""
    found: dict[tuple[str, str], list[Said]] = defaultdict(list)
    for one in known:
        it = one.statement
        said = Said(
            it.source,
            it.stix_id,
            it.version,
            it.type,
            it.created,
            it.revoked,
            it.tlp,
            json.loads(it.content),
            one.came_with,
            one.taken_at,
        )
        found[it.source, it.stix_id].append(said)
    yield from (sorted(versions, key=lambda s: s.version) for versions in found.values())
