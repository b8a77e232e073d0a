"""When and from where a campaign worked: its calendar, its hours and its networks."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from rasid.clock import DAY
from rasid.engines.duckdb import DuckDB
from rasid.tables.campaigns import STAGES

_BY_DAY = """
SELECT CAST(time AS DATE) AS day, stage, count(*)
FROM hostile WHERE $campaign IS NULL OR campaign_id = $campaign GROUP BY day, stage
"""

_BY_HOUR = """
SELECT isodow(time + to_seconds($offset)) - 1 AS weekday, hour(time + to_seconds($offset)) AS hour,
    count(*)
FROM hostile WHERE campaign_id = $campaign GROUP BY weekday, hour
"""

_NETWORKS = """
SELECT
    coalesce(traces.network, '') AS network,
    coalesce(max(traces.as_name), '') AS as_name,
    list_distinct(list(traces.country) FILTER (WHERE traces.country <> '')) AS countries,
    len(list_distinct(list(hostile.source_ip))) AS addresses,
    len(list_distinct(list(hostile.session_id))) AS sessions,
    count(*) AS events,
    len(list_distinct(list(hostile.account))) AS accounts,
    coalesce(
        len(list_distinct(list(hostile.account)
            FILTER (WHERE hostile.stage IN ('compromise', 'exploit')))),
        0
    ) AS compromised,
    min(hostile.time) AS first_seen,
    max(hostile.time) AS last_seen
FROM hostile
JOIN traces ON hostile.event_uid = traces.event_uid
WHERE hostile.campaign_id = $campaign AND traces.campaign_id = $campaign
GROUP BY coalesce(traces.network, '')
ORDER BY events DESC, network
"""
"""Counts of distinct values as lists: the engine would plan each of them as a join of its own."""


@dataclass(frozen=True, slots=True)
class Day:
    """How many events of each stage one UTC day saw."""

    day: date
    discover: int = 0
    attack: int = 0
    compromise: int = 0
    exploit: int = 0

    @property
    def total(self) -> int:
        """Events of whatever stage."""
        return self.discover + self.attack + self.compromise + self.exploit


@dataclass(frozen=True, slots=True)
class Hours:
    """Events by weekday (Monday first) and hour of the clock at `utc_offset`."""

    utc_offset: timedelta
    matrix: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Network:
    """One network that the campaign came from; `network` is empty where none was logged."""

    network: str
    as_name: str
    countries: tuple[str, ...]
    addresses: int
    sessions: int
    events: int
    accounts: int
    compromised: int
    first_seen: datetime
    last_seen: datetime


def calendar(engine: DuckDB, campaign_id: str | None) -> tuple[Day, ...]:
    """Return every UTC day from a campaign's first to its last, the quiet ones too.

    Without a campaign it is those of all campaigns together.
    """
    counts: dict[date, dict[str, int]] = {}
    for day, stage, events in engine.rows(_BY_DAY, {"campaign": campaign_id}):
        counts.setdefault(day, {})[stage] = events
    if not counts:
        return ()
    length = (max(counts) - min(counts)).days + 1
    days = (min(counts) + number * DAY for number in range(length))
    return tuple(Day(day, *(counts.get(day, {}).get(stage, 0) for stage in STAGES)) for day in days)


def hours_of_work(engine: DuckDB, campaign_id: str, utc_offset: timedelta) -> Hours:
    """Count events by weekday and hour, on a clock that stands `utc_offset` east of UTC."""
    matrix = [[0] * 24 for _ in range(7)]
    asked = {"campaign": campaign_id, "offset": utc_offset.total_seconds()}
    for weekday, hour, events in engine.rows(_BY_HOUR, asked):
        matrix[weekday][hour] = events
    return Hours(utc_offset, tuple(tuple(row) for row in matrix))


def networks(engine: DuckDB, campaign_id: str) -> tuple[Network, ...]:
    """Return the networks of the campaign's sessions, the busiest first."""
    return tuple(
        Network(network, as_name, tuple(sorted(countries or ())), *counts)
        for network, as_name, countries, *counts in engine.rows(
            _NETWORKS, {"campaign": campaign_id}
        )
    )
