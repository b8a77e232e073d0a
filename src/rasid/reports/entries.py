from dataclasses import dataclass
from datetime import datetime

from rasid.engines.duckdb import DuckDB

_ENTRIES = """
SELECT
    max(person_id) AS person_id,
    coalesce(max(category) FILTER (WHERE person_id <> ''), 'unlisted') AS category,
    min(time) FILTER (WHERE stage = 'discover') AS first_looked_up,
    min(time) FILTER (WHERE stage = 'attack') AS first_attacked,
    min(time) FILTER (WHERE stage IN ('compromise', 'exploit')) AS entered,
    max(time) AS last_event,
    count(*) AS events,
    array_agg(DISTINCT action) FILTER (WHERE stage = 'exploit') AS acts
FROM hostile WHERE campaign_id = $campaign
GROUP BY account
HAVING bool_or(stage IN ('compromise', 'exploit'))
ORDER BY entered, account
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One compromised account, how it came to that, and what was done in it.

    `person_id` is empty where the account was not on the roster; the address is not told.
    """

    person_id: str
    category: str
    first_looked_up: datetime | None
    first_attacked: datetime | None
    entered: datetime
    last_event: datetime
    events: int
    acts: tuple[str, ...]


def entries(engine: DuckDB, campaign_id: str) -> tuple[Entry, ...]:
    """Return the compromised accounts in the order in which they were entered."""
    return tuple(
        Entry(*[*row, tuple(sorted(acts or ()))])
        for *row, acts in engine.rows(_ENTRIES, {"campaign": campaign_id})
    )
