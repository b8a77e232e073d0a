"""The measures of one analysis as figures that can be averaged and compared."""

from collections.abc import Iterable

from rasid.evaluation.measured import Measured
from rasid.evaluation.measures.naming import RIGHT, WRONG
from rasid.evaluation.measures.numbers import Count

EVENTS = ("event precision", "event recall")
FALSE = "false campaigns"

Figures = dict[str, float | None]


def figures(measured: Measured) -> Figures:
    """Return the figures by name; null where a month has nothing to measure one by."""
    counts = [count for numbers in measured.numbers.values() for count in numbers.values()]
    return (
        {EVENTS[0]: measured.events.precision, EVENTS[1]: measured.events.recall}
        | _overlaps(measured)
        | {
            "adjusted Rand": measured.rand,
            "B-cubed precision": measured.b_cubed.precision,
            "B-cubed recall": measured.b_cubed.recall,
            "numbers exact": _share(count.exact for count in counts),
            "numbers near": _share(count.near for count in counts),
            "truth within bounds": _share(_held(counts)),
            "named rightly": _share(name == RIGHT for name in measured.names.values()),
            "named wrongly": _share(name == WRONG for name in measured.names.values()),
            "unlisted targets found": measured.unlisted.recall,
        }
        | _alarms(measured)
        | _cost(measured)
    )


def shortfalls(figures: Figures) -> dict[str, float]:
    """Return by how much each figure that can fall short does: 0 for none, 1 for all.

    A precision that is null is no shortfall: nothing was found, which the recall tells.
    """
    short = {
        name: 1.0 - value
        for name, value in figures.items()
        if value is not None and name in _AIMED_AT_ONE
    }
    false, wrong = figures[FALSE], figures["named wrongly"]
    return short | {FALSE: min(1.0, false or 0.0), "named wrongly": wrong or 0.0}


_AIMED_AT_ONE = frozenset(
    {
        *EVENTS,
        "attacked precision",
        "attacked recall",
        "compromised precision",
        "compromised recall",
        "adjusted Rand",
        "B-cubed precision",
        "numbers near",
        "unlisted targets found",
    }
)


def _overlaps(measured: Measured) -> Figures:
    told: Figures = {}
    for name, overlap in (measured.stages | measured.accounts).items():
        told |= {f"{name} precision": overlap.precision, f"{name} recall": overlap.recall}
    return told


def _held(counts: Iterable[Count]) -> list[bool]:
    return [count.held for count in counts if count.held is not None]


def _alarms(measured: Measured) -> Figures:
    size, shown = measured.size, measured.shown
    tens = size.accounts / 10_000
    return {
        FALSE: shown.false,
        "false campaigns per 10,000 accounts": shown.false / tens,
        "alerts a day per 10,000 accounts": shown.alerts / size.days / tens,
        "campaigns shown": shown.campaigns,
        "split campaigns": shown.split,
    }


def _cost(measured: Measured) -> Figures:
    cost = measured.cost
    return {
        "analysis / import": cost.analysis_seconds / cost.import_seconds,
        "analysis seconds": cost.analysis_seconds,
        "peak MB": cost.peak_mb,
    }


def _share(told: Iterable[bool]) -> float | None:
    had = list(told)
    return sum(had) / len(had) if had else None
