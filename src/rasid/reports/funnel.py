"""The four numbers of each campaign, counted from its hostile events and from nothing else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from rasid.engines.duckdb import DuckDB
from rasid.errors import IntegrityError
from rasid.tables.campaigns import FUNNELS

UNLISTED = "unlisted"

_COUNTS = """
WITH accounts AS (
    SELECT
        campaign_id,
        account,
        count(*) FILTER (WHERE stage = 'discover') AS attempts,
        bool_or(stage = 'discover' AND account_exists) AS identified,
        bool_or(stage IN ('attack', 'compromise', 'exploit')) AS attacked,
        bool_or(stage IN ('compromise', 'exploit')) AS compromised
    FROM hostile WHERE {chosen} GROUP BY campaign_id, account
)
SELECT
    campaign_id,
    sum(attempts)::BIGINT,
    count(account) FILTER (WHERE identified),
    count(account) FILTER (WHERE attacked),
    count(account) FILTER (WHERE compromised)
FROM accounts GROUP BY campaign_id
"""
"""No event stands twice, which is looked at before."""

_STATED = """
SELECT campaign_id, attempts, accounts_identified, accounts_attacked, accounts_compromised
FROM campaigns
"""

_BY_CATEGORY_OF = """
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
    FROM hostile WHERE {chosen} GROUP BY campaign_id, account
),
counts AS (
    SELECT campaign_id, category, number, count(*) AS amount
    FROM accounts WHERE category IS NOT NULL GROUP BY campaign_id, category, number
    UNION ALL
    SELECT campaign_id, category, 'attempts', count(DISTINCT event_uid)
    FROM hostile WHERE stage = 'discover' AND {chosen} GROUP BY campaign_id, category
)
SELECT
    campaign_id, category,
    coalesce(max(amount) FILTER (WHERE number = 'attempts'), 0) AS attempts,
    coalesce(max(amount) FILTER (WHERE number = 'identified'), 0) AS identified,
    coalesce(max(amount) FILTER (WHERE number = 'attacked'), 0) AS attacked,
    coalesce(max(amount) FILTER (WHERE number = 'compromised'), 0) AS compromised
FROM counts GROUP BY campaign_id, category
"""

_ALL, _ONE = "true", "campaign_id = $campaign"

BY_CATEGORY = _BY_CATEGORY_OF.format(chosen=_ALL)
"""Makes the rows of `funnels`."""

_WRITTEN = f"SELECT {', '.join(FUNNELS.column_names)} FROM funnels"

_TWICE = "SELECT event_uid FROM hostile GROUP BY event_uid HAVING count(*) > 1 LIMIT 1"
_TWICE_OF = "SELECT event_uid FROM traces WHERE campaign_id = $campaign AND times > 1 LIMIT 1"

_CATEGORIES = "SELECT DISTINCT category FROM hostile WHERE category IS NOT NULL"

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
    """Return every campaign's as the analysis counted it, or counted now where it did not.

    Raises IntegrityError if the tables disagree on any number then.
    """
    stated, parts = _stated(engine), _by_category(engine.rows(_WRITTEN))
    if stated != _summed(parts):
        return count_funnels(engine)
    return _funnels(engine, stated, parts)


def count_funnels(engine: DuckDB) -> dict[str, CampaignFunnel]:
    """Count every campaign; raises IntegrityError if the tables disagree on any number."""
    for (event_uid,) in engine.rows(_TWICE):
        raise _twice(event_uid)
    return _counted(engine, _stated(engine), _ALL, {})


def campaign_funnel(engine: DuckDB, campaign_id: str) -> CampaignFunnel:
    """Count one campaign; raises IntegrityError if the tables disagree on any number of it."""
    for (event_uid,) in engine.rows(_TWICE_OF, {"campaign": campaign_id}):
        raise _twice(event_uid)
    stated = {name: told for name, told in _stated(engine).items() if name == campaign_id}
    return _counted(engine, stated, _ONE, {"campaign": campaign_id})[campaign_id]


def _counted(
    engine: DuckDB, stated: dict[str, Funnel], chosen: str, told: dict[str, str]
) -> dict[str, CampaignFunnel]:
    counts = engine.rows(_COUNTS.format(chosen=chosen), told)
    _require_equal(stated, {row[0]: Funnel(*row[1:]) for row in counts})
    parts = _by_category(engine.rows(_BY_CATEGORY_OF.format(chosen=chosen), told))
    summed = _summed(parts)
    for campaign_id, total in stated.items():
        if summed.get(campaign_id, Funnel()) != total:
            message = f"its categories add up to {summed.get(campaign_id)}, not to {total}"
            raise IntegrityError(f"campaign {campaign_id}: {message}.")
    return _funnels(engine, stated, parts)


def _twice(event_uid: str) -> IntegrityError:
    return IntegrityError(f"the event {event_uid!r} stands more than once among the hostile.")


def _stated(engine: DuckDB) -> dict[str, Funnel]:
    return {row[0]: Funnel(*row[1:]) for row in engine.rows(_STATED)}


def _by_category(rows: Iterable[tuple[Any, ...]]) -> dict[tuple[str, str], Funnel]:
    """Return the numbers of each category.

    An account that was on the roster for some of a number's events, and was not for others, counts
    once, as what it was listed as.
    """
    return {(row[0], row[1]): Funnel(*row[2:]) for row in rows}


def _summed(parts: Mapping[tuple[str, str], Funnel]) -> dict[str, Funnel]:
    """Return what the categories of each campaign add up to."""
    summed: dict[str, Funnel] = {}
    for (campaign_id, _), part in parts.items():
        before = summed.get(campaign_id, Funnel())
        summed[campaign_id] = Funnel(
            attempts=before.attempts + part.attempts,
            identified=before.identified + part.identified,
            attacked=before.attacked + part.attacked,
            compromised=before.compromised + part.compromised,
        )
    return summed


def _funnels(
    engine: DuckDB, totals: Mapping[str, Funnel], parts: Mapping[tuple[str, str], Funnel]
) -> dict[str, CampaignFunnel]:
    """Give every campaign a row for each category that any has, or that is on the roster."""
    listed = {row[0]: (row[1], row[2]) for row in engine.rows(_LISTED)}
    hit = {category for (category,) in engine.rows(_CATEGORIES)}
    categories = sorted({*listed, *hit, UNLISTED})
    funnels = {}
    for campaign_id, total in totals.items():
        rows = [
            CategoryFunnel(
                name, *listed.get(name, (0, 0)), parts.get((campaign_id, name), Funnel())
            )
            for name in categories
        ]
        funnels[campaign_id] = CampaignFunnel(total, tuple(sorted(rows, key=_heaviest_first)))
    return funnels


def _heaviest_first(row: CategoryFunnel) -> tuple[bool, int, int, str]:
    """Order by what happened; people who are on no roster come last."""
    unlisted = row.category == UNLISTED
    return unlisted, -row.funnel.compromised, -row.funnel.attacked, row.category


def _require_equal(stated: dict[str, Funnel], counted: dict[str, Funnel]) -> None:
    for campaign_id in sorted(stated.keys() | counted.keys()):
        said, found = stated.get(campaign_id), counted.get(campaign_id, Funnel())
        if said != found:
            message = f"campaign {campaign_id}: its row says {said}, its hostile events {found}."
            raise IntegrityError(message)
