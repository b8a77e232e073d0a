"""What others say of a campaign or a group, looked up one step from it and no further.

It is shown beside what rasid found, with who says it, when, and how it came here; nothing of it is
weighed.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, select

from rasid.ledger import indicators, shared
from rasid.sharing.others.index import OPINIONS, Index, Said, Subject
from rasid.sharing.others.keeping import read_statements

Alike = Callable[[str], bool]
"""Tells whether a name is one of an actor's."""

MOST_VALUES = MOST_WORDS = 1_000
_ORDER = ("opinion", "note", "report", "relationship", "sighting", "grouping")


@dataclass(frozen=True, slots=True)
class Word:
    """One thing that a source says: a relationship, a note, an opinion, a report, a sighting.

    `by_name` tells that it is taken to be about this actor for the name alone.
    """

    kind: str
    text: str
    about: str
    said_by: str
    said_at: str
    came_with: str
    taken_at: str
    tlp: str
    confidence: int | None
    stix_id: str
    by_name: bool = False


@dataclass(frozen=True, slots=True)
class Version:
    """What a campaign was called in one version, and when that came here."""

    version: str
    name: str
    confidence: int | None
    revoked: bool
    taken_at: str


@dataclass(frozen=True, slots=True)
class OthersCampaign:
    """A campaign that somebody else tells of; `also_by` are others who use its id for their own.

    Of its `values` and `words` the first thousand are there, `indicators` and `said` count all.
    """

    stix_id: str
    name: str
    aliases: tuple[str, ...]
    said_by: str
    said_at: str
    came_with: str
    taken_at: str
    tlp: str
    confidence: int | None
    revoked: bool
    first_seen: str
    last_seen: str
    objective: str
    description: str
    also_by: tuple[str, ...]
    indicators: int
    values: tuple[str, ...]
    said: int
    words: tuple[Word, ...]
    versions: tuple[Version, ...]


