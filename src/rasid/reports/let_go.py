"""What a retention removed of a campaign, so that numbers told earlier stay explainable."""

from dataclasses import dataclass
from datetime import datetime

from rasid.engines.duckdb import DuckDB

_OF_CAMPAIGN = """
SELECT let_go_at, before, made_by, why, events, gone, sha256,
    attempts, accounts_identified, accounts_attacked, accounts_compromised
FROM let_go WHERE campaign_id = $campaign
ORDER BY retention DESC
"""


@dataclass(frozen=True, slots=True)
class LetGo:
    """One retention that removed events of a campaign, and the numbers it had until then.

    `sha256` is that of the ids of the campaign's `events`, sorted, with a newline between.
    """

    let_go_at: datetime
    before: datetime
    made_by: str
    why: str
    events: int
    gone: int
    sha256: str
    attempts: int
    identified: int
    attacked: int
    compromised: int

    def describe(self) -> str:
        """Say it in one clause that follows the campaign's name."""
        return (
            f"removed by retention on {self.let_go_at:%F} by {self.made_by} ({self.why}): "
            f"{self.gone:,} of its {self.events:,} events, all before {self.before:%F}; it had "
            f"{self.attempts:,} attempts, {self.identified:,} accounts identified, "
            f"{self.attacked:,} attacked, {self.compromised:,} compromised, "
            f"and the SHA-256 of its events' ids was {self.sha256}"
        )


def let_go_of(engine: DuckDB, campaign_id: str) -> tuple[LetGo, ...]:
    """Return what retentions removed of a campaign, the latest first."""
    rows = engine.rows(_OF_CAMPAIGN, {"campaign": campaign_id})
    return tuple(LetGo(*row) for row in rows)
