"""What one analysis of one month is measured to be, as it is kept from run to run."""

from dataclasses import dataclass

from rasid.evaluation.measures.calibration import Forecast
from rasid.evaluation.measures.clustering import BCubed
from rasid.evaluation.measures.numbers import Count
from rasid.evaluation.measures.overlap import Overlap


@dataclass(frozen=True, slots=True)
class Size:
    """How large the month is."""

    accounts: int
    events: int
    days: float


@dataclass(frozen=True, slots=True)
class Shown:
    """The campaigns shown; `alerts` are those told as likely or more.

    `false` are mostly no group's events, `split` are a group's that has a larger one already,
    `named_wrongly` are false and have an actor's name.
    """

    campaigns: int
    alerts: int
    false: int
    split: int
    named_wrongly: int


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds, and the most memory that the process held, in MB."""

    import_seconds: float
    analysis_seconds: float
    peak_mb: float


@dataclass(frozen=True, slots=True)
class Measured:
    """All measures of one analysis.

    `numbers` and `names` are by group. `crime` and `honest` count events found wrongly.
    """

    size: Size
    events: Overlap
    stages: dict[str, Overlap]
    accounts: dict[str, Overlap]
    numbers: dict[str, dict[str, Count]]
    rand: float | None
    b_cubed: BCubed
    names: dict[str, str]
    shown: Shown
    crime: int
    honest: int
    unlisted: Overlap
    campaign_forecasts: list[Forecast]
    actor_forecasts: list[Forecast]
    cost: Cost
