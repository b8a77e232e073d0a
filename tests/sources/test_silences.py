from datetime import timedelta

import numpy as np
import pytest

from rasid.engines.duckdb import DuckDB
from rasid.sources.silences import Silence, SourceRhythm, silences
from sources.event_rows import HOUR, MONDAY, Counts, event_table, hourly, working_month
from sources.log_home import Site

MORNING = 15 * 24 + 9
"""Nine o'clock of the third Tuesday."""


def told(engine: DuckDB, days: int = 35) -> tuple[tuple[Silence, ...], SourceRhythm]:
    """Return what is said of the provider `mail` over its days."""
    first = MONDAY.date()
    found, (rhythm,), _ = silences(engine, {"mail": (first, first + timedelta(days=days - 1))})
    return found, rhythm


def without(counts: Counts, start: int, hours: int, *, keeping: float = 0.0) -> Counts:
    """Return the counts with a stretch of hours lost."""
    made = counts.copy()
    made[start : start + hours] = (made[start : start + hours] * keeping).astype(int)
    return made


@pytest.mark.parametrize(
    ("days", "hours", "keeping", "kind"),
    [
        (35, 6, 0.0, "silence"),
        (35, 2, 0.0, "silence"),
        (35, 8, 0.4, "drop"),
        (35, 48, 0.0, "silence"),
        (21, 6, 0.0, "silence"),
    ],
)
def test_missing_working_hours_are_found(
    site: Site, days: int, hours: int, keeping: float, kind: str
) -> None:
    counts = without(working_month(1, days=days), MORNING, hours, keeping=keeping)
    event_table(site.engine, hourly(counts))

    (found,), rhythm = told(site.engine, days)

    assert ("", kind) == (found.part, found.kind)
    assert abs(found.start - (MONDAY + MORNING * HOUR)) <= HOUR
    assert abs(found.end - (MONDAY + (MORNING + hours) * HOUR)) <= (
        8 * HOUR if hours > 24 else HOUR
    )
    assert found.seen < found.expected / 2
    assert ("week" if days >= 28 else "day") == rhythm.learnt


def test_quiet_nights_and_weekends_are_no_silence(site: Site) -> None:
    """Half of its nights and weekends hold no event at all in an hour."""
    counts = working_month(2)
    counts[counts < 6] = 0
    event_table(site.engine, hourly(counts))

    found, rhythm = told(site.engine)

    assert () == found
    assert rhythm.noticed_from


@pytest.mark.parametrize("seed", range(3))
def test_sparse_source_cannot_be_told(site: Site, seed: int) -> None:
    """Three events a day give no rhythm: then nothing is claimed, and that is said."""
    counts = np.random.default_rng(seed).poisson(3 / 24, 35 * 24)
    event_table(site.engine, hourly(counts))

    found, rhythm = told(site.engine)

    assert ((), "", None) == (found, rhythm.learnt, rhythm.noticed_from)


def test_few_days_cannot_be_told(site: Site) -> None:
    event_table(site.engine, hourly(working_month(3, days=5)))

    found, rhythm = told(site.engine, 5)

    assert ((), "") == (found, rhythm.learnt)


def test_whole_months_raise_no_false_alarm(site: Site) -> None:
    """Of twenty months without an outage at most one may be called silent, once."""
    alarms = 0
    for seed in range(20):
        spread = (0.0, 0.02, 0.1, 0.3)[seed % 4]
        event_table(site.engine, hourly(working_month(100 + seed, days=30, spread=spread)))
        alarms += len(told(site.engine, 30)[0])

    assert alarms <= 1


@pytest.mark.parametrize(
    ("part", "lost", "kind"),
    [
        ("lookup", {"action": "lookup"}, "stops"),
        ("signin failure", {"outcome": "failure"}, "stops"),
        ("format csv", {"raw_file": "csv:1"}, "begins late"),
    ],
)
def test_part_that_goes_missing_is_named(
    site: Site, part: str, lost: dict[str, str], kind: str
) -> None:
    """One kind of record is gone in 11 of 35 days while the others go on."""
    counts = working_month(5)
    span = slice(24 * 24, None) if kind == "stops" else slice(0, 11 * 24)
    gone = working_month(6, busiest=8)
    gone[span] = 0
    event_table(site.engine, [*hourly(counts), *hourly(gone, **lost)])

    found, _ = told(site.engine)

    assert [(part, kind)] == [(silence.part, silence.kind) for silence in found]
    assert found[0].hours >= 10 * 24


def test_outage_of_everything_is_not_said_of_each_part(site: Site) -> None:
    parts = [
        hourly(without(working_month(seed), MORNING, 6), action=action)
        for seed, action in enumerate(("signin", "lookup", "mail_access"))
    ]
    event_table(site.engine, [row for part in parts for row in part])

    found, _ = told(site.engine)

    assert [""] == [silence.part for silence in found]
