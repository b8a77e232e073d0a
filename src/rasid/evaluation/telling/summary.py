"""Many months as one: spreads by kind, calibration over all, and the worst of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rasid.evaluation.measured import Measured
from rasid.evaluation.measures.calibration import (
    Bin,
    Forecast,
    brier,
    calibration_error,
    reliability,
)
from rasid.evaluation.measures.naming import VERDICTS
from rasid.evaluation.months import FULL
from rasid.evaluation.results import Result
from rasid.evaluation.telling.figures import Figures, figures, shortfalls
from rasid.evaluation.telling.spread import Spread, spread

Spreads = dict[str, Spread | None]


@dataclass(frozen=True, slots=True)
class Calibration:
    """What the probabilities told over all months were worth."""

    forecasts: int
    brier: float | None
    error: float | None
    bins: list[Bin]


@dataclass(frozen=True, slots=True)
class Worst:
    """The month with the largest shortfalls, and those by name, the largest first."""

    month: str
    shortfalls: dict[str, float]


@dataclass(frozen=True, slots=True)
class Line:
    """What one month came to in the full analysis."""

    month: str
    figures: Figures
    names: dict[str, str]


@dataclass(frozen=True, slots=True)
class Summary:
    """A whole evaluation; `kinds` and `all_kinds` are by what was taken from the analysis first."""

    versions: list[str]
    months: list[Line]
    kinds: dict[str, dict[str, Spreads]]
    all_kinds: dict[str, Spreads]
    names: dict[str, int]
    campaigns: Calibration
    actors: Calibration
    baselines: dict[str, Spreads]
    worst: Worst | None


def summarise(results: Sequence[Result]) -> Summary:
    """Summarise the results of months."""
    full = [(result, result.measured[FULL]) for result in results]
    variants = list(dict.fromkeys(name for result in results for name in result.measured))
    kinds = list(dict.fromkeys(result.month.kind for result in results))
    names = [name for _, one in full for name in one.names.values()]
    return Summary(
        versions=sorted({f"{result.version} ({result.code})" for result in results}),
        months=[Line(result.month.name, figures(one), one.names) for result, one in full],
        kinds={
            variant: {kind: _spreads(_of(results, variant, kind)) for kind in kinds}
            for variant in variants
        },
        all_kinds={variant: _spreads(_of(results, variant)) for variant in variants},
        names={verdict: names.count(verdict) for verdict in VERDICTS},
        campaigns=calibration([f for _, one in full for f in one.campaign_forecasts]),
        actors=calibration([f for _, one in full for f in one.actor_forecasts]),
        baselines=_baselines(results),
        worst=_worst([Line(result.month.name, figures(one), one.names) for result, one in full]),
    )


def calibration(forecasts: Sequence[Forecast]) -> Calibration:
    """Return what forecasts were worth."""
    bins = reliability(forecasts)
    return Calibration(len(forecasts), brier(forecasts), calibration_error(bins), bins)


def _of(results: Iterable[Result], variant: str, kind: str | None = None) -> list[Measured]:
    return [
        result.measured[variant]
        for result in results
        if variant in result.measured and kind in (None, result.month.kind)
    ]


def _spreads(measured: Sequence[Measured]) -> Spreads:
    told = [figures(one) for one in measured]
    return {name: spread(one[name] for one in told) for name in told[0]} if told else {}


def _baselines(results: Sequence[Result]) -> dict[str, Spreads]:
    names = list(dict.fromkeys(name for result in results for name in result.baselines))
    told = {
        name: [result.baselines[name] for result in results if name in result.baselines]
        for name in names
    }
    return {
        name: {
            "event precision": spread(one.events.precision for one in judged),
            "event recall": spread(one.events.recall for one in judged),
            "alerts": spread(one.alerts for one in judged),
            "false alerts": spread(one.false for one in judged),
        }
        for name, judged in told.items()
    }


def _worst(lines: Sequence[Line]) -> Worst | None:
    """Return the month that falls short most, and of equal ones that which does so in most."""
    told = {line.month: shortfalls(line.figures) for line in lines}
    if not told:
        return None
    month = max(told, key=lambda name: (max(told[name].values()), sum(told[name].values())))
    short = sorted(told[month].items(), key=lambda pair: -pair[1])
    return Worst(month, {name: value for name, value in short if value > 0})
