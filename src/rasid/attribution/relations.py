"""What sources say of two actors: the same, overlapping, or one a part of the other."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rasid.attribution.actor_ledger import stated_version
from rasid.attribution.bundle import NAMED, Stix
from rasid.attribution.misp_galaxy import CLUSTER, related_of

SAME, OVERLAPS, PART = "same as", "overlaps", "part of"
VERBS = (SAME, OVERLAPS, PART)

_STIX_VERBS = {
    "duplicate-of": SAME,
    "revoked-by": SAME,
    "same-as": SAME,
    "related-to": OVERLAPS,
    "overlaps": OVERLAPS,
    "overlaps-with": OVERLAPS,
    "derived-from": PART,
    "part-of": PART,
    "attributed-to": PART,
}
_MISP_VERBS = {
    "similar": OVERLAPS,
    "overlaps": OVERLAPS,
    "linked-to": OVERLAPS,
    "related-to": OVERLAPS,
    "associated-with": OVERLAPS,
    "part-of": PART,
    "subgroup-of": PART,
    "same-as": SAME,
}
"""MISP says `similar` of clusters that may be one and that may only resemble each other."""

_LIKELIHOOD = "estimative-language:likelihood-probability="


@dataclass(frozen=True, slots=True)
class Claimed:
    """One source's claim that `source` is so related to `target`; `said` is its own word.

    Of a campaign as `source` it says whose it is. `likelihood` is the source's estimative word,
    `confidence` its number from 0 to 100.
    """

    source: str
    verb: str
    said: str
    target: str
    by: str
    since: str
    confidence: int | None = None
    likelihood: str = ""


def read_claimed(objects: Mapping[str, Stix], authors: Mapping[str, str]) -> Iterator[Claimed]:
    """Yield what is said of two actors, or of a campaign and an actor, once by each source."""
    for stix_id, stix in objects.items():
        if stix["type"] == CLUSTER:
            yield from _of_cluster(stix, authors[stix_id], objects)
        if stix["type"] == "relationship" and not stix.get("revoked"):
            verb = _STIX_VERBS.get(stix["relationship_type"])
            ends = objects.get(stix["source_ref"]), objects.get(stix["target_ref"])
            if verb and all(ends) and _relates(*ends):
                yield _of_relationship(stix, verb, authors[stix_id])


def _relates(source: Any, target: Any) -> bool:  # noqa: ANN401 - objects, known to be there
    named = (*NAMED, CLUSTER)
    return target["type"] in named and source["type"] in (*named, "campaign") and source != target


def _of_relationship(stix: Stix, verb: str, by: str) -> Claimed:
    confidence = stix.get("confidence")
    return Claimed(
        stix["source_ref"],
        verb,
        stix["relationship_type"],
        stix["target_ref"],
        by,
        stated_version(stix),
        confidence if isinstance(confidence, int) else None,
    )


def _of_cluster(stix: Stix, by: str, objects: Mapping[str, Stix]) -> Iterator[Claimed]:
    """Yield a cluster's relations to what is known to be an actor, under MISP's id or STIX's."""
    told = set()
    for related in related_of(stix):
        verb = _MISP_VERBS.get(related.verb)
        ends = (f"{CLUSTER}--{related.uuid}", *(f"{kind}--{related.uuid}" for kind in NAMED))
        target = next((end for end in ends if end in objects), None)
        if verb and target and target != stix["id"] and (verb, target) not in told:
            told.add((verb, target))
            yield Claimed(
                stix["id"],
                verb,
                related.verb,
                target,
                by,
                stated_version(stix),
                likelihood=_likelihood(related.tags),
            )


def _likelihood(tags: Iterable[str]) -> str:
    for tag in tags:
        if tag.startswith(_LIKELIHOOD):
            return tag.removeprefix(_LIKELIHOOD).strip('"').replace("-", " ")
    return ""
