"""What the imported logs can show, and what they cannot: so that "nothing seen" can be believed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import median

from rasid.engines.duckdb import DuckDB
from rasid.sources.belief import Lack, Verdict, lacks, verdict
from rasid.sources.clocks import Clocks, clocks
from rasid.sources.imported import imported_in
from rasid.sources.silences import Silence, SourceRhythm, silences
from rasid.tables.events import EVENTS
from rasid.tables.imports import IMPORTS
from rasid.tables.rejects import REJECTS

COUNTED = (EVENTS, REJECTS, IMPORTS)
"""Tables that all is counted from."""

BUSY = 0.01
TELLING = (
    "account",
    "source_ip",
    "asn",
    "country",
    "user_agent",
    "fingerprint",
    "device",
    "session",
)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class FileCoverage:
    """One kept file: `lines` = `events` + `elsewhere` + `rejected`.

    `elsewhere` are records that another delivery of the same event stands for.
    """

    name: str
    raw_file: str
    format: str
    bytes: int
    lines: int
    events: int
    elsewhere: int
    rejected: int
    first: datetime | None
    last: datetime | None


@dataclass(frozen=True, slots=True)
class DayCoverage:
    """One provider's events of one UTC day.

    `expected` is what its rhythm promised, None where that cannot be told; `silent_hours` are
    those of sudden silences; `late` and `ahead` are events of other days in files of this one.
    """

    provider: str
    day: date
    events: int
    accounts: int
    addresses: int
    expected: float | None = None
    silent_hours: int = 0
    late: int = 0
    ahead: int = 0


@dataclass(frozen=True, slots=True)
class ProviderCoverage:
    """What one provider's logs hold over the time that they speak of.

    That time runs from the first to the last day with more than a hundredth of the usual events;
    `astray` counts those outside it, which wrong clocks date. `conflicts` counts ids under which
    the provider logged records that contradict each other; all of them are kept. `silent` are the
    runs of days without an event, first and last day.
    """

    provider: str
    events: int
    first: datetime
    last: datetime
    days: int
    silent: tuple[tuple[date, date], ...]
    astray: int
    longest_gap_hours: int
    gap_starts: datetime | None
    conflicts: int
    empty: Mapping[str, float]
    actions: Mapping[str, int]
    outcomes: Mapping[str, int]
    others: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Coverage:
    """The files, the providers and their days; what is missing, and what can be believed."""

    files: tuple[FileCoverage, ...]
    providers: tuple[ProviderCoverage, ...]
    days: tuple[DayCoverage, ...]
    rejects: Mapping[str, int]
    verdicts: tuple[Verdict, ...]
    rhythms: tuple[SourceRhythm, ...]
    silences: tuple[Silence, ...]
    clocks: Clocks
    lacks: tuple[Lack, ...]


def count_coverage(engine: DuckDB, parts: Mapping[str, Sequence[Path]]) -> Coverage:
    """Describe all that was imported: the parts of the tables `COUNTED`, by name."""
    for table in COUNTED:
        engine.view(table, parts[table.name])
    days = _days(engine)
    names = sorted({day.provider for day in days})
    by_day = {name: {d.day: d.events for d in days if d.provider == name} for name in names}
    providers = tuple(_provider(engine, name, by_day[name]) for name in names)
    files = _files(engine, parts[IMPORTS.name])
    found, rhythms, expected = silences(
        engine, {name: _busy(counts) for name, counts in by_day.items()}
    )
    told, lacking = clocks(engine, len(names)), lacks(engine)
    rejected = _rejected(engine, files)
    return Coverage(
        files=files,
        providers=providers,
        days=tuple(_with_rhythm(day, expected, told) for day in days),
        rejects=dict(
            engine.rows("SELECT reason, count(*) FROM rejects GROUP BY reason ORDER BY reason")
        ),
        verdicts=tuple(
            verdict(
                rhythm,
                events=provider.events,
                rejected=rejected.get(provider.provider, 0.0),
                silences=found,
                lacking=lacking,
                clocks=told,
                empty_days=sum((last - first).days + 1 for first, last in provider.silent),
            )
            for provider, rhythm in zip(providers, rhythms, strict=True)
        ),
        rhythms=rhythms,
        silences=found,
        clocks=told,
        lacks=lacking,
    )


def _with_rhythm(
    day: DayCoverage, expected: Mapping[tuple[str, date], tuple[float, int]], told: Clocks
) -> DayCoverage:
    usual, hours = expected.get((day.provider, day.day), (None, 0))
    late, ahead = (
        sum(a.events for a in came if (a.provider, a.arrival) == (day.provider, day.day))
        for came in (told.late, told.ahead)
    )
    return replace(day, expected=usual, silent_hours=hours, late=late, ahead=ahead)


def _rejected(engine: DuckDB, files: tuple[FileCoverage, ...]) -> dict[str, float]:
    """Return for each provider the share of rejected lines in the files that hold its events."""
    share = {file.raw_file: (file.lines, file.rejected) for file in files}
    lines, rejected = Counter[str](), Counter[str]()
    for provider, raw_file in engine.rows("SELECT DISTINCT provider, raw_file FROM events"):
        read, lost = share.get(raw_file, (0, 0))
        lines[provider] += read
        rejected[provider] += lost
    return {name: rejected[name] / lines[name] for name in lines if lines[name]}


def _busy(days: Mapping[date, int]) -> tuple[date, date]:
    """Return the first and the last day with more than a hundredth of the usual events."""
    busy = [day for day, events in days.items() if events >= BUSY * median(days.values())]
    return min(busy), max(busy)


def _files(engine: DuckDB, imports: Sequence[Path]) -> tuple[FileCoverage, ...]:
    rows = engine.rows(
        'SELECT raw_file, count(*), min("time"), max("time") FROM events GROUP BY raw_file'
    )
    stored = {raw_file: (events, first, last) for raw_file, events, first, last in rows}
    found: list[FileCoverage] = []
    for file in sorted(imported_in(imports).values(), key=lambda f: (f.name, f.raw_file)):
        events, first, last = stored.get(file.raw_file, (0, None, None))
        found.append(
            FileCoverage(
                **asdict(file),
                events=events,
                elsewhere=file.lines - file.rejected - events,
                first=first,
                last=last,
            )
        )
    return tuple(found)


def _days(engine: DuckDB) -> tuple[DayCoverage, ...]:
    rows = engine.rows(
        'SELECT provider, CAST("time" AS DATE) AS day, count(*), count(DISTINCT account), '
        "count(DISTINCT source_ip) FROM events GROUP BY provider, day ORDER BY provider, day"
    )
    return tuple(DayCoverage(*row) for row in rows)


def _provider(engine: DuckDB, provider: str, days: dict[date, int]) -> ProviderCoverage:
    first, last = _busy(days)
    span = [first + DAY * n for n in range((last - first).days + 1)]
    known = {"provider": provider}
    empty = ", ".join(f'1 - count("{name}") / count(*)' for name in TELLING)
    total, earliest, latest, *shares = engine.rows(
        f'SELECT count(*), min("time"), max("time"), {empty} FROM events '
        "WHERE provider = $provider",
        known,
    )[0]
    gap_starts, gap = _longest_gap(engine, provider, first, last + DAY)
    return ProviderCoverage(
        provider=provider,
        events=total,
        first=earliest,
        last=latest,
        days=len(span),
        silent=_runs([day for day in span if day not in days]),
        astray=sum(events for day, events in days.items() if not first <= day <= last),
        longest_gap_hours=gap,
        gap_starts=gap_starts,
        conflicts=_conflicts(engine, provider),
        empty=dict(zip(TELLING, shares, strict=True)),
        actions=_counts(engine, provider, "action"),
        outcomes=_counts(engine, provider, "outcome"),
        others=_counts(
            engine, provider, "CASE WHEN action = 'other' THEN coalesce(detail, '') END"
        ),
    )


def _runs(days: list[date]) -> tuple[tuple[date, date], ...]:
    """Gather days that follow one another."""
    runs: list[tuple[date, date]] = []
    for day in days:
        if runs and day - runs[-1][1] == DAY:
            runs[-1] = runs[-1][0], day
        else:
            runs.append((day, day))
    return tuple(runs)


def _counts(engine: DuckDB, provider: str, of: str) -> Counter[str]:
    rows = engine.rows(
        f"SELECT {of} AS name, count(*) FROM events WHERE provider = $provider "
        "GROUP BY name HAVING name IS NOT NULL ORDER BY count(*) DESC, name",
        {"provider": provider},
    )
    return Counter(dict(rows))


def _conflicts(engine: DuckDB, provider: str) -> int:
    rows = engine.rows(
        "SELECT count(*) FROM (SELECT tenant, event_uid FROM events WHERE provider = $provider "
        "GROUP BY tenant, event_uid HAVING count(*) > 1)",
        {"provider": provider},
    )
    return int(rows[0][0])


def _longest_gap(
    engine: DuckDB, provider: str, start: date, end: date
) -> tuple[datetime | None, int]:
    """Return the first hour of the longest run of hours without an event, and its length."""
    rows = engine.rows(
        "SELECT DISTINCT date_trunc('hour', \"time\") AS hour FROM events "
        'WHERE provider = $provider AND "time" >= $start AND "time" < $end ORDER BY hour',
        {"provider": provider, "start": start, "end": end},
    )
    hours = [hour for (hour,) in rows]
    gaps = [
        (int((later - earlier) / timedelta(hours=1)) - 1, earlier + timedelta(hours=1))
        for earlier, later in pairwise(hours)
    ]
    length, begins = max(gaps, key=lambda gap: gap[0], default=(0, None))
    return (begins, length) if length else (None, 0)
