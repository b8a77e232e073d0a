"""What leaves of a campaign as STIX 2.1 objects, without their times."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rasid.sharing import certainty
from rasid.sharing.attack import known
from rasid.sharing.facts import Trace
from rasid.sharing.ids import Ids, observable
from rasid.sharing.plan import OTHERS, Outgoing
from rasid.sharing.stix_text import address_type, pattern
from rasid.sharing.tlp import marking, marking_id
from rasid.sharing.versions import Draft, Stix, stamp

UNNAMED = "A user of rasid"
SIMULATED = "simulated"
_SIMULATED_SENTENCE = "Simulated: nobody in it exists, and none of it happened. "


@dataclass(frozen=True, slots=True)
class Sharer:
    """Who shares, under which ids and marking; `known_actors` are imported ids by actor's name."""

    ids: Ids
    tlp: str
    producer: str = ""
    simulated: bool = False
    known_actors: tuple[tuple[str, str], ...] = ()


def drafts(out: Outgoing, sharer: Sharer) -> list[Draft]:
    """Return every object that tells of a campaign."""
    return _Author(out, sharer).tell()


class _Author:
    def __init__(self, out: Outgoing, sharer: Sharer) -> None:
        self._out = out
        self._sharer = sharer
        self._drafts: dict[str, Draft] = {}
        self._marks = [marking_id(sharer.tlp)]
        self._me = sharer.ids.public("identity", "producer")

    def tell(self) -> list[Draft]:
        """Write everything down."""
        self._add(Draft(marking(self._sharer.tlp)))
        self._identity_of_producer()
        campaign = self._campaign()
        self._attribution(campaign)
        for technique in self._out.techniques:
            self._relate(campaign, "uses", self._technique(technique.attack_id))
        for trace in self._out.traces:
            self._trace(trace, campaign)
        self._victims(campaign)
        if self._out.certain:
            self._certainty(campaign)
        self._grouping()
        return list(self._drafts.values())

    def _identity_of_producer(self) -> None:
        self._shared(
            "identity",
            self._me,
            name=self._sharer.producer or UNNAMED,
            identity_class="organization",
        )

    def _campaign(self) -> str:
        out = self._out
        return self._own(
            "campaign",
            (),
            name=out.campaign_id,
            description=certainty.summary(out),
            first_seen=stamp(out.first_seen),
            last_seen=stamp(out.last_seen),
            confidence=certainty.score(out.probability),
        )

    def _attribution(self, campaign: str) -> None:
        actor = self._out.actor
        if actor is None:
            return
        sources = [
            {"source_name": "imported", "external_id": stix_id}
            for name, stix_id in self._sharer.known_actors
            if name == actor.actor
        ]
        named = self._sharer.ids.public("intrusion-set", actor.actor)
        more = {"external_references": sources} if sources else {}
        self._shared("intrusion-set", named, name=actor.actor, **more)
        sure = certainty.score(actor.probability)
        claim = self._relate(campaign, "attributed-to", named, confidence=sure)
        if self._out.certain:
            self._opinion(claim, actor.probability, certainty.claim(actor.actor))

    def _technique(self, attack_id: str) -> str:
        told = known(attack_id)
        phases = [{"kill_chain_name": "mitre-attack", "phase_name": t} for t in told.tactics]
        return self._shared(
            "attack-pattern",
            self._sharer.ids.public("attack-pattern", attack_id),
            name=told.name,
            external_references=[{"source_name": "mitre-attack", "external_id": attack_id}],
            **({"kill_chain_phases": phases} if phases else {}),
        )

    def _trace(self, trace: Trace, campaign: str) -> None:
        parts = (trace.kind, trace.value)
        crowd = f" {trace.others:,} other accounts come with it too." if trace.others else ""
        indicator = self._own(
            "indicator",
            parts,
            name=f"{trace.kind} of {self._out.campaign_id}",
            description=f"The campaign came with it.{crowd} {certainty.NEVER_PROOF}",
            indicator_types=["malicious-activity"],
            pattern=pattern(trace.kind, trace.value),
            pattern_type="stix",
            pattern_version="2.1",
            valid_from=stamp(trace.first_seen),
            valid_until=stamp(certainty.valid_until(trace)),
            confidence=certainty.confidence(self._out, trace),
        )
        self._relate(indicator, "indicates", campaign)
        if trace.kind == "address":
            self._address(trace, indicator, campaign)

    def _address(self, trace: Trace, indicator: str, campaign: str) -> None:
        """Tell of the address itself: its network, and when it was seen."""
        if trace.asn is None and not self._out.with_sightings:
            return
        address = self._observable(address_type(trace.value), {}, value=trace.value)
        if trace.asn is not None:
            place = self._infrastructure(trace, campaign)
            self._relate(place, "consists-of", address)
        if self._out.with_sightings:
            seen = self._own(
                "observed-data",
                (trace.kind, trace.value),
                first_observed=stamp(trace.first_seen),
                last_observed=stamp(trace.last_seen),
                number_observed=min(trace.events, 999_999_999),
                object_refs=[address],
            )
            self._relate(indicator, "based-on", seen)
            self._own(
                "sighting",
                (trace.kind, trace.value),
                sighting_of_ref=indicator,
                observed_data_refs=[seen],
                where_sighted_refs=[self._me],
                first_seen=stamp(trace.first_seen),
                last_seen=stamp(trace.last_seen),
                count=min(trace.events, 999_999_999),
            )

    def _infrastructure(self, trace: Trace, campaign: str) -> str:
        same = [t for t in self._out.traces if t.asn == trace.asn]
        network = f"AS{trace.asn}"
        place = self._own(
            "infrastructure",
            (network,),
            name=f"{network} {trace.as_name}".strip(),
            description="The network that addresses of the campaign are in; others use it too.",
            infrastructure_types=["reconnaissance"],
            first_seen=stamp(min(t.first_seen for t in same)),
            last_seen=stamp(max(t.last_seen for t in same)),
        )
        named = {"name": trace.as_name} if trace.as_name else {}
        system = self._observable("autonomous-system", named, number=int(trace.asn or 0))
        self._relate(place, "consists-of", system)
        self._relate(campaign, "uses", place)
        return place

    def _victims(self, campaign: str) -> None:
        for category, counts in self._out.categories.items():
            if any(counts.values()) and category not in OTHERS:
                group = self._shared(
                    "identity",
                    self._sharer.ids.public("identity", "category", category),
                    name=category,
                    identity_class="class",
                    labels=self._labels(category),
                )
                self._relate(campaign, "targets", group, description=_counted(counts))
        for person in self._out.people:
            told = person.name or person.pseudonym
            kind = "named" if person.name else "pseudonym"
            who = self._shared(
                "identity",
                self._sharer.ids.of("identity", kind, person.pseudonym),
                name=told,
                identity_class="individual",
                labels=self._labels(person.category),
            )
            self._relate(campaign, "targets", who)

    def _certainty(self, campaign: str) -> None:
        self._own(
            "note",
            ("certainty",),
            abstract="How sure this is",
            content="\n".join(certainty.sentences(self._out)),
            object_refs=[campaign],
        )
        self._opinion(campaign, self._out.probability, "That this is one campaign")

    def _opinion(self, about: str, probability: float, claim: str) -> None:
        self._own(
            "opinion",
            (about,),
            opinion=certainty.opinion(probability),
            explanation=f"{claim}: {certainty.worded(probability)}.",
            object_refs=[about],
        )

    def _grouping(self) -> None:
        inside = sorted(self._drafts.keys() - set(self._marks))
        said = _SIMULATED_SENTENCE if self._sharer.simulated else ""
        self._own(
            "grouping",
            (),
            name=f"Campaign {self._out.campaign_id}",
            description=f"{said}All that is shared of the campaign.",
            context="suspicious-activity",
            object_refs=inside,
        )

    def _relate(self, source: str, verb: str, target: str, **more: object) -> str:
        ends = {"source_ref": source, "target_ref": target}
        parts = (source, verb, target)
        return self._own("relationship", parts, relationship_type=verb, **ends, **more)

    def _observable(self, kind: str, more: dict[str, str], /, **defining: str | int) -> str:
        stix = observable(kind, **defining)
        self._add(Draft({**stix, **more, "object_marking_refs": self._marks}))
        return str(stix["id"])

    def _own(self, kind: str, parts: tuple[str, ...], **content: object) -> str:
        """Add an object that is of this campaign alone."""
        made = self._sharer.ids.of(kind, self._out.campaign_id, *parts)
        self._add(Draft(self._made(kind, made, content), self._out.campaign_id))
        return made

    def _shared(self, kind: str, made: str, **content: object) -> str:
        """Add an object that other campaigns may share."""
        self._add(Draft(self._made(kind, made, content)))
        return made

    def _made(self, kind: str, made: str, content: dict[str, Any]) -> Stix:
        author = {} if made == self._me else {"created_by_ref": self._me}
        labels = {"labels": [SIMULATED]} if self._sharer.simulated else {}
        common = {"object_marking_refs": self._marks, **author, **labels}
        return {"type": kind, "spec_version": "2.1", "id": made, **common, **content}

    def _labels(self, category: str) -> list[str]:
        return [category, SIMULATED] if self._sharer.simulated else [category]

    def _add(self, draft: Draft) -> None:
        self._drafts.setdefault(draft.stix["id"], draft)


def _counted(counts: Mapping[str, int]) -> str:
    return "; ".join(f"{count:,} accounts {number}" for number, count in counts.items())
