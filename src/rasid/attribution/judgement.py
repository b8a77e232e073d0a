"""From evidence to candidates: actors that logs can tell apart, the unknown, and a new group.

An actor of whom nothing is said that logs could show is no candidate: it could win or lose by its
prior alone, and a list of a thousand names would take from those of whom something is known.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from math import log2

import numpy as np

from rasid.attribution.adjusting import Adjustment, added, challenged, has_added, speaking_of
from rasid.attribution.clients import clients_weigher
from rasid.attribution.infrastructure import infrastructure_weigher
from rasid.attribution.made import make_table
from rasid.attribution.memory import Remembered, enriched
from rasid.attribution.novelty import FAMILY as NOVELTY
from rasid.attribution.novelty import NEW_GROUP, NOBODY, UNKNOWN, Compared, nobody_priors
from rasid.attribution.profile import ActorProfile
from rasid.attribution.techniques import techniques_weigher
from rasid.attribution.validity import read_spans
from rasid.attribution.victims import victims_weigher
from rasid.attribution.weighing import Weigher, Weight
from rasid.attribution.working_hours import hours_weigher
from rasid.engines.duckdb import DuckDB
from rasid.icd203 import likelihood_phrase
from rasid.tables.evidence import ATTRIBUTIONS, EVIDENCE

KNOWN = 0.5
"""That a campaign is the work of any actor that was imported, before any evidence."""

FEWEST_ACTORS = 10
"""Of how many actors a bundle is taken to be at least when KNOWN is shared out: one that describes
three does not make each of them likely, since public lists tell of well over a hundred."""

FAMILIES = ("hours", "techniques", "clients", "infrastructure", "victims", NOVELTY)
"""The kinds of evidence on candidates, the last of those that are no actors."""

KIN_FAMILIES = ("hours", "techniques", "victims")
KIN_CAP_BITS = 4.5
"""What sister groups share: one sponsor sets the hours, the targets and the training. One unknown
group in some twenty is taken to be an actor's sister, so that all three together prove no more."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One actor of one campaign, with its evidence, the prior first."""

    campaign_id: str
    actor: str
    weights: tuple[Weight, ...]

    @property
    def bits(self) -> float:
        """The sum of its evidence."""
        return sum(weight.bits for weight in self.weights)


def attribute(
    engine: DuckDB,
    profiles: Sequence[ActorProfile],
    memory: Sequence[Remembered] = (),
    adjustments: Sequence[Adjustment] = (),
) -> None:
    """Make the tables `attributions` and `actor_evidence` from the campaigns.

    Reads `hostile`, `campaigns`, `sessions`, `tagged`, `events` and `roster`. Of profiles that
    share a name the one that fits a campaign best speaks for it. `memory` is what earlier
    campaigns were seen with; what a campaign was seen with itself never speaks for its own actor.
    `adjustments` are what analysts challenge and add.
    """
    spans = read_spans(engine)
    found = []
    for own, campaigns in _by_own(engine, memory).items():
        others = [one for one in memory if one.campaign_id not in own]
        weighed = _weighed(profiles, others)
        weighers = _weighers(engine, weighed) if weighed else ()
        for campaign_id in campaigns:
            span = spans.get(campaign_id)
            asked = enriched(profiles, others, span.start) if span and others else profiles
            candidates = [
                p for p in asked if p.can_be_told or has_added(p, campaign_id, adjustments)
            ]
            told = weighers if span else ()
            actors = _actors(campaign_id, candidates, told, adjustments)
            silent = len({profile.name for profile in asked}) - len(actors)
            found.append([*actors, *_nobody(campaign_id, actors, silent, adjustments)])
    found.sort(key=lambda candidates: candidates[0].campaign_id)
    make_table(engine, ATTRIBUTIONS, ATTRIBUTIONS.name, _attribution_rows(found))
    make_table(engine, EVIDENCE, "actor_evidence", _evidence_rows(found))


def _by_own(engine: DuckDB, memory: Sequence[Remembered]) -> dict[frozenset[str], list[str]]:
    """Return the campaigns by what of the memory is their own, which is nothing for most."""
    mine: dict[str, set[str]] = {}
    for one in memory:
        mine.setdefault(one.now, set()).add(one.campaign_id)
    found: dict[frozenset[str], list[str]] = {}
    for (campaign_id,) in engine.rows("SELECT campaign_id FROM campaigns ORDER BY 1"):
        found.setdefault(frozenset(mine.get(campaign_id, ())), []).append(campaign_id)
    return found


