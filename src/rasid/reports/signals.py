"""What rules found, told once a campaign and not once an event; and which rules did not run."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from rasid.engines.duckdb import DuckDB
from rasid.errors import UsageError
from rasid.findings import one_of
from rasid.reports.plain import plain
from rasid.reports.pseudonyms import Pseudonyms, read_pseudonyms
from rasid.tables.signals import LEVELS, SIGNAL_GROUPS

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

GROUPED = """
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
    chosen.place,
    chosen.is_suppressed,
    any_value(chosen.title) AS title,
    any_value(chosen.level) AS level,
    any_value(chosen.campaign_id) AS campaign_id,
    count(*) AS signals,
    any_value(counted.events) AS events,
    any_value(counted.accounts) AS accounts,
    any_value(counted.protected) AS protected,
    min(chosen.first_seen) AS first_seen,
    max(chosen.last_seen) AS last_seen,
    CASE WHEN count(DISTINCT chosen.account) = 1 AND count(chosen.account) = count(*)
        THEN min(chosen.account) END AS account,
    CASE WHEN count(DISTINCT chosen.source_ip) = 1 AND count(chosen.source_ip) = count(*)
        THEN min(chosen.source_ip) END AS source_ip,
    CASE WHEN count(DISTINCT chosen.session_id) = 1 AND count(chosen.session_id) = count(*)
        THEN min(chosen.session_id) END AS session_id,
    max(chosen.value) AS value,
    max(chosen.bits) AS bits,
    min(chosen.reason) FILTER (chosen.value IS NOT DISTINCT FROM tops.value) AS reason,
    any_value(chosen.attack) AS attack,
    min(chosen.suppressed) AS suppressed,
    list_sort(list(chosen.signal_id)) AS signal_ids
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
"""
"""Makes the rows of `signal_groups`."""

_LISTED = """
SELECT {columns} FROM {groups}
WHERE list_contains($levels, level) AND ($rule = '' OR rule = $rule)
ORDER BY {order}
LIMIT $most OFFSET $start
"""

GRAVEST = """
    is_suppressed,
    list_position($levels, level) DESC,
    campaign_id NULLS LAST,
    bits DESC,
    rule,
    first_seen,
    place
"""
"""The order in which groups are listed."""

LATEST = f"last_seen DESC, {GRAVEST}"
"""The order in which a rule's last ones are."""

_COUNT = """
SELECT count(*) FROM {groups}
WHERE list_contains($levels, level) AND ($rule = '' OR rule = $rule)
"""

_AS_MANY = """
SELECT coalesce(sum(signals), 0) = (SELECT count(*) FROM signals) FROM signal_groups
"""

_RUNS = """
SELECT rule, title, level, file, line, state, why, signals, events FROM rule_runs
ORDER BY rule, file
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """Groups of a relation that is named by `signal_groups`: of some levels, and a rule or all."""

    groups: str
    levels: tuple[str, ...] = LEVELS
    rule: str = ""
    order: str = GRAVEST


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
    groups = signal_groups(engine)
    asked = Asked(groups, levels_from(level), rule)
    found = grouped(engine, asked, 0, group_count(engine, asked))
    hidden = found if names else list(pseudonymous(found, read_pseudonyms(engine)))
    return [dict(plain(row).items()) for row in hidden]  # type: ignore[attr-defined]


def levels_from(level: str) -> tuple[str, ...]:
    """Return a level and those above it."""
    return LEVELS[LEVELS.index(level) :]


def signal_groups(engine: DuckDB) -> str:
    """Return the name of the relation that has the rows of `signal_groups`.

    Where an analysis of an older rasid wrote none they are counted now, as often as this is called.
    """
    if engine.rows(_AS_MANY) == [(True,)]:
        return SIGNAL_GROUPS.name
    engine.run(f"CREATE OR REPLACE TEMP TABLE counted_signal_groups AS {GROUPED}")
    return "counted_signal_groups"


def group_count(engine: DuckDB, asked: Asked) -> int:
    """Return how many groups there are of what is asked for."""
    count = _COUNT.format(groups=asked.groups)
    return int(engine.rows(count, {"levels": list(asked.levels), "rule": asked.rule})[0][0])


def grouped(engine: DuckDB, asked: Asked, start: int, most: int) -> list[dict[str, Any]]:
    """Return so many groups from a place in the list on, names and moments as they are."""
    told = {"levels": list(asked.levels), "rule": asked.rule, "start": start, "most": most}
    listed = _LISTED.format(columns=", ".join(_KEYS), groups=asked.groups, order=asked.order)
    return [dict(zip(_KEYS, row, strict=True)) for row in engine.rows(listed, told)]


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
