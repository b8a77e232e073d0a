"""What each campaign was seen with, in the terms that a profile is made of."""

import json
from collections.abc import Iterator
from datetime import timedelta

import numpy as np

from rasid.attribution.guessing import guessing_habits
from rasid.attribution.made import make_table
from rasid.attribution.profile import WEEK, WorkHours
from rasid.attribution.shifts import every_shift, likeliest_shift
from rasid.attribution.techniques import seen_techniques
from rasid.attribution.validity import read_spans
from rasid.attribution.victims import read_chosen, read_roster_shares
from rasid.attribution.working_hours import read_sittings
from rasid.engines.duckdb import DuckDB, packaged_sql
from rasid.tables.observed import OBSERVED

SURE_SHIFT_BITS = 3.0
"""How much better one shift must explain the sessions than work at any time does, before it is
remembered."""


def observe(engine: DuckDB) -> None:
    """Make the table `observed` of all campaigns.

    Reads `hostile`, `sessions`, `tagged`, `events`, `roster` and `suggested`.
    """
    engine.run(packaged_sql(__package__, "observed"))
    spans = read_spans(engine)
    reasoned = (
        (campaign_id, kind, value, *spans[campaign_id].as_in_tables(), sessions)
        for campaign_id, kind, value, sessions in (
            *_techniques(engine),
            *_hours(engine),
            *_categories(engine),
            *_guessing(engine),
        )
    )
    plainly = engine.rows("SELECT * FROM observed_plainly")
    make_table(engine, OBSERVED, OBSERVED.name, [*plainly, *reasoned])


def _techniques(engine: DuckDB) -> Iterator[tuple[str, str, str, int]]:
    for campaign_id, seen in seen_techniques(engine).items():
        for technique, events in seen.items():
            yield campaign_id, "technique", technique, events


def _hours(engine: DuckDB) -> Iterator[tuple[str, str, str, int]]:
    for campaign_id, found in read_sittings(engine).items():
        by_shift = every_shift().likelihood(found.counts, found.exposure)
        at_any_time = -float(found.counts.sum() * np.log2(found.exposure.sum()))
        if by_shift - at_any_time >= SURE_SHIFT_BITS:
            shift = likeliest_shift(found.counts, found.exposure)
            yield campaign_id, "hours", written_hours(shift), found.total


def _categories(engine: DuckDB) -> Iterator[tuple[str, str, str, int]]:
    roster = read_roster_shares(engine)
    for campaign_id, chosen in read_chosen(engine, roster).items():
        for category in sorted(roster.preference(chosen)):
            yield campaign_id, "category", category, chosen.people[category]


def _guessing(engine: DuckDB) -> Iterator[tuple[str, str, str, int]]:
    for habit in guessing_habits(engine):
        yield habit.campaign_id, "guess", habit.form, habit.sessions


def written_hours(hours: WorkHours) -> str:
    """Return a shift in UTC as the value of an observation."""
    days = [day for day in WEEK if day in hours.workdays]
    return json.dumps({"workdays": days, "hours": [hours.start, hours.end]})


def read_hours(written: str) -> WorkHours:
    """Return the shift that `written_hours` wrote."""
    told = json.loads(written)
    return WorkHours(timedelta(), frozenset(told["workdays"]), *told["hours"])
