"""What became of a campaign from one analysis to the next."""

from dataclasses import dataclass
from datetime import datetime

from rasid.engines.duckdb import DuckDB
from rasid.errors import UsageError
from rasid.reports.let_go import let_go_of

_OF_CAMPAIGN = """
SELECT analysis, analysed_at, change, other_id, sessions, events, reason
FROM campaign_history WHERE campaign_id = $campaign
ORDER BY analysis DESC, change, other_id
"""

_LAST = """
SELECT analysed_at, change, other_id, reason
FROM campaign_history
WHERE campaign_id = $campaign AND change IN ('merged', 'withdrawn')
ORDER BY analysis DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Changed:
    """One thing that an analysis changed; `other_id` is empty where no other campaign had part."""

    analysis: int
    analysed_at: datetime
    change: str
    other_id: str
    sessions: int
    events: int
    reason: str


def history_of(engine: DuckDB, campaign_id: str) -> tuple[Changed, ...]:
    """Return what became of a campaign, the latest first."""
    rows = engine.rows(_OF_CAMPAIGN, {"campaign": campaign_id})
    return tuple(Changed(*row) for row in rows)


def require_campaign(engine: DuckDB, campaign_id: str) -> None:
    """Raise UsageError if there is no such campaign: say where it went, else which there are."""
    known = [row[0] for row in engine.rows("SELECT campaign_id FROM campaigns ORDER BY 1")]
    if campaign_id in known:
        return
    for gone in let_go_of(engine, campaign_id):
        raise UsageError(f"what campaign {campaign_id} rests on was {gone.describe()}.")
    for at, change, other_id, reason in engine.rows(_LAST, {"campaign": campaign_id}):
        raise UsageError(_where_it_went(engine, campaign_id, f"{at:%F}", change, other_id, reason))
    listed = f"known: {', '.join(known)}" if known else "none has been found yet"
    raise UsageError(f"there is no campaign {campaign_id!r}; {listed}.")


def _where_it_went(  # noqa: PLR0913, PLR0917 - one row of the history
    engine: DuckDB, campaign_id: str, day: str, change: str, other_id: str, reason: str
) -> str:
    if change == "withdrawn":
        return f"campaign {campaign_id} was withdrawn on {day}: {reason}."
    heir = _heir(engine, other_id, {campaign_id})
    then = "" if heir == other_id else f", which is now {heir}"
    return f"campaign {campaign_id} was merged into {other_id} on {day}{then}: {reason}."


def _heir(engine: DuckDB, campaign_id: str, seen: set[str]) -> str:
    """Follow later merges to the campaign that is still there."""
    still = engine.rows("SELECT 1 FROM campaigns WHERE campaign_id = $id", {"id": campaign_id})
    if still or campaign_id in seen:
        return campaign_id
    for _, change, other_id, _ in engine.rows(_LAST, {"campaign": campaign_id}):
        if change == "merged":
            return _heir(engine, other_id, {*seen, campaign_id})
    return campaign_id
