"""Which actor a campaign is ascribed to, and how sure that is."""

from dataclasses import dataclass
from math import log2

from rasid.engines.duckdb import DuckDB
from rasid.icd203 import likelihood_phrase

UNKNOWN = "unknown"
"""A group that some imported name may be of, which cannot be told."""

NEW_GROUP = "new group"
"""A group that no imported actor is."""

NOBODY = (UNKNOWN, NEW_GROUP)

NAMED_FROM = 0.55
"""Below this probability no actor is named: "likely" begins here in ICD 203."""

_CANDIDATES = """
SELECT campaign_id, actor, bits, probability, wording
FROM attributions
WHERE $campaign IS NULL OR campaign_id = $campaign
ORDER BY campaign_id, probability DESC, actor
"""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One actor, `unknown` or `new group`, with the probability that the campaign is its work."""

    actor: str
    bits: float
    probability: float
    wording: str

    @property
    def is_nobody(self) -> bool:
        """Whether it is no actor who is described."""
        return self.actor in NOBODY


@dataclass(frozen=True, slots=True)
class Nobody(Candidate):
    """The unknown and a new group as one candidate; `parts` are both, the likelier first."""

    parts: tuple[Candidate, ...]

    @property
    def is_nobody(self) -> bool:
        """Always."""
        return True


@dataclass(frozen=True, slots=True)
class Naming:
    """The candidates of one campaign, the likeliest first."""

    candidates: tuple[Candidate, ...] = ()

    @property
    def ranked(self) -> tuple[Candidate, ...]:
        """The candidates with the unknown and a new group as one, the likeliest first.

        Neither is an actor who could be named, so that an actor has to beat both together.
        """
        actors = [one for one in self.candidates if not one.is_nobody]
        ranked = [*actors, *([self.nobody] if self.nobody else [])]
        return tuple(sorted(ranked, key=lambda one: (-one.probability, one.actor)))

    @property
    def nobody(self) -> Candidate | None:
        """That it is nobody who is described."""
        parts = tuple(one for one in self.candidates if one.is_nobody)
        if len(parts) < len(NOBODY):
            return parts[0] if parts else None
        bits = log2(sum(2.0**one.bits for one in parts))
        share = min(sum(one.probability for one in parts), 1.0)
        name = " or ".join(one.actor for one in parts)
        return Nobody(name, bits, share, likelihood_phrase(share), parts)

    @property
    def leader(self) -> Candidate | None:
        """The likeliest candidate, which may be nobody who is described."""
        return self.ranked[0] if self.candidates else None

    @property
    def runner_up(self) -> Candidate | None:
        """The second likeliest candidate."""
        return self.ranked[1] if len(self.ranked) > 1 else None

    @property
    def actor(self) -> str | None:
        """The actor's name as imported, where it is likely enough to be named."""
        leader = self.leader
        if leader is None or leader.is_nobody or leader.probability < NAMED_FROM:
            return None
        return leader.actor

    @property
    def new_group(self) -> float | None:
        """The probability that no imported actor is the group; None where it was not weighed."""
        shares = (one.probability for one in self.candidates if one.actor == NEW_GROUP)
        return next(shares, None)


def campaign_namings(engine: DuckDB) -> dict[str, Naming]:
    """Return the candidates of each campaign that was attributed."""
    return _namings(engine, None)


def campaign_naming(engine: DuckDB, campaign_id: str) -> Naming:
    """Return the candidates of one campaign, none where it was not attributed."""
    return _namings(engine, campaign_id).get(campaign_id, Naming())


def _namings(engine: DuckDB, campaign: str | None) -> dict[str, Naming]:
    found: dict[str, list[Candidate]] = {}
    for campaign_id, *candidate in engine.rows(_CANDIDATES, {"campaign": campaign}):
        found.setdefault(campaign_id, []).append(Candidate(*candidate))
    return {campaign_id: Naming(tuple(rows)) for campaign_id, rows in found.items()}
