"""Events that came late or ahead of their file, and sources whose clocks disagree."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import floor

from rasid.engines.duckdb import DuckDB

FEWEST = 20
"""Shared sign-ins below which nothing is said of two clocks."""

FEWEST_ACCOUNTS = 3
SLACK = timedelta(minutes=1)
"""Logs of one sign-in differ by some seconds; less than this is not called skew."""

_WIDTH = 300
_PAIRS_FROM = 200_000

_ORDER = """
CREATE OR REPLACE TEMP TABLE file_bulk AS
SELECT
    events.provider, coalesce(imports.format, '') AS format, raw_file,
    quantile_disc("time", [0.1, 0.25, 0.5, 0.75, 0.9]) AS q
FROM events LEFT JOIN imports USING (raw_file)
GROUP BY events.provider, format, raw_file
"""

_BOUNDS = """
CREATE OR REPLACE TEMP TABLE file_order AS
SELECT
    this.provider, this.raw_file, CAST(this.q[3] AS DATE) AS arrival,
    max(other.q[5]) FILTER (WHERE other.q[5] <= this.q[2]) AS before,
    min(other.q[1]) FILTER (WHERE other.q[1] >= this.q[4]) AS after
FROM file_bulk AS this
JOIN file_bulk AS other
    ON this.provider = other.provider AND this.format = other.format
    AND this.raw_file <> other.raw_file
GROUP BY this.provider, this.raw_file, arrival
HAVING before IS NOT NULL OR after IS NOT NULL
"""

_STRAYS = """
SELECT
    provider, arrival, count(*) AS events,
    max({distance}) AS largest, min("time"), max("time")
FROM events JOIN file_order USING (provider, raw_file)
WHERE {apart}
GROUP BY provider, arrival ORDER BY provider, arrival
"""

_SIGN_INS = """
CREATE OR REPLACE TEMP TABLE shared_sign_ins AS
WITH sign_ins AS (
    SELECT provider, account, source_ip, epoch_ms("time") AS ms, CAST("time" AS DATE) AS day
    FROM events WHERE action = 'signin' AND account <> '' AND source_ip <> ''
), shared AS (
    SELECT account, source_ip FROM sign_ins
    GROUP BY account, source_ip HAVING count(DISTINCT provider) > 1
), kept AS (
    SELECT sign_ins.*, count(*) OVER (PARTITION BY provider, account, source_ip, day) AS often
    FROM sign_ins JOIN shared USING (account, source_ip)
), sized AS (
    SELECT *, CAST(ceil(count(*) OVER () / $most) AS BIGINT) AS keep FROM kept WHERE often <= 10
)
SELECT * FROM sized WHERE hash(account) % keep = 0
"""

_OFFSETS = """
WITH later AS (
    SELECT provider, account, source_ip, ms, day + CAST(step AS INTEGER) AS day
    FROM shared_sign_ins, (SELECT unnest([-1, 0, 1]) AS step)
), pairs AS (
    SELECT
        one.provider AS one, two.provider AS two, one.account, one.source_ip, one.ms,
        (two.ms - one.ms) / 1000.0 AS apart
    FROM shared_sign_ins AS one
    JOIN later AS two USING (account, source_ip, day)
    WHERE one.provider < two.provider AND abs(two.ms - one.ms) <= 54000000
), events_of AS (
    SELECT one, two, count(DISTINCT (account, source_ip, ms)) AS sign_ins
    FROM pairs GROUP BY one, two
), bins AS (
    SELECT
        one, two, CAST(floor((apart + shift) / $width) AS BIGINT) * $width - shift AS low,
        count(DISTINCT (account, source_ip, ms)) AS hits, count(DISTINCT account) AS accounts,
        median(apart) AS middle, mad(apart) AS spread
    FROM pairs, (SELECT unnest([0, $width / 2]) AS shift)
    GROUP BY one, two, low, shift
)
SELECT one, two, sign_ins, hits, accounts, middle, spread
FROM bins JOIN events_of USING (one, two)
QUALIFY row_number() OVER (PARTITION BY one, two ORDER BY hits DESC, abs(low), low) = 1
ORDER BY one, two
"""


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Events of one provider in files of one day whose time belongs to files of other days.

    `largest_seconds` is by how much, at least: counted to the tenth of its events with which the
    bulk of a file begins or ends, so that the strays of one file do not accuse another.
    """

    provider: str
    arrival: date
    events: int
    largest_seconds: float
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class Skew:
    """Two providers that log the same sign-ins at times that differ by a constant.

    `ahead` stamps them `seconds` later than `behind`, the median of `matched` of the
    `shared` sign-ins; `zone` is true where that is a whole number of half hours.
    """

    ahead: str
    behind: str
    seconds: float
    shared: int
    matched: int
    zone: bool


@dataclass(frozen=True, slots=True)
class Clocks:
    """What files and shared sign-ins tell of time.

    `ordered` are the providers whose files follow one another, so that lateness can be seen.
    """

    late: tuple[Arrivals, ...]
    ahead: tuple[Arrivals, ...]
    skews: tuple[Skew, ...]
    ordered: tuple[str, ...]


def clocks(engine: DuckDB, providers: int) -> Clocks:
    """Compare times with files and with each other; views `events` and `imports` are there."""
    engine.run(_ORDER)
    engine.run(_BOUNDS)
    ordered = engine.rows("SELECT DISTINCT provider FROM file_order ORDER BY provider")
    late = _STRAYS.format(
        distance='(epoch_ms(before) - epoch_ms("time")) / 1000', apart='"time" < before'
    )
    ahead = _STRAYS.format(
        distance='(epoch_ms("time") - epoch_ms(after)) / 1000', apart='"time" > after'
    )
    return Clocks(
        late=tuple(Arrivals(*row) for row in engine.rows(late)),
        ahead=tuple(Arrivals(*row) for row in engine.rows(ahead)),
        skews=_skews(engine) if providers > 1 else (),
        ordered=tuple(provider for (provider,) in ordered),
    )


def _skews(engine: DuckDB) -> tuple[Skew, ...]:
    engine.run(_SIGN_INS, {"most": _PAIRS_FROM})
    found: list[Skew] = []
    for row in engine.rows(_OFFSETS, {"width": _WIDTH}):
        one, two, shared, matched, accounts, middle, spread = row
        if matched < FEWEST or accounts < FEWEST_ACCOUNTS or matched * 2 < shared:
            continue
        if abs(middle) <= max(SLACK.total_seconds(), 3 * spread):
            continue
        ahead, behind = (two, one) if middle > 0 else (one, two)
        found.append(Skew(ahead, behind, abs(middle), shared, matched, _zone(abs(middle), spread)))
    return tuple(found)


def _zone(seconds: float, spread: float) -> bool:
    steps = floor(seconds / 1800 + 0.5)
    return steps > 0 and abs(seconds - steps * 1800) <= max(SLACK.total_seconds(), 3 * spread)
