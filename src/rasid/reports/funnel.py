"""The four numbers of each campaign, counted from its hostile events and nowhere else."""

from dataclasses import dataclass

from rasid.engines.duckdb import DuckDB
from rasid.errors import IntegrityError

UNLISTED = "unlisted"

_COUNTS = """
    count(DISTINCT event_uid) FILTER (WHERE stage = 'discover') AS attempts,
    count(DISTINCT account) FILTER (WHERE stage = 'discover' AND account_exists) AS identified,
    count(DISTINCT account)
        FILTER (WHERE stage IN ('attack', 'compromise', 'exploit')) AS attacked,
    count(DISTINCT account) FILTER (WHERE stage IN ('compromise', 'exploit')) AS compromised
"""

_STATED = """
SELECT campaign_id, attempts, accounts_identified, accounts_attacked, accounts_compromised
FROM campaigns
"""

_BY_CATEGORY = """
WITH accounts AS (
    SELECT
        campaign_id,
        account,
        unnest(['identified', 'attacked', 'compromised']) AS number,
        unnest([
            coalesce(min(category) FILTER (WHERE stage = 'discover' AND account_exists
                AND category <> 'unlisted'),
                min(category) FILTER (WHERE stage = 'discover' AND account_exists)),
            coalesce(min(category) FILTER (WHERE stage <> 'discover' AND category <> 'unlisted'),
                min(category) FILTER (WHERE stage <> 'discover')),
            coalesce(min(category) FILTER (WHERE stage IN ('compromise', 'exploit')
                AND category <> 'unlisted'),
                min(category) FILTER (WHERE stage IN ('compromise', 'exploit')))
        ]) AS category
    FROM hostile GROUP BY campaign_id, account
),
counts AS (
    SELECT campaign_id, category, number, count(*) AS amount
    FROM accounts WHERE category IS NOT NULL GROUP BY campaign_id, category, number
    UNION ALL
    SELECT campaign_id, category, 'attempts', count(DISTINCT event_uid)
    FROM hostile WHERE stage = 'discover' GROUP BY campaign_id, category
)
SELECT
    campaign_id, category,
    coalesce(max(amount) FILTER (WHERE number = 'attempts'), 0),
    coalesce(max(amount) FILTER (WHERE number = 'identified'), 0),
    coalesce(max(amount) FILTER (WHERE number = 'attacked'), 0),
    coalesce(max(amount) FILTER (WHERE number = 'compromised'), 0)
FROM counts GROUP BY campaign_id, category
"""

_LISTED = """
SELECT category, count(DISTINCT person_id) AS people, count(DISTINCT account) AS accounts
FROM roster GROUP BY category
"""


@dataclass(frozen=True, slots=True)
class Funnel:
    """Attempts are events; the other three are accounts, and `compromised` is in `attacked`."""

    attempts: int = 0
    identified: int = 0
    attacked: int = 0
    compromised: int = 0


@dataclass(frozen=True, slots=True)
class CategoryFunnel:
    """The funnel of one category, and how many people and accounts the roster has in it."""

    category: str
    people: int
    accounts: int
    funnel: Funnel


@dataclass(frozen=True, slots=True)
class CampaignFunnel:
    """The funnel of one campaign, whole and by category."""

    total: Funnel
    by_category: tuple[CategoryFunnel, ...]


def campaign_funnels(engine: DuckDB) -> dict[str, CampaignFunnel]:
    """Count every campaign; raises IntegrityError if the tables disagree on any number."""
    _require_each_event_once(engine)
    stated = {row[0]: Funnel(*row[1:]) for row in engine.rows(_STATED)}
    counted = {
        row[0]: Funnel(*row[1:])
        for row in engine.rows(f"SELECT campaign_id, {_COUNTS} FROM hostile GROUP BY campaign_id")
    }
    _require_equal(stated, counted)
    parts = _counted_by_category(engine)
    listed = {row[0]: (row[1], row[2]) for row in engine.rows(_LISTED)}
    categories = sorted({*listed, *(category for _, category in parts), UNLISTED})
    funnels = {}
    for campaign_id, total in stated.items():
        rows = [
            CategoryFunnel(
                name, *listed.get(name, (0, 0)), parts.get((campaign_id, name), Funnel())
            )
            for name in categories
        ]
        _require_sum(campaign_id, total, [row.funnel for row in rows])
        funnels[campaign_id] = CampaignFunnel(total, tuple(sorted(rows, key=_heaviest_first)))
    return funnels


def _counted_by_category(engine: DuckDB) -> dict[tuple[str, str], Funnel]:
    """Count each category.

    An account that was on the roster for some of a number's events, and was not for others, counts
    once, as what it was listed as.
    """
    return {(row[0], row[1]): Funnel(*row[2:]) for row in engine.rows(_BY_CATEGORY)}


def _heaviest_first(row: CategoryFunnel) -> tuple[bool, int, int, str]:
    """Order by what happened; people who are on no roster come last."""
    unlisted = row.category == UNLISTED
    return unlisted, -row.funnel.compromised, -row.funnel.attacked, row.category


def _require_each_event_once(engine: DuckDB) -> None:
    query = "SELECT event_uid FROM hostile GROUP BY event_uid HAVING count(*) > 1 LIMIT 1"
    for (event_uid,) in engine.rows(query):
        raise IntegrityError(f"the event {event_uid!r} stands more than once among the hostile.")


def _require_equal(stated: dict[str, Funnel], counted: dict[str, Funnel]) -> None:
    for campaign_id in sorted(stated.keys() | counted.keys()):
        said, found = stated.get(campaign_id), counted.get(campaign_id, Funnel())
        if said != found:
            message = f"campaign {campaign_id}: its row says {said}, its hostile events {found}."
            raise IntegrityError(message)


def _require_sum(campaign_id: str, total: Funnel, parts: list[Funnel]) -> None:
    summed = Funnel(
        attempts=sum(part.attempts for part in parts),
        identified=sum(part.identified for part in parts),
        attacked=sum(part.attacked for part in parts),
        compromised=sum(part.compromised for part in parts),
    )
    if summed != total:
        message = f"campaign {campaign_id}: its categories add up to {summed}, not to {total}."
        raise IntegrityError(message)
