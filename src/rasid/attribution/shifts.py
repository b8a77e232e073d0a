"""Every shift that a group may work, as shares of the half hours of a week in UTC."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

import numpy as np
import numpy.typing as npt

from rasid.attribution.profile import WEEK, WorkHours

Floats = npt.NDArray[np.float64]

HALF_HOURS = 48
WEEK_LENGTH = 7 * HALF_HOURS

SHORTEST, LONGEST = 12, 24
"""Shifts last from six hours to twelve."""

WEEK_SHARES = {5: 0.6, 6: 0.2, 7: 0.2}
"""How an unknown group's week may be: so many days in a row, any of them the first."""

ROUNDING = {-2: 1.0, -1: 2.0, 0: 3.0, 1: 2.0, 2: 1.0}
"""Half hours by which either end of a stated shift may be off, and how much that is believed."""

KIN_SHIFTS = range(-4, 5)
KIN_STRETCHES = range(-6, 7, 2)
"""Half hours by which the shift of a group of the same sponsor may begin and last otherwise."""

STRAYS = np.array([0.01, 0.03, 0.06, 0.12, 0.25, 0.5])
"""Shares of the work that may be done outside the shift; which one it is, the sessions tell."""


@dataclass(frozen=True, slots=True)
class Shifts:
    """Some shifts with their weights: a row each, 1 where the shift covers the half hour."""

    cover: Floats
    weights: Floats

    def likelihood(self, counts: Floats, exposure: Floats) -> float:
        """Return log2 of the mean likelihood of sessions beginning when they did.

        Within a shift every half hour is alike; outside it a stray share of STRAYS is spread over
        the week. `exposure` says how often each half hour of the week occurred at all; the factor
        that all shifts have in common is left out.
        """
        logs = self.logs(counts, exposure)
        return float(np.logaddexp2.reduce(logs + np.log2(self.weights / self.weights.sum())))

    def logs(self, counts: Floats, exposure: Floats) -> Floats:
        """Return the same of each shift alone."""
        inside = self.cover @ counts
        outside = counts.sum() - inside
        spread = STRAYS / exposure.sum()
        covered = np.maximum(self.cover @ exposure, 1e-9)
        density = np.where(
            (self.cover @ exposure)[:, None] > 0, (1.0 - STRAYS) / covered[:, None], 0.0
        )
        logs = inside[:, None] * np.log2(density + spread) + outside[:, None] * np.log2(spread)
        means: Floats = np.logaddexp2.reduce(logs, axis=1) - np.log2(len(STRAYS))
        return means


@cache
def every_shift() -> Shifts:
    """Return what an unknown group may work: any zone, six to twelve hours, five to seven days."""
    shapes, weights = zip(*_every(), strict=True)
    return Shifts(np.array([_cover(*shape) for shape in shapes]), np.array(weights))


def likeliest_shift(counts: Floats, exposure: Floats) -> WorkHours:
    """Return the shift, in UTC, that explains best when sessions begin."""
    best = int(every_shift().logs(counts, exposure).argmax())
    (start, length, workdays), _ = list(_every())[best]
    hours = ((start % HALF_HOURS) / 2, ((start + length) % HALF_HOURS) / 2)
    return WorkHours(timedelta(), frozenset(WEEK[day] for day in workdays), *hours)


def _every() -> Iterator[tuple[tuple[int, int, list[int]], float]]:
    """Yield start, length and workdays of every shift in half hours, with its weight."""
    for length in range(SHORTEST, LONGEST + 1, 2):
        for days, share in WEEK_SHARES.items():
            firsts = range(7) if days < len(WEEK) else range(1)
            for first in firsts:
                workdays = [(first + day) % 7 for day in range(days)]
                for start in range(HALF_HOURS):
                    yield (start, length, workdays), share / len(firsts)


def stated_shift(hours: WorkHours) -> Shifts:
    """Return the shifts that a bundle may mean by the hours it rounds."""
    start, length, workdays = _in_utc(hours)
    pairs = [(early, late) for early in ROUNDING for late in ROUNDING]
    return Shifts(
        np.array([_cover(start + a, length + b - a, workdays) for a, b in pairs]),
        np.array([ROUNDING[a] * ROUNDING[b] for a, b in pairs]),
    )


def kin_shifts(hours: WorkHours) -> Shifts:
    """Return the shifts of groups that share an actor's zone and week, but not its very hours."""
    start, length, workdays = _in_utc(hours)
    rows = [
        _cover(start + shift, length + stretch, workdays)
        for shift in KIN_SHIFTS
        for stretch in KIN_STRETCHES
    ]
    return Shifts(np.array(rows), np.ones(len(rows)))


def _in_utc(hours: WorkHours) -> tuple[int, int, list[int]]:
    """Return start and length in half hours, the start counted from Monday 00:00 UTC."""
    length = round(((hours.end - hours.start) % 24) * 2) or HALF_HOURS
    start = round((hours.start - hours.utc_offset.total_seconds() / 3600) * 2)
    return start, length, [WEEK.index(day) for day in hours.workdays]


def _cover(start: int, length: int, workdays: list[int]) -> Floats:
    cover = np.zeros(WEEK_LENGTH)
    span = np.arange(start, start + min(max(length, 1), HALF_HOURS))
    for day in workdays:
        cover[(span + day * HALF_HOURS) % WEEK_LENGTH] = 1.0
    return cover
