"""One month from nothing to its measures, in a folder of its own."""

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from rasid import scenarios
from rasid.attribution import import_actors
from rasid.case import open_case
from rasid.engines.duckdb import DuckDB
from rasid.evaluation.ablations import take_away
from rasid.evaluation.baselines import Judged, judge_baselines
from rasid.evaluation.candidates import forecasts
from rasid.evaluation.judging import judge
from rasid.evaluation.measured import Cost, Measured, Size
from rasid.evaluation.measures.calibration import Forecast
from rasid.evaluation.months import FULL, Month, Ways
from rasid.evaluation.truth import Truth, read_truth
from rasid.ledger import open_ledger
from rasid.pipeline import analyse
from rasid.roster import import_people
from rasid.settings import Home
from rasid.sources import import_logs

_MONTH = "month"


@dataclass(frozen=True, slots=True)
class Place:
    """The folder of one month: what was simulated, and a home for each analysis."""

    folder: Path

    @property
    def month(self) -> Path:
        """Where the simulated month is."""
        return self.folder / _MONTH

    def home(self, variant: str) -> Home:
        """Return the home of one analysis."""
        return Home(self.folder / f"home-{variant}")


@dataclass(frozen=True, slots=True)
class Answer:
    """A month's measures by what was taken away, and those of the baselines by their name."""

    measured: dict[str, Measured]
    baselines: dict[str, Judged] = field(default_factory=dict)


def simulate(month: Month, place: Place) -> Size:
    """Simulate the month, and tell how large it is."""
    made = scenarios.simulate(
        month.kind,
        month.seed,
        place.month,
        scale=month.scale,
        form=month.form,
        faults=month.faults,
    )
    days = (made.window.end - made.window.start).total_seconds() / 86_400
    return Size(made.accounts, made.events, days)


def measure(place: Place, size: Size, ways: Ways, now: datetime) -> Answer:
    """Import and analyse a simulated month in each way, and measure every analysis."""
    truth = read_truth(place.month / "truth.json")
    home = place.home(FULL)
    imported = _timed(lambda: _import(home, place.month, now))
    for name in ways.ablate:
        shutil.copytree(home.root, place.home(name).root)
        take_away(name, place.home(name))
    measured = {
        name: _analysis(place.home(name), truth, size, imported) for name in (FULL, *ways.ablate)
    }
    if not ways.baselines:
        return Answer(measured)
    with open_case(home) as case:
        return Answer(measured, judge_baselines(case.engine, truth))


def _import(home: Home, month: Path, now: datetime) -> None:
    home.create()
    with open_case(home, write=True) as case:
        import_logs([str(month / "logs")], home=home, store=case.store, engine=case.engine, now=now)
    with open_ledger(home) as ledger:
        import_people(month / "roster.csv", ledger)
        import_actors(month / "actors.json", ledger)


def _analysis(home: Home, truth: Truth, size: Size, imported: float) -> Measured:
    candidates: list[Forecast] = []

    def look(engine: DuckDB) -> None:
        candidates.extend(forecasts(engine, truth))

    analysed = _timed(lambda: analyse(home, look=look))
    cost = Cost(imported, analysed, _peak_mb())
    with open_case(home) as case:
        return judge(case.engine, truth, size, candidates, cost)


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _peak_mb() -> float:
    """Return the most memory that this process held; `getrusage` would count its parent's too."""
    for line in Path("/proc/self/status").read_text("utf-8").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise OSError("the kernel tells no peak of memory")