class Told:
    """All that others said, by what it is about."""

    def __init__(
        self,
        index: Index,
        values: Mapping[tuple[str, str], Sequence[str]],
        own: Mapping[str, Sequence[str]],
    ) -> None:
        self._index = index
        self._values = values
        self._own = own

    def campaigns(self, alike: Alike = lambda _: True) -> list[OthersCampaign]:
        """Return the campaigns of others, or those with such a name, the latest first."""
        found = [
            self._campaign(one)
            for one in self._index.subjects
            if one.type == "campaign" and any(map(alike, one.names))
        ]
        by_name = sorted(found, key=lambda one: (one.name, one.stix_id, one.said_by))
        return sorted(by_name, key=lambda one: one.last_seen, reverse=True)

    def of_actor(self, stix_id: str, alike: Alike) -> list[Word]:
        """Return what is said of an actor, under its id or one of its names."""
        words: dict[str, Word] = {}
        for subject in self._index.subjects:
            same = stix_id in (subject.stix_id, *subject.imported)
            if subject.type == "campaign" or subject.revoked:
                continue
            if same or any(map(alike, subject.names)):
                for word in self._words(subject, by_name=not same):
                    words.setdefault(word.stix_id, word)
        named = [one.stix_id for one in self._index.subjects]
        if stix_id and stix_id not in named:
            words |= {word.stix_id: word for word in self._about([stix_id])}
        return _in_order(words.values())

    def of_own(self, campaign_id: str) -> list[Word]:
        """Return what others say of a campaign of ours, under the ids that it was shared by."""
        found = {word.stix_id: word for word in self._about(self._own.get(campaign_id, ()))}
        return _in_order(found.values())

    def _campaign(self, subject: Subject) -> OthersCampaign:
        said, content = subject.said, subject.content
        values = sorted(self._values_of(subject))
        words = [] if subject.revoked else _in_order(self._words(subject))
        return OthersCampaign(
            stix_id=subject.stix_id,
            name=subject.names[0],
            aliases=subject.names[1:],
            **self._standing(said),
            revoked=subject.revoked,
            first_seen=content.get("first_seen", ""),
            last_seen=content.get("last_seen", ""),
            objective=content.get("objective", ""),
            description=content.get("description", ""),
            also_by=self._index.also_by(subject),
            indicators=len(values),
            values=tuple(values[:MOST_VALUES]),
            said=len(words),
            words=tuple(words[:MOST_WORDS]),
            versions=tuple(
                Version(
                    one.version,
                    one.content.get("name", ""),
                    one.content.get("confidence"),
                    one.revoked,
                    one.taken_at,
                )
                for one in subject.versions
            ),
        )

    def _standing(self, said: Said) -> dict[str, Any]:
        return {
            "said_by": self._index.author(said.source),
            "said_at": said.version or said.created,
            "came_with": said.came_with,
            "taken_at": said.taken_at,
            "tlp": said.tlp,
            "confidence": said.content.get("confidence"),
        }

    def _words(self, subject: Subject, *, by_name: bool = False) -> list[Word]:
        """Return what is said of a subject and of what links it to others."""
        relations = [r for r in self._index.about(subject.stix_id) if r.type == "relationship"]
        relations = [r for r in relations if self._index.speaks_of(r, subject)]
        plain = [r for r in relations if r.content["relationship_type"] != "indicates"]
        ids = [subject.stix_id, *(r.stix_id for r in plain)]
        said = [
            one
            for one in self._index.about_any(ids)
            if one.type != "relationship" and self._index.speaks_of(one, subject)
        ]
        return [self._word(one, subject.stix_id, by_name=by_name) for one in (*plain, *said)]

    def _about(self, ids: Iterable[str]) -> Iterator[Word]:
        for one in self._index.about_any(ids):
            yield self._word(one, "")

    def _values_of(self, subject: Subject) -> set[str]:
        found: set[str] = set()
        for one in self._index.about(subject.stix_id):
            indicates = one.content.get("relationship_type") == "indicates"
            if indicates and self._index.speaks_of(one, subject):
                found.update(self._values.get((one.source, one.content["source_ref"]), ()))
        return found

    def _word(self, said: Said, subject: str, *, by_name: bool = False) -> Word:
        about = [ref for ref in said.refs if ref != subject] or list(said.refs)
        is_opinion = said.type in OPINIONS
        return Word(
            kind=said.type,
            text=self._index.worded(said),
            about=", ".join(self._index.called(r, said.source) for r in about[:3])
            if is_opinion
            else "",
            **self._standing(said),
            stix_id=said.stix_id,
            by_name=by_name,
        )


def told_by_others(ledger: Engine) -> Told:
    """Read all that others said and that may be about what we know."""
    known = read_statements(ledger)
    values: dict[tuple[str, str], list[str]] = defaultdict(list)
    own: dict[str, list[str]] = defaultdict(list)
    if known:
        of_values = select(indicators.c.source, indicators.c.indicator_id, indicators.c.value)
        of_shared = select(shared.c.stix_id, shared.c.campaign_id).distinct()
        with ledger.connect() as connection:
            for source, named, value in connection.execute(
                of_values.where(indicators.c.revoked == 0)
            ):
                values[source, named].append(value)
            for stix_id, campaign_id in connection.execute(of_shared):
                own[campaign_id].append(stix_id)
    ours = {stix_id: campaign for campaign, ids in own.items() if campaign for stix_id in ids}
    return Told(Index(known, ours, _me(ledger)), values, own)


def _me(ledger: Engine) -> set[str]:
    """Return the ids that this home has shared campaigns under."""
    campaigns = select(shared.c.stix).where(shared.c.stix_id.like("campaign--%"))
    with ledger.connect() as connection:
        return {json.loads(text)["created_by_ref"] for text in connection.scalars(campaigns)}


def _in_order(words: Iterable[Word]) -> list[Word]:
    """Return first whose it is said to be, then what is thought of it, then the rest."""
    return sorted(
        words,
        key=lambda word: (
            " attributed-to " not in word.text,
            _ORDER.index(word.kind),
            word.said_at,
            word.text,
            word.stix_id,
        ),
    )