def _weighed(profiles: Sequence[ActorProfile], memory: Sequence[Remembered]) -> list[ActorProfile]:
    """Return whom logs could tell, by what is said of them and by what is remembered."""
    latest = max((one.last_seen for one in memory), default=None)
    known = enriched(profiles, memory, latest) if latest else profiles
    return [profile for profile in known if profile.can_be_told]


def _actors(
    campaign_id: str,
    profiles: Sequence[ActorProfile],
    weighers: Sequence[Weigher],
    adjustments: Sequence[Adjustment],
) -> list[Candidate]:
    """Weigh each actor of a campaign; of profiles that share a name the best one stays."""
    prior = _prior(len({profile.name for profile in profiles}))
    best: dict[str, Candidate] = {}
    for profile in profiles:
        decided = speaking_of(adjustments, campaign_id, profile.stix_id, profile.name)
        weights = [weigh(campaign_id, profile) for weigh in weighers]
        taken = challenged(weights, decided)
        standing = _kin_capped(weights, {one.family for one in decided})
        candidate = Candidate(
            campaign_id, profile.name, (prior, *standing, *taken, *added(decided))
        )
        if profile.name not in best or best[profile.name].bits < candidate.bits:
            best[profile.name] = candidate
    return list(best.values())


def _nobody(
    campaign_id: str, actors: Sequence[Candidate], silent: int, adjustments: Sequence[Adjustment]
) -> Iterable[Candidate]:
    """Weigh the unknown and a new group.

    Where nobody is described nothing could speak against anybody, and no group is called new unless
    an analyst adds evidence for it.
    """
    fits = {actor.actor: actor.bits - actor.weights[0].bits for actor in actors}
    decided = {one: speaking_of(adjustments, campaign_id, one, one) for one in NOBODY}
    rest = 1.0 - sum(2.0 ** actor.weights[0].bits for actor in actors)
    if not actors and not added(decided[NEW_GROUP]):
        whole = Weight("prior", 0.0, "nobody is described")
        yield Candidate(campaign_id, UNKNOWN, (whole, *added(decided[UNKNOWN])))
        return
    for one, prior, weight in zip(
        NOBODY, nobody_priors(rest), Compared(fits, silent).weights(), strict=True
    ):
        taken = challenged([weight], decided[one])
        yield Candidate(campaign_id, one, (prior, weight, *taken, *added(decided[one])))


def _weighers(engine: DuckDB, profiles: Sequence[ActorProfile]) -> tuple[Weigher, ...]:
    return (
        hours_weigher(engine, profiles),
        techniques_weigher(engine, profiles),
        clients_weigher(engine),
        infrastructure_weigher(engine, profiles),
        victims_weigher(engine),
    )


def _prior(actors: int) -> Weight:
    """Return the prior of each of so many actors."""
    told = f"one of {actors:,} actors of whom something is said that logs can show"
    return Weight("prior", log2(KNOWN / max(actors, FEWEST_ACTORS)), told)


def _kin_capped(weights: list[Weight], challenged: Container[str]) -> list[Weight]:
    """Add what takes hours, techniques and victims together down to what sister groups share."""
    kin = [w for w in weights if w.family in KIN_FAMILIES and w.family not in challenged]
    together = sum(weight.bits for weight in kin)
    if together <= KIN_CAP_BITS:
        return weights
    reason = (
        f"hours, techniques and victims alone weigh {together:.1f} bits together, and count for "
        f"{KIN_CAP_BITS:.1f}: a sister group of the same sponsor would share all of them"
    )
    return [*weights, Weight("kinship", KIN_CAP_BITS - together, reason)]


def _attribution_rows(found: list[list[Candidate]]) -> Iterable[tuple[object, ...]]:
    for candidates in found:
        bits = np.array([candidate.bits for candidate in candidates])
        shares = np.exp2(bits - np.logaddexp2.reduce(bits))
        shares /= shares.sum()
        for candidate, share in zip(candidates, shares.tolist(), strict=True):
            phrase = likelihood_phrase(min(share, 1.0))
            yield candidate.campaign_id, candidate.actor, candidate.bits, share, phrase


def _evidence_rows(found: list[list[Candidate]]) -> Iterable[tuple[object, ...]]:
    for candidates in found:
        for candidate in candidates:
            for weight in candidate.weights:
                subject = f"actor:{candidate.actor}"
                told = (weight.family, weight.bits, weight.reason)
                yield candidate.campaign_id, subject, "", "", *told
