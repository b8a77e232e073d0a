"""A source's own rhythm, hour by hour, and the runs of hours that fall far below it.

docs/coverage.md gives the formulas and where they are from.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import scipy

Floats = npt.NDArray[np.float64]

DAY = 24
WEEK = 168
WEEKS = 4
"""Weeks needed to learn an hour of the week: each has three others to be held against."""

LENGTHS = (1, 2, 3, 6, 12, 24, 48, 96)
"""Hours of the windows that are looked at; longer runs are joined from them."""

CHANCE = 0.01
"""Chance of one false run or more in all the hours and streams of one source."""

BLOCKS = 8
"""A length is looked at where the series holds so many windows of it side by side."""

CERTAIN = 0.95
STRAY = 0.05
"""Share of the usual events below which a silence counts as total."""

MOST_SPREAD = 3.0
"""A source that varies more than this (the square of its coefficient of variation) has no rhythm
to be held against."""


@dataclass(frozen=True, slots=True)
class Run:
    """Hours [start, end) of a series whose count is improbably low."""

    start: int
    end: int
    expected: float
    seen: int
    chance: float


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What each hour of a series was to hold, had it gone on as at other times.

    `by_day` holds each day against its own level, so that a run shows within a day and a day that
    is silent from end to end does not. `by_week` holds each hour against other weeks; it is None
    where there are too few of them.
    """

    by_day: Floats
    by_week: Floats | None

    def ways(self) -> list[tuple[Floats, tuple[int, ...]]]:
        """Return each expectation with the lengths that it can tell of."""
        most = len(self.by_day) // BLOCKS
        within = tuple(length for length in LENGTHS if length < DAY)
        across = tuple(length for length in LENGTHS if length <= most)
        return ([] if self.by_week is None else [(self.by_week, across)]) + [(self.by_day, within)]


