"""The lists behind `show campaigns`, `show background` and `show people`, as JSON values."""

import json
from typing import Any

from rasid.engines.duckdb import DuckDB
from rasid.reports.bounds import COLUMNS, Bounds, campaign_bounds
from rasid.reports.decisions import confirmed_by
from rasid.reports.funnel import CampaignFunnel, Funnel, campaign_funnels, count_funnels
from rasid.reports.naming import Naming, campaign_namings
from rasid.reports.plain import plain
from rasid.reports.suggested import is_provisional
from rasid.tables.campaigns import BACKGROUND

_CAMPAIGNS = """
SELECT campaign_id, campaign_probability, first_seen, last_seen
FROM campaigns ORDER BY first_seen, campaign_id
"""

_PEOPLE = """
WITH people AS (
    SELECT person_id, min(name) AS name, min(category) AS category,
        min(organisation) AS organisation, count(DISTINCT account) AS accounts
    FROM roster GROUP BY person_id
)
SELECT
    people.person_id, people.name, people.category, people.organisation, people.accounts,
    coalesce(attempts, 0), coalesce(identified, 0), coalesce(attacked, 0),
    coalesce(compromised, 0), coalesce(exploited, 0), first_seen, last_seen,
    coalesce(array_to_string(campaigns, chr(10)), '')
FROM people LEFT JOIN touched ON people.person_id = touched.person_id
WHERE $person IS NULL OR people.person_id = $person
ORDER BY
    coalesce(compromised, 0) DESC, coalesce(attacked, 0) DESC, coalesce(attempts, 0) DESC,
    people.person_id
"""

_PERSON_KEYS = (
    "person_id",
    "name",
    "category",
    "organisation",
    "accounts",
    "attempts",
    "identified",
    "attacked",
    "compromised",
    "exploited",
    "first_seen",
    "last_seen",
    "campaigns",
)


def campaign_list(engine: DuckDB) -> list[dict[str, Any]]:
    """Return the campaigns as `show campaigns --json` prints them, the earliest first.

    `actor` is null where no candidate is likely enough; `probability` and `wording` are then those
    of the leading candidate, which may be nobody who is described: `unknown` and `new group`
    together. `new_group` is the probability of the latter, null where it was not weighed, and
    `runner_up` is the second. `confirmed_by` is null unless an analyst's decision keeps the
    campaign shown. `provisional` says that there was no roster.
    """
    funnels, namings = campaign_funnels(engine), campaign_namings(engine)
    confirmed, bounds = confirmed_by(engine), campaign_bounds(engine)
    provisional = is_provisional(engine)
    return [
        _campaign_row(
            row,
            funnels[row[0]],
            namings.get(row[0], Naming()),
            confirmed.get(row[0]),
            bounds[row[0]],
        )
        | {"provisional": provisional}
        for row in engine.rows(_CAMPAIGNS)
    ]


def background_list(engine: DuckDB) -> list[dict[str, Any]]:
    """Return the untargeted crime, the busiest source first."""
    names = BACKGROUND.column_names
    columns = ", ".join(f'"{name}"' for name in names)
    rows = engine.rows(f"SELECT {columns} FROM background ORDER BY events DESC, source")
    return [_plain_row(names, row) for row in rows]


def people_list(
    engine: DuckDB, *, names: bool = False, person_id: str | None = None
) -> list[dict[str, Any]]:
    """Return everyone on the roster, or one of them, with what happened; the gravest come first.

    People stand under their `person_id`; their names come only if `names` asks for them.
    """
    people = []
    for row in people_rows(engine, person_id):
        told = {"first_seen": plain(row["first_seen"]), "last_seen": plain(row["last_seen"])}
        person = {**row, **told, "campaigns": row["campaigns"].splitlines()}
        if not names:
            del person["name"]
        people.append(person)
    return people


def people_rows(engine: DuckDB, person_id: str | None = None) -> list[dict[str, Any]]:
    """Return the same as it is read: moments as such, and of campaigns a text, a line for each.

    Many people are in many campaigns, and few of them are looked at.
    """
    rows = engine.rows(_PEOPLE, {"person": person_id})
    return [dict(zip(_PERSON_KEYS, row, strict=True)) for row in rows]


def by_category(funnel: CampaignFunnel) -> dict[str, Any]:
    """Return the funnel of each category under its name."""
    return {row.category: plain(row.funnel) for row in funnel.by_category}


def categories_of(engine: DuckDB) -> dict[str, str]:
    """Count each campaign's funnel by category; return it as JSON text, under its id."""
    return {
        campaign_id: json.dumps(by_category(funnel))
        for campaign_id, funnel in count_funnels(engine).items()
    }


def _campaign_row(
    row: tuple[Any, ...],
    funnel: CampaignFunnel,
    naming: Naming,
    confirmed: str | None,
    bounds: Bounds,
) -> dict[str, Any]:
    campaign_id, probability, first_seen, last_seen = row
    leader, runner_up, total = naming.leader, naming.runner_up, funnel.total
    return {
        "campaign_id": campaign_id,
        "actor": naming.actor,
        "probability": leader.probability if leader else None,
        "wording": leader.wording if leader else None,
        "runner_up": runner_up.actor if runner_up else None,
        "new_group": naming.new_group,
        "campaign_probability": probability,
        "first_seen": plain(first_seen),
        "last_seen": plain(last_seen),
        **_counts(total),
        "by_category": by_category(funnel),
        "bounds": {COLUMNS[key]: list(sides) for key, sides in bounds.items()},
        "confirmed_by": confirmed,
    }


def _counts(total: Funnel) -> dict[str, int]:
    return {
        "attempts": total.attempts,
        "accounts_identified": total.identified,
        "accounts_attacked": total.attacked,
        "accounts_compromised": total.compromised,
    }


def _plain_row(names: tuple[str, ...], row: tuple[Any, ...]) -> dict[str, Any]:
    return {name: plain(value) for name, value in zip(names, row, strict=True)}
