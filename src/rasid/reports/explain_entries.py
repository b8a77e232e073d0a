"""Why each compromised account is said to have been entered: the evidence of those visits."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from rasid.engines.duckdb import DuckDB
from rasid.reports.explain_turning import Turning, turning
from rasid.reports.pseudonyms import Pseudonyms
from rasid.reports.reasons import Reason, Step, in_steps, without_names

_MOST_OF_ONE = 3

_VISITS = """
WITH entered AS (
    SELECT
        account, session_id,
        max(person_id) AS person_id,
        min(time) AS entered_at,
        row_number() OVER (PARTITION BY account ORDER BY min(time), session_id) AS turn,
        count(*) OVER (PARTITION BY account) AS visits,
        min(min(time)) OVER (PARTITION BY account) AS first_entered
    FROM hostile
    WHERE campaign_id = $campaign AND stage IN ('compromise', 'exploit')
    GROUP BY account, session_id
),

verdicts AS (
    SELECT session_id, account, needed
    FROM judged
    WHERE account IN (SELECT account FROM entered)
)

SELECT
    entered.account, entered.session_id, entered.person_id, entered.entered_at, entered.visits,
    verdicts.needed, evidence.family, evidence.bits, evidence.reason
FROM entered
JOIN evidence
    ON evidence.campaign_id = $campaign AND evidence.subject = 'visit'
    AND entered.session_id = evidence.session_id AND entered.account = evidence.account
LEFT JOIN verdicts
    ON entered.session_id = verdicts.session_id AND entered.account = verdicts.account
WHERE entered.turn <= $most
ORDER BY entered.first_entered, entered.account, entered.turn, evidence.family
"""


@dataclass(frozen=True, slots=True)
class EntryVisit:
    """One visit that entered an account, without its address; `visits` is how many did so.

    `person_id` is empty where the account was not on the roster; `turning` is null where no
    threshold was kept.
    """

    person_id: str
    session_id: str
    entered_at: datetime
    visits: int
    bits: float
    steps: tuple[Step, ...]
    turning: Turning | None


def entry_visits(
    engine: DuckDB, campaign_id: str, pseudonyms: Pseudonyms
) -> tuple[EntryVisit, ...]:
    """Return the first visits that entered each compromised account, in the order of entries."""
    found: dict[tuple[str, str], EntryVisit] = {}
    reasons: dict[tuple[str, str], list[Reason]] = {}
    needed: dict[tuple[str, str], float | None] = {}
    bound: Mapping[str, object] = {"campaign": campaign_id, "most": _MOST_OF_ONE}
    for account, session_id, person_id, at, visits, least, *reason in engine.rows(_VISITS, bound):
        key = account, session_id
        found[key] = EntryVisit(person_id, session_id, at, visits, 0.0, (), None)
        reasons.setdefault(key, []).append(Reason(*reason))
        needed[key] = least
    return tuple(
        _weighed(visit, without_names(tuple(reasons[key]), pseudonyms), needed[key])
        for key, visit in found.items()
    )


def _weighed(visit: EntryVisit, reasons: tuple[Reason, ...], needed: float | None) -> EntryVisit:
    return replace(
        visit,
        bits=sum(reason.bits for reason in reasons),
        steps=in_steps(reasons),
        turning=None if needed is None else turning(reasons, needed),
    )
