"""Adversary: when the campaign works against the hours and the week that an actor keeps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

import numpy as np

from rasid.attribution.profile import WEEK, ActorProfile, WorkHours
from rasid.attribution.shifts import (
    HALF_HOURS,
    WEEK_LENGTH,
    Floats,
    Shifts,
    every_shift,
    kin_shifts,
    stated_shift,
)
from rasid.attribution.weighing import Doubt, Weigher, Weight
from rasid.engines.duckdb import DuckDB, packaged_sql

FAMILY = "hours"

BLOCK = 6
"""Half hours that count as one observation: what one sitting follows from another says little."""

WRONG = 0.1
"""One stated shift in ten is wrong or out of date."""

KIN = 1.0 / 6.0
"""One unknown group in six is of any given actor's sponsor, since a handful of them run most of
the groups that anybody tracks: in more, where more of the imported actors keep the same week."""

SAME_ZONE = timedelta(hours=1)

KINDS_OF_RHYTHM = {"shift": 0.8, "around the clock": 0.1, "as everybody": 0.1}
"""How an unknown group may keep time, before any of its sessions is seen."""


@dataclass(frozen=True, slots=True)
class Sittings:
    """A campaign's session starts in half hours of the UTC week, and how often each occurred."""

    sessions: Floats
    exposure: Floats
    counts: Floats
    unknown: float

    @property
    def total(self) -> int:
        """All sessions."""
        return round(float(self.sessions.sum()))


def hours_weigher(engine: DuckDB, profiles: Sequence[ActorProfile]) -> Weigher:
    """Return what weighs the hours of each campaign; how common a week is, all profiles tell."""
    sittings = read_sittings(engine)
    stated_hours = {p.name: p.hours for p in profiles if p.hours}

    def weigh(campaign_id: str, profile: ActorProfile) -> Weight:
        if profile.hours is None:
            return Weight(FAMILY, 0.0, "the bundle does not say when it works")
        found = sittings[campaign_id]
        stated = stated_shift(profile.hours)
        actor = stated.likelihood(found.counts, found.exposure)
        alike = kin_shifts(profile.hours).likelihood(found.counts, found.exposure)
        kin = float(np.logaddexp2(actor, alike)) - 1.0
        wrong = 1.0 - (1.0 - WRONG) * profile.hours_hold
        doubt = Doubt(wrong, _kin_share(profile, stated_hours))
        bits = doubt.bits(actor, found.unknown, kin)
        return Weight(FAMILY, bits, _reason(profile.hours, found, stated))

    return weigh


def _kin_share(profile: ActorProfile, stated: Mapping[str, WorkHours]) -> float:
    """Return the share of groups that keep an actor's week, learnt from the others in the bundle.

    KIN is what is believed before, as if of six actors one did.
    """
    others = [hours for name, hours in stated.items() if name != profile.name]
    alike = sum(profile.hours is not None and _same_week(profile.hours, one) for one in others)
    return max(KIN, (alike + 1.0) / (len(others) + 1.0 / KIN))


def _same_week(one: WorkHours, other: WorkHours) -> bool:
    near = abs(one.utc_offset - other.utc_offset) <= SAME_ZONE
    return near and one.workdays == other.workdays


def read_sittings(engine: DuckDB) -> Mapping[str, Sittings]:
    """Return when each campaign's sessions begin."""
    logged = {row[0] for row in engine.rows("SELECT DISTINCT CAST(time AS DATE) FROM tagged")}
    rhythm = np.ones(WEEK_LENGTH)
    for weekday, half_hour, events in engine.rows(packaged_sql(__package__, "rhythm")):
        rhythm[weekday * HALF_HOURS + half_hour] += events
    rhythm /= np.maximum(_exposure(logged), 1.0)
    rows = engine.rows(packaged_sql(__package__, "sittings"))
    return {
        campaign_id: _sittings([row[1:] for row in starts], logged, rhythm)
        for campaign_id, starts in groupby(rows, key=lambda row: str(row[0]))
    }


def _sittings(starts: list[tuple[date, int, int]], logged: set[date], rhythm: Floats) -> Sittings:
    """Weigh sessions so that those of one block of a day are one observation together."""
    days = [day for day, _, _ in starts]
    span = (min(days) + timedelta(days=n) for n in range((max(days) - min(days)).days + 1))
    exposure = _exposure({day for day in span if day in logged or day in days})
    blocks: dict[tuple[date, int], int] = {}
    for day, half_hour, sessions in starts:
        block = day, half_hour // BLOCK
        blocks[block] = blocks.get(block, 0) + sessions
    sessions_at, counts = np.zeros(WEEK_LENGTH), np.zeros(WEEK_LENGTH)
    for day, half_hour, sessions in starts:
        place = day.weekday() * HALF_HOURS + half_hour
        sessions_at[place] += sessions
        counts[place] += sessions / blocks[day, half_hour // BLOCK]
    return Sittings(sessions_at, exposure, counts, _unknown(counts, exposure, rhythm))


def _exposure(days: set[date]) -> Floats:
    weekdays = np.bincount([day.weekday() for day in days], minlength=len(WEEK))
    return np.repeat(weekdays, HALF_HOURS).astype(np.float64)


def _unknown(counts: Floats, exposure: Floats, rhythm: Floats) -> float:
    """Return log2 of the likelihood under a group of which nothing is known."""
    density = rhythm / (rhythm @ exposure)
    seen = counts > 0
    logs = {
        "shift": every_shift().likelihood(counts, exposure),
        "around the clock": -float(counts.sum() * np.log2(exposure.sum())),
        "as everybody": float(counts[seen] @ np.log2(density[seen])),
    }
    weighted = [np.log2(share) + logs[kind] for kind, share in KINDS_OF_RHYTHM.items()]
    return float(np.logaddexp2.reduce(weighted))


def _reason(hours: WorkHours, found: Sittings, stated: Shifts) -> str:
    within = (stated.cover.max(axis=0) > 0).astype(np.float64)
    inside = round(float(within @ found.sessions))
    chance = float(within @ found.exposure) / float(found.exposure.sum())
    return (
        f"{inside:,} of the {found.total:,} sessions begin within an hour of the stated "
        f"{_shown(hours)}; around the clock {chance:.0%} would"
    ).replace("%", " %")


def _shown(hours: WorkHours) -> str:
    minutes = round(hours.utc_offset.total_seconds() / 60)
    offset = f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
    days = " ".join(day for day in WEEK if day in hours.workdays)
    return f"{_clock(hours.start)}\u2013{_clock(hours.end)} {offset}, {days}"


def _clock(hour: float) -> str:
    minutes = round(hour * 60)
    return f"{minutes // 60:02}:{minutes % 60:02}"
