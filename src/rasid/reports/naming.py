"""Which actor a campaign is ascribed to, and how sure that is."""

from dataclasses import dataclass

from rasid.engines.duckdb import DuckDB

UNKNOWN = "unknown"
NAMED_FROM = 0.55
"""Below this probability no actor is named: "likely" begins here in ICD 203."""

_CANDIDATES = """
SELECT campaign_id, actor, bits, probability, wording
FROM attributions ORDER BY campaign_id, probability DESC, actor
"""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One actor, or `unknown`, with the probability that the campaign is its work."""

    actor: str
    bits: float
    probability: float
    wording: str


@dataclass(frozen=True, slots=True)
class Naming:
    """The candidates of one campaign, the likeliest first."""

    candidates: tuple[Candidate, ...] = ()

    @property
    def leader(self) -> Candidate | None:
        """The likeliest candidate; it may be `unknown`."""
        return self.candidates[0] if self.candidates else None

    @property
    def runner_up(self) -> Candidate | None:
        """The second likeliest candidate."""
        return self.candidates[1] if len(self.candidates) > 1 else None

    @property
    def actor(self) -> str | None:
        """The actor's name as imported, where it is likely enough to be named."""
        leader = self.leader
        if leader is None or leader.actor == UNKNOWN or leader.probability < NAMED_FROM:
            return None
        return leader.actor


def campaign_namings(engine: DuckDB) -> dict[str, Naming]:
    """Return the candidates of each campaign that was attributed."""
    found: dict[str, list[Candidate]] = {}
    for campaign_id, *candidate in engine.rows(_CANDIDATES):
        found.setdefault(campaign_id, []).append(Candidate(*candidate))
    return {campaign_id: Naming(tuple(rows)) for campaign_id, rows in found.items()}