def learn(counts: Floats, first_hour: int) -> Rhythm | None:
    """Learn a rhythm from hourly counts; `first_hour` is an hour of the day.

    None if there is not a week to learn from.
    """
    if len(counts) < WEEK:
        return None
    days = -(-(first_hour + len(counts)) // DAY)
    table = np.full(days * DAY, np.nan)
    table[first_hour : first_hour + len(counts)] = counts
    by_day = table.reshape(days, DAY)

    def trimmed(made: Floats) -> Floats:
        return np.nan_to_num(made.reshape(-1)[first_hour : first_hour + len(counts)])

    enough = days >= WEEKS * WEEK // DAY
    return Rhythm(trimmed(_by_level(by_day)), trimmed(_by_weekday(by_day)) if enough else None)


def low_runs(counts: Floats, rhythm: Rhythm, looks: int) -> list[Run]:
    """Find the runs; `looks` is how many series are looked at beside one another."""
    low = _threshold(counts, rhythm, looks)
    found: list[Run] = []
    for expected, lengths in rhythm.ways():
        windows: list[tuple[float, int, int]] = []
        for length in lengths:
            seen, usual, spread = _windows(counts, expected, length)
            worth = np.flatnonzero((usual > -low) & (seen < usual))
            if spread is None or len(worth) == 0:
                continue
            chances = _log_chance(seen[worth], usual[worth], spread).tolist()
            windows += [
                (chance, start, start + length)
                for chance, start in zip(chances, worth.tolist(), strict=True)
                if chance < low
            ]
        found += _joined(sorted(windows), counts, expected)
    apart: list[Run] = []
    for run in found:
        if not any(other.start < run.end and run.start < other.end for other in apart):
            apart.append(run)
    return sorted(apart, key=lambda run: run.start)


def noticed_from(counts: Floats, rhythm: Rhythm, looks: int) -> int | None:
    """Return from how many hours on a total silence would be found, at half of all times.

    None if it would not be found at any length that is looked at.
    """
    low = _threshold(counts, rhythm, looks)
    found: list[int] = []
    for expected, lengths in rhythm.ways():
        for length in lengths:
            _, usual, spread = _windows(counts, expected, length)
            if spread is None:
                continue
            middle = np.median(usual)
            if middle > 0 and _log_chance(np.zeros(1), np.array([middle]), spread)[0] < low:
                found.append(length)
                break
    return min(found, default=None)


def _threshold(counts: Floats, rhythm: Rhythm, looks: int) -> float:
    tests = sum(len(lengths) for _, lengths in rhythm.ways()) * len(counts) * looks
    return float(np.log(CHANCE / tests))


def _by_weekday(by_day: Floats) -> Floats:
    """Expect of each hour what other weeks held, by two guesses of which the lower counts.

    One is the median of the same hour of the week. The other is the usual course of all days,
    times how busy that weekday is; it holds where the few same hours were unusually busy.
    """
    days = len(by_day)
    made = np.zeros_like(by_day)
    number = np.arange(days)
    for day in range(days):
        others = number // 7 != day // 7
        same = _median(by_day[others & (number % 7 == day % 7)])
        usual = _median(by_day[others])
        known = usual > 0
        level = float(np.nanmedian(same[known] / usual[known])) if known.any() else 0.0
        made[day] = np.fmin(same, usual * level)
    return made


def _by_level(by_day: Floats) -> Floats:
    """Expect of each hour what other days held then, times how busy this day is on the whole."""
    made = np.zeros_like(by_day)
    for day in range(len(by_day)):
        usual = _median(np.delete(by_day, day, axis=0))
        known = ~np.isnan(by_day[day]) & (usual > 0)
        if known.sum() < DAY // 2:
            continue
        level = np.median(by_day[day][known] / usual[known])
        made[day] = usual * min(float(level), 1.0)
    return made


def _median(rows: Floats) -> Floats:
    """Return the median of each hour; an hour that no row has is not a number.

    As numpy's own for what is not a number, which takes eight times as long for so few rows.
    """
    ordered = np.sort(rows, axis=0)  # what is not a number comes last
    filled = (~np.isnan(rows)).sum(axis=0)
    hours = np.flatnonzero(filled)
    made = np.full(DAY, np.nan)
    low, high = (filled[hours] - 1) // 2, filled[hours] // 2
    made[hours] = (ordered[low, hours] + ordered[high, hours]) / 2
    return made


def _sums(values: Floats, length: int) -> Floats:
    if length > len(values):
        return np.zeros(0)
    total = np.concatenate(([0.0], np.cumsum(values)))
    return np.asarray(total[length:] - total[:-length])


def _windows(counts: Floats, expected: Floats, length: int) -> tuple[Floats, Floats, float | None]:
    """Return what windows of a length held, their usual count, and their spread.

    The usual count is the median: it is scaled so that half of the traffic lies above it.
    """
    seen, usual = _sums(counts, length), _sums(expected, length)
    told = usual >= 1
    if not told.any():
        return seen, usual, None
    ratio = seen[told] / usual[told]
    order = np.argsort(ratio)
    heights = np.cumsum(usual[told][order])
    usual = usual * ratio[order][np.searchsorted(heights, heights[-1] / 2)]
    return seen, usual, _spread(seen, usual, len(counts) / length, length)


def _spread(seen: Floats, usual: Floats, blocks: float, length: int) -> float | None:
    """Return how much wider than Poisson a window's count falls below what is usual.

    It is the dispersion at which a negative binomial falls short as much as was seen, at the
    upper end of what so few independent blocks leave open. The worst window is left out, or an
    outage would hide itself. None if the counts follow no rhythm.
    """
    short = np.where(usual >= 1, np.maximum(1 - seen / np.maximum(usual, 1), 0) ** 2, 0)
    worst = int(np.argmax(short * usual))
    kept = np.abs(np.arange(len(usual)) - worst) >= length
    kept &= usual >= 1
    if not kept.any():
        return None
    usual, short = usual[kept], short[kept]
    freedom = max(blocks / 2, 1.0)
    bound = freedom / (2 * scipy.special.gammaincinv(freedom / 2, 1 - CERTAIN))
    observed = float(np.average(short, weights=usual)) * bound
    spreads, widths, shortfalls, _ = _gammas()
    parts = np.array_split(np.sort(usual), 16)
    middle = np.array([part.mean() for part in parts if len(part)])
    weight = np.array([part.sum() for part in parts if len(part)])
    grid = np.log(spreads[:, None] + 1 / middle[None, :])
    model = np.interp(grid, widths, shortfalls) @ weight / weight.sum()
    place = int(np.searchsorted(model, observed))
    return float(spreads[place]) if place < len(spreads) else None


@cache
def _gammas() -> tuple[Floats, Floats, Floats, Floats]:
    """Return spreads to choose from, log widths v, and two values of a gamma for each width.

    Its median is 1 and v is its variance over its squared mean; the values are E[max(0, 1 - x)²]
    and the mean.
    """
    widths = np.geomspace(1e-8, 10.0, 600)
    k = 1 / widths
    middle = scipy.special.gammaincinv(k, 0.5)
    scale = 1 / middle
    below = scipy.special.gammainc
    made = (
        below(k, middle)
        - 2 * k * scale * below(k + 1, middle)
        + k * (k + 1) * scale**2 * below(k + 2, middle)
    )
    rising = np.maximum.accumulate(np.maximum(made, 0))
    return np.geomspace(1e-5, MOST_SPREAD, 240), np.log(widths), rising, k * scale


def _log_chance(seen: Floats, usual: Floats, spread: float) -> Floats:
    """Return the log chance of so few or fewer where half of all windows hold `usual`."""
    _, widths, _, means = _gammas()
    mean = usual * np.interp(np.log(spread), widths, means)
    size = 1 / spread
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(scipy.special.betainc(size, seen + 1, size / (size + mean))))


def _joined(windows: list[tuple[float, int, int]], counts: Floats, expected: Floats) -> list[Run]:
    """Join windows that overlap and cut each to where the shortfall really is."""
    runs: list[Run] = []
    while windows:
        chance, start, end = windows[0]
        ratio = max(counts[start:end].sum() / expected[start:end].sum(), STRAY)
        low, high = _reach(windows, start, end)
        start, end = _heaviest(
            counts[low:high] * np.log(ratio) + expected[low:high] * (1 - ratio), low
        )
        windows = [w for w in windows[1:] if w[2] <= start or w[1] >= end]
        if not any(run.start < end and start < run.end for run in runs):
            seen, usual = counts[start:end].sum(), expected[start:end].sum()
            runs.append(Run(start, end, float(usual), int(seen), float(np.exp(chance))))
    return sorted(runs, key=lambda run: run.start)


def _reach(windows: list[tuple[float, int, int]], low: int, high: int) -> tuple[int, int]:
    """Return the hours of all windows that hang together with one."""
    for _, start, end in sorted(windows, key=lambda w: w[1]):
        if start <= high and end >= low:
            low, high = min(low, start), max(high, end)
    return low, high


def _heaviest(scores: Floats, offset: int) -> tuple[int, int]:
    """Return the stretch with the largest sum, without empty ends."""
    best, at = 0.0, (0, 0)
    total, begins = 0.0, 0
    for place, score in enumerate(scores.tolist()):
        if total <= 0:
            total, begins = 0.0, place
        total += score
        if total > best:
            best, at = total, (begins, place + 1)
    return at[0] + offset, at[1] + offset
