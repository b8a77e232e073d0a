"""Where a source falls silent against its own rhythm, and where one part of it stops."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import exp, log

import numpy as np

from rasid.engines.duckdb import DuckDB
from rasid.sources.rhythm import (
    CHANCE,
    DAY,
    STRAY,
    Floats,
    Rhythm,
    Run,
    learn,
    low_runs,
    noticed_from,
)

HOUR = timedelta(hours=1)
FEW = 30
"""A part with fewer events is not looked at: nothing could be told of it."""

_STREAMS = """
WITH counted AS (
    SELECT
        provider, action, outcome, coalesce(format, '') AS format,
        date_trunc('hour', "time") AS hour, count(*) AS events
    FROM events LEFT JOIN imports USING (raw_file)
    WHERE provider = $provider AND "time" >= $start AND "time" < $end
    GROUP BY ALL
), streams AS (
    SELECT action, outcome, format, hour, CAST(sum(events) AS BIGINT) AS events
    FROM counted
    GROUP BY GROUPING SETS ((hour), (hour, action), (hour, action, outcome), (hour, format))
)
SELECT
    coalesce(action, ''), coalesce(outcome, ''), coalesce(format, ''),
    list(date_diff('hour', CAST($start AS TIMESTAMP), hour)), list(events)
FROM streams GROUP BY action, outcome, format HAVING sum(events) >= $few ORDER BY ALL
"""


@dataclass(frozen=True, slots=True)
class Silence:
    """Hours in which a source, or a part of it, logged improbably little.

    `part` is empty for the whole source, else an action, an action and outcome, or a format.
    `kind` is `silence` (under a twentieth of what was expected), `drop`, or, where a part is
    missing to one end of the time while the rest goes on, `stops` or `begins late`.
    `end` is exclusive; `chance` is that of the most telling window, before correction.
    """

    provider: str
    part: str
    kind: str
    start: datetime
    end: datetime
    hours: int
    expected: float
    seen: int
    chance: float


@dataclass(frozen=True, slots=True)
class SourceRhythm:
    """What can be told of a source's silences.

    `learnt` is `week` (an hour is held against other weeks), `day` (a day against its own level:
    one that is silent from end to end would not show) or empty: it cannot be told.
    A total silence of `noticed_from` hours would be found at half of all times.
    """

    provider: str
    hours: int
    learnt: str
    noticed_from: int | None
    expected: float


@dataclass(frozen=True, slots=True)
class _Stream:
    part: str
    parent: str | None
    counts: Floats


def silences(
    engine: DuckDB, spans: Mapping[str, tuple[date, date]]
) -> tuple[
    tuple[Silence, ...], tuple[SourceRhythm, ...], dict[tuple[str, date], tuple[float, int]]
]:
    """Look at each provider over its days, first and last; views `events` and `imports` are there.

    The last part is, for provider and day, the events expected and the hours of silence.
    """
    found: list[Silence] = []
    rhythms: list[SourceRhythm] = []
    by_day: dict[tuple[str, date], tuple[float, int]] = {}
    for provider, (first, last) in spans.items():
        start, streams = _streams(engine, provider, first, last)
        learnt = {stream.part: learn(stream.counts, start.hour) for stream in streams}
        mine = _found(provider, start, streams, learnt)
        found += mine
        whole = next((s for s in streams if s.parent is None), None)
        rhythm = learnt.get("")
        rhythms.append(_told(provider, whole, rhythm, len(streams)))
        if rhythm is not None:
            usual = rhythm.by_day if rhythm.by_week is None else rhythm.by_week
            silent = [s for s in mine if not s.part]
            by_day |= {(provider, d): told for d, told in _days(start, usual, silent).items()}
    return tuple(found), tuple(rhythms), by_day


def _streams(
    engine: DuckDB, provider: str, first: date, last: date
) -> tuple[datetime, list[_Stream]]:
    """Read the hourly counts, without the first and the last hour, which may be torn."""
    start = datetime.combine(first, time())
    end = datetime.combine(last, time()) + timedelta(days=1)
    known = {"provider": provider, "start": start, "end": end, "few": FEW}
    rows = engine.rows(_STREAMS, known)
    if not rows:
        return start, []
    total = int((end - start) / HOUR)
    whole = max(rows, key=lambda row: sum(row[4]))[3]
    low, high = min(whole) + 1, max(whole)
    formats = [row[2] for row in rows if row[2]]
    streams: list[_Stream] = []
    for action, outcome, format_, hours, events in rows:
        if format_ and len(formats) < 2:
            continue
        counts = np.zeros(total)
        counts[hours] = events
        part = f"format {format_}" if format_ else f"{action} {outcome}".strip()
        parent = None if not part else (action if outcome else "")
        streams.append(_Stream(part, parent, counts[low:high]))
    totals = {stream.part: stream.counts.sum() for stream in streams}
    apart = [s for s in streams if s.parent is None or s.counts.sum() < totals.get(s.parent, 0)]
    return start + low * HOUR, sorted(apart, key=lambda s: (s.parent or "", s.part))


def _found(
    provider: str, start: datetime, streams: list[_Stream], learnt: Mapping[str, Rhythm | None]
) -> list[Silence]:
    found: dict[str, list[Silence]] = {}
    for stream in sorted(streams, key=lambda s: (s.parent is not None, s.parent != "", s.part)):
        rhythm = learnt[stream.part]
        mine = [] if stream.parent is None else _ends(provider, start, stream, len(streams))
        if rhythm is not None:
            runs = low_runs(stream.counts, rhythm, len(streams))
            mine += [
                made
                for run in runs
                if not _within(made := _silence(provider, start, stream.part, run), mine)
            ]
        above = [s for part in {stream.parent, ""} for s in found.get(part or "", [])]
        found[stream.part] = [s for s in mine if not _within(s, above)]
    return sorted((s for part in found.values() for s in part), key=lambda s: (s.start, s.part))


def _within(silence: Silence, others: Iterable[Silence]) -> bool:
    """Tell whether others already say at least half of it."""
    said = timedelta()
    for other in others:
        said += max(min(silence.end, other.end) - max(silence.start, other.start), timedelta())
    return said * 2 >= silence.end - silence.start


def _silence(provider: str, start: datetime, part: str, run: Run) -> Silence:
    kind = "silence" if run.seen < STRAY * run.expected else "drop"
    begin, end = start + run.start * HOUR, start + run.end * HOUR
    hours = run.end - run.start
    return Silence(provider, part, kind, begin, end, hours, run.expected, run.seen, run.chance)


def _ends(provider: str, start: datetime, stream: _Stream, looks: int) -> list[Silence]:
    """Tell whether a part is missing to an end of the time, counted in days of 24 hours."""
    found: list[Silence] = []
    for kind, counts in (("stops", stream.counts), ("begins late", stream.counts[::-1])):
        active = np.flatnonzero(counts)
        if len(active) == 0:
            continue
        went = int(active[-1]) + 1
        days, missing = went // DAY, (len(counts) - went) // DAY
        if days < 1 or missing < 1:
            continue
        on = sum(bool(counts[d * DAY : (d + 1) * DAY].any()) for d in range(days))
        chance = _never_again(days, on, missing)
        if chance >= CHANCE / (2 * looks):
            continue
        hours = len(counts) - went
        expected = float(counts.sum()) / went * hours
        begin = start + (went if kind == "stops" else 0) * HOUR
        end = begin + hours * HOUR
        found.append(Silence(provider, stream.part, kind, begin, end, hours, expected, 0, chance))
    return found


def _never_again(days: int, active: int, missing: int) -> float:
    """Return the chance of `missing` days without an event after `active` of `days` had some."""
    steps = range(missing)
    return exp(sum(log(days - active + 1 + n) - log(days + 2 + n) for n in steps))


def _told(provider: str, whole: _Stream | None, rhythm: Rhythm | None, looks: int) -> SourceRhythm:
    if whole is None or rhythm is None:
        return SourceRhythm(provider, 0 if whole is None else len(whole.counts), "", None, 0.0)
    noticed = noticed_from(whole.counts, rhythm, looks)
    learnt = "" if noticed is None else "day" if rhythm.by_week is None else "week"
    usual = rhythm.by_day if rhythm.by_week is None else rhythm.by_week
    return SourceRhythm(provider, len(whole.counts), learnt, noticed, float(usual.sum()))


def _days(start: datetime, usual: Floats, silent: list[Silence]) -> dict[date, tuple[float, int]]:
    made: dict[date, tuple[float, int]] = {}
    for number, expected in enumerate(usual.tolist()):
        hour = start + number * HOUR
        events, hours = made.get(hour.date(), (0.0, 0))
        quiet = any(s.start <= hour < s.end for s in silent)
        made[hour.date()] = events + expected, hours + quiet
    return made
