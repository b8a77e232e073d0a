"""Results as a run would have them, made without one."""

from dataclasses import replace
from datetime import date

from rasid.evaluation.baselines import Judged
from rasid.evaluation.measured import Cost, Measured, Shown, Size
from rasid.evaluation.measures.calibration import Forecast
from rasid.evaluation.measures.clustering import BCubed
from rasid.evaluation.measures.numbers import Count
from rasid.evaluation.measures.overlap import Overlap
from rasid.evaluation.months import FULL, Month, Ways
from rasid.evaluation.results import Result
from rasid.tables.campaigns import STAGES

PERFECT = Measured(
    size=Size(accounts=20_000, events=50_000, days=30.0),
    events=Overlap(100, 100, 100),
    stages={stage: Overlap(25, 25, 25) for stage in STAGES},
    accounts={number: Overlap(9, 9, 9) for number in ("identified", "attacked", "compromised")},
    numbers={"Amber": {"attempts": Count(50, 50, 48, 53), "attacked": Count(9, 9)}},
    rand=1.0,
    b_cubed=BCubed(1.0, 1.0),
    names={"Amber": "right"},
    shown=Shown(campaigns=1, alerts=1, false=0, split=0, named_wrongly=0),
    crime=0,
    honest=0,
    unlisted=Overlap(0, 0, 0),
    campaign_forecasts=[Forecast(0.99, so=True), Forecast(0.1, so=False)],
    actor_forecasts=[Forecast(0.9, so=True)],
    cost=Cost(import_seconds=2.0, analysis_seconds=1.0, peak_mb=300.0),
)

MISSED = replace(
    PERFECT,
    events=Overlap(100, 0, 0),
    accounts={number: Overlap(9, 0, 0) for number in PERFECT.accounts},
    names={"Amber": "missed"},
    rand=0.0,
)


def result(kind: str, seed: int, measured: Measured = PERFECT) -> Result:
    """Return the result of a month."""
    return Result(
        code="program",
        version="0.1.0",
        day=date(2030, 1, 1),
        month=Month(kind, seed, 0.2),
        ways=Ways(),
        measured={FULL: measured},
        baselines={"a rule": Judged(Overlap(100, 50, 10), alerts=4, false=3)},
    )
