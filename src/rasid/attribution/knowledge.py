"""STIX objects as a graph: who is said to use what, to target whom and to work when."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from rasid.attribution.bundle import Stix
from rasid.attribution.observables import Kind, from_observable, from_pattern
from rasid.attribution.profile import ActorProfile, Trace, stated_hours

HAVING = ("uses", "owns", "hosts", "controls", "consists-of")
OBSERVABLES = (
    "autonomous-system",
    "domain-name",
    "infrastructure",
    "ipv4-addr",
    "ipv6-addr",
    "network-traffic",
    "observed-data",
    "url",
    "user-agent",
)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Objects that are in force, by id, and the relationships between them both ways."""

    objects: Mapping[str, Stix]
    outward: Mapping[str, list[tuple[str, str]]]
    inward: Mapping[str, list[tuple[str, str]]]

    def targets(self, stix_id: str, *verbs: str) -> Iterator[Stix]:
        """Yield the objects that one relates to by any of these verbs."""
        return self._ends(self.outward, stix_id, verbs)

    def sources(self, stix_id: str, *verbs: str) -> Iterator[Stix]:
        """Yield the objects that relate to one by any of these verbs."""
        return self._ends(self.inward, stix_id, verbs)

    def _ends(
        self, side: Mapping[str, list[tuple[str, str]]], stix_id: str, verbs: tuple[str, ...]
    ) -> Iterator[Stix]:
        for verb, end in side.get(stix_id, ()):
            if verb in verbs and end in self.objects:
                yield self.objects[end]


def learn(objects: Iterable[Stix]) -> Knowledge:
    """Lay out objects as a graph; revoked and deprecated ones are left out."""
    in_force = {stix["id"]: stix for stix in objects if _in_force(stix)}
    outward, inward = defaultdict(list), defaultdict(list)
    for stix in in_force.values():
        if stix["type"] == "relationship":
            source, verb, target = (
                stix[name] for name in ("source_ref", "relationship_type", "target_ref")
            )
            outward[source].append((verb, target))
            inward[target].append((verb, source))
        if stix["type"] == "observed-data":
            outward[stix["id"]] += [("consists-of", seen) for seen in stix.get("object_refs", ())]
    return Knowledge(in_force, outward, inward)


def profiles(knowledge: Knowledge) -> list[ActorProfile]:
    """Return a profile of each intrusion set, ordered by name."""
    sets = (stix for stix in knowledge.objects.values() if stix["type"] == "intrusion-set")
    return [_profile(knowledge, s) for s in sorted(sets, key=lambda s: (s["name"], s["id"]))]


def _profile(knowledge: Knowledge, intrusion_set: Stix) -> ActorProfile:
    traces = _traces(knowledge, intrusion_set["id"])
    targeted = knowledge.targets(intrusion_set["id"], "targets")
    victims = [stix for stix in targeted if stix["type"] == "identity"]
    return ActorProfile(
        stix_id=intrusion_set["id"],
        name=intrusion_set["name"],
        aliases=tuple(a for a in intrusion_set.get("aliases", ()) if a != intrusion_set["name"]),
        first_seen=_moment(intrusion_set.get("first_seen")),
        techniques=_techniques(knowledge, intrusion_set["id"]),
        sectors=_lowered(s for v in victims for s in v.get("sectors", ())),
        categories=_lowered(c for victim in victims for c in _classes(victim)),
        addresses=frozenset(traces["address"]),
        cidrs=frozenset(traces["cidr"]),
        asns=frozenset(traces["asn"]),
        fingerprints=frozenset(traces["fingerprint"]),
        domains=frozenset(traces["domain"]),
        user_agents=frozenset(traces["user_agent"]),
        hours=stated_hours(intrusion_set),
    )


def _techniques(knowledge: Knowledge, actor: str) -> frozenset[str]:
    return frozenset(
        reference["external_id"]
        for pattern in knowledge.targets(actor, "uses")
        if pattern["type"] == "attack-pattern"
        for reference in pattern.get("external_references", ())
        if reference.get("source_name") == "mitre-attack" and "external_id" in reference
    )


def _classes(identity: Stix) -> Iterator[str]:
    yield from identity.get("labels", ())
    if identity.get("identity_class") == "class":
        yield identity["name"]


def _lowered(words: Iterable[str]) -> frozenset[str]:
    return frozenset(word.strip().lower() for word in words)


def _traces(knowledge: Knowledge, actor: str) -> defaultdict[Kind, set[Trace]]:
    found: defaultdict[Kind, set[Trace]] = defaultdict(set)
    for stix_id in _belongings(knowledge, actor):
        for kind, value in from_observable(knowledge.objects[stix_id]):
            found[kind].add(Trace(value))
        for indicator in _indicators(knowledge, stix_id):
            since, until = (_moment(indicator.get(n)) for n in ("valid_from", "valid_until"))
            pattern, version = indicator["pattern"], indicator.get("spec_version", "2.0")
            for kind, value in from_pattern(pattern, version):
                found[kind].add(Trace(value, since, until))
    return found


def _belongings(knowledge: Knowledge, actor: str) -> set[str]:
    """Return the actor, its infrastructure and what that consists of, however nested."""
    reached, waiting = {actor}, [actor]
    while waiting:
        for stix in knowledge.targets(waiting.pop(), *HAVING):
            if _is_observable(stix) and stix["id"] not in reached:
                reached.add(stix["id"])
                waiting.append(stix["id"])
    return reached


def _is_observable(stix: Stix) -> bool:
    return stix["type"] in OBSERVABLES or stix["type"].startswith("x-")


def _indicators(knowledge: Knowledge, stix_id: str) -> Iterator[Stix]:
    speaking = (*knowledge.sources(stix_id, "indicates"), *knowledge.targets(stix_id, "uses"))
    for stix in speaking:
        if stix["type"] == "indicator" and stix.get("pattern_type", "stix") == "stix":
            yield stix


def _in_force(stix: Stix) -> bool:
    return not (stix.get("revoked") or stix.get("x_mitre_deprecated"))


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
