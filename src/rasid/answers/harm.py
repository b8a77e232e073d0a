"""What was done to an organisation's own accounts: by campaigns, and by crime aimed at nobody."""

from dataclasses import dataclass
from datetime import datetime

from rasid.engines.duckdb import DuckDB
from rasid.reports.naming import campaign_namings
from rasid.tables.roster import ACCOUNT_KINDS


@dataclass(frozen=True, slots=True)
class Counts:
    """The stages: attempts are events, the others accounts, of which `identified` stands apart.

    Exploited accounts are compromised, and those are attacked.
    """

    attempts: int
    identified: int
    attacked: int
    compromised: int
    exploited: int


@dataclass(frozen=True, slots=True)
class Hit:
    """What one campaign did to the organisation's own accounts within the window.

    `probability` is that of the campaign, in thousandths; `actor` is None where none is likely
    enough, and its probability in thousandths too. `people` had an account attacked.
    """

    campaign_id: str
    probability: int
    actor: str | None
    actor_probability: int
    first: datetime
    last: datetime
    counts: Counts
    people: int
    attacked_by_kind: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Background:
    """Untargeted crime against the organisation's own accounts: its events, and on how many."""

    events: int
    accounts: int
    entered: int


_HITS = """
SELECT
    hostile.campaign_id, round(1000 * any_value(campaign_probability)), min(time), max(time),
    count(DISTINCT event_uid) FILTER (WHERE stage = 'discover'),
    count(DISTINCT account) FILTER (WHERE stage = 'discover' AND account_exists),
    count(DISTINCT account) FILTER (WHERE stage <> 'discover'),
    count(DISTINCT account) FILTER (WHERE stage IN ('compromise', 'exploit')),
    count(DISTINCT account) FILTER (WHERE stage = 'exploit')
FROM hostile
JOIN campaigns ON campaigns.campaign_id = hostile.campaign_id
WHERE time >= $start AND time < $end AND account IN (SELECT account FROM own_accounts)
GROUP BY hostile.campaign_id ORDER BY min(time), hostile.campaign_id
"""

_ATTACKED = """
SELECT campaign_id, account_kind, own_accounts.person_id, own_accounts.account
FROM hostile JOIN own_accounts ON own_accounts.account = hostile.account
WHERE time >= $start AND time < $end AND stage <> 'discover'
GROUP BY ALL
"""

_BACKGROUND = """
SELECT
    coalesce(sum(visits.events), 0), count(DISTINCT visits.account),
    count(DISTINCT visits.account) FILTER (WHERE signin_successes + follow_ups + resets > 0)
FROM judged
JOIN visits ON visits.session_id = judged.session_id AND visits.account = judged.account
WHERE judged.source <> '' AND judged.account IN (SELECT account FROM own_accounts)
    AND first_at >= $start AND first_at < $end
"""


def hits(engine: DuckDB, bounds: dict[str, object]) -> tuple[Hit, ...]:
    """Return what each campaign did to `own_accounts` between `start` and `end`, by first event."""
    namings = campaign_namings(engine)
    attacked: dict[str, list[tuple[str, str, str]]] = {}
    for campaign_id, *account in engine.rows(_ATTACKED, bounds):
        kind, person, address = account
        attacked.setdefault(campaign_id, []).append((kind, person, address))
    found = []
    for campaign_id, probability, first, last, *counts in engine.rows(_HITS, bounds):
        naming = namings.get(campaign_id)
        actor = naming.actor if naming else None
        leader = naming.leader if naming and actor else None
        accounts = attacked.get(campaign_id, [])
        found.append(
            Hit(
                campaign_id,
                int(probability),
                actor,
                round(1000 * leader.probability) if leader else 0,
                first,
                last,
                Counts(*counts),
                len({person for _, person, _ in accounts}),
                tuple((kind, sum(kind == one for one, _, _ in accounts)) for kind in ACCOUNT_KINDS),
            )
        )
    return tuple(found)


def background(engine: DuckDB, bounds: dict[str, object]) -> Background:
    """Count untargeted crime against `own_accounts` in visits that began within the window."""
    ((events, accounts, entered),) = engine.rows(_BACKGROUND, bounds)
    return Background(int(events), accounts, entered)
