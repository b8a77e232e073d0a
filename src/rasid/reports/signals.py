"""What rules found, told once a campaign and not once an event; and which rules did not run."""

from collections.abc import Iterable, Mapping
from typing import Any

from rasid.engines.duckdb import DuckDB
from rasid.errors import UsageError
from rasid.findings import one_of
from rasid.reports.plain import plain
from rasid.reports.pseudonyms import Pseudonyms, read_pseudonyms
from rasid.tables.signals import LEVELS

_KEYS = (
    "rule",
    "title",
    "level",
    "campaign_id",
    "signals",
    "events",
    "accounts",
    "protected",
    "first_seen",
    "last_seen",
    "account",
    "source_ip",
    "session_id",
    "value",
    "bits",
    "reason",
    "attack",
    "suppressed",
    "signal_ids",
)

_GROUPED = """
WITH shares AS (
    SELECT signal_events.signal_id, hostile.campaign_id, count(*) AS events
    FROM signal_events
    JOIN hostile ON signal_events.event_uid = hostile.event_uid
    GROUP BY signal_events.signal_id, hostile.campaign_id
),

placed AS (
    SELECT shares.signal_id, min(shares.campaign_id) AS campaign_id
    FROM shares
    JOIN signals ON shares.signal_id = signals.signal_id
    WHERE 2 * shares.events >= signals.events
    GROUP BY shares.signal_id
),

chosen AS (
    SELECT
        signals.*,
        placed.campaign_id,
        coalesce(placed.campaign_id, signals.signal_id) AS place,
        signals.suppressed IS NOT NULL AS is_suppressed
    FROM signals
    LEFT JOIN placed ON signals.signal_id = placed.signal_id
    WHERE list_contains($levels, signals.level) AND ($rule = '' OR signals.rule = $rule)
),

counted AS (
    SELECT
        chosen.rule,
        chosen.place,
        chosen.is_suppressed,
        count(DISTINCT signal_events.event_uid) AS events,
        count(DISTINCT events.account) AS accounts,
        count(DISTINCT roster.person_id) AS protected
    FROM chosen
    JOIN signal_events ON chosen.signal_id = signal_events.signal_id
    LEFT JOIN events
        ON signal_events.event_uid = events.event_uid
        AND signal_events.provider = events.provider AND signal_events.time = events.time
    LEFT JOIN roster ON events.account = roster.account
    GROUP BY chosen.rule, chosen.place, chosen.is_suppressed
)

SELECT
    chosen.rule,
    any_value(chosen.title),
    any_value(chosen.level),
    any_value(chosen.campaign_id),
    count(*) AS signals,
    any_value(counted.events),
    any_value(counted.accounts),
    any_value(counted.protected),
    min(chosen.first_seen) AS first_seen,
    max(chosen.last_seen),
    CASE WHEN count(DISTINCT chosen.account) = 1 AND count(chosen.account) = count(*)
        THEN min(chosen.account) END,
    CASE WHEN count(DISTINCT chosen.source_ip) = 1 AND count(chosen.source_ip) = count(*)
        THEN min(chosen.source_ip) END,
    CASE WHEN count(DISTINCT chosen.session_id) = 1 AND count(chosen.session_id) = count(*)
        THEN min(chosen.session_id) END,
    max(chosen.value),
    max(chosen.bits),
    min(chosen.reason) FILTER (chosen.value IS NOT DISTINCT FROM tops.value),
    any_value(chosen.attack),
    min(chosen.suppressed),
    list_sort(list(chosen.signal_id))
FROM chosen
JOIN counted
    ON chosen.rule = counted.rule AND chosen.place = counted.place
    AND chosen.is_suppressed = counted.is_suppressed
JOIN (
    SELECT rule, place, is_suppressed, max(value) AS value
    FROM chosen
    GROUP BY rule, place, is_suppressed
) AS tops
    ON chosen.rule = tops.rule AND chosen.place = tops.place
    AND chosen.is_suppressed = tops.is_suppressed
GROUP BY chosen.rule, chosen.place, chosen.is_suppressed
ORDER BY
    chosen.is_suppressed,
    list_position($levels, any_value(chosen.level)) DESC,
    any_value(chosen.campaign_id) NULLS LAST,
    any_value(chosen.bits) DESC,
    chosen.rule,
    first_seen,
    chosen.place
"""

_RUNS = """
SELECT rule, title, level, file, line, state, why, signals, events FROM rule_runs
ORDER BY rule, file
"""


def signal_list(
    engine: DuckDB, *, rule: str = "", level: str = LEVELS[0], names: bool = False
) -> list[dict[str, Any]]:
    """Return the signals of one rule or all, from a level on, as `show signals --json` has them.

    Those of one rule in one campaign, which has half of their events or more, are one row; one that
    is in no campaign is a row of its own.
    People stand under their pseudonyms unless `names`. Raises UsageError for an unknown name.
    """
    if level not in LEVELS:
        raise UsageError(f"--level got {level!a}, expected {one_of(LEVELS, level)}.")
    known = [run["rule"] for run in rule_runs(engine)]
    if rule and known and rule not in known:
        raise UsageError(f"--rule got {rule!a}, expected {one_of(known, rule)}.")
    levels = list(LEVELS[LEVELS.index(level) :])
    rows = engine.rows(_GROUPED, {"levels": levels, "rule": rule})
    found = [dict(zip(_KEYS, row, strict=True)) for row in rows]
    hidden = found if names else list(pseudonymous(found, read_pseudonyms(engine)))
    return [dict(plain(row).items()) for row in hidden]  # type: ignore[attr-defined]


def pseudonymous(
    rows: Iterable[Mapping[str, Any]], pseudonyms: Pseudonyms
) -> Iterable[dict[str, Any]]:
    """Yield rows with a pseudonym for the account, and none in the reasons."""
    for row in rows:
        told = {key: row[key] and pseudonyms.hide(row[key]) for key in ("account", "reason")}
        yield {**row, **told}


def rule_runs(engine: DuckDB) -> list[dict[str, Any]]:
    """Return what became of each rule in the last analysis."""
    keys = ("rule", "title", "level", "file", "line", "state", "why", "signals", "events")
    return [dict(zip(keys, row, strict=True)) for row in engine.rows(_RUNS)]
