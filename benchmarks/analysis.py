"""A full analysis against the import of the same simulated month, step by step, in CPU seconds.

    python benchmarks/analysis.py [--kind patient] [--scale 1] [--seed 7] [--rounds 5]
        [--folder FOLDER]

Medians of rounds in which import and analysis take turns, each in a process of its own. Seconds
are those that both cores spent, so that what else the machine does matters little. Given the same
folder, a month is simulated only once.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from ingest import peak_memory

from rasid import pipeline
from rasid.attribution import import_actors
from rasid.case import open_case
from rasid.ledger import open_ledger
from rasid.roster import import_people
from rasid.scenarios import simulate
from rasid.settings import Home
from rasid.sources import import_logs

NOW = datetime(2030, 1, 1, tzinfo=UTC)

Spent = dict[str, float]
"""What steps took in CPU seconds, `peak` in MB, and `events`."""


def import_month(month: Path, home: Home) -> Spent:
    """Import the logs of a month into a new home; roster and actors as well, uncounted."""
    home.create()
    start = spent()
    with open_case(home, write=True) as case:
        paths, engine = [str(month / "logs")], case.engine
        for report in import_logs(paths, home=home, store=case.store, engine=engine, now=NOW):
            # A benchmark of wrong results is none.
            assert report.lines == report.new, report  # noqa: S101
    took = {"import": spent() - start, "peak": peak_memory()}
    with open_ledger(home) as ledger:
        import_people(month / "roster.csv", ledger)
        import_actors(month / "actors.json", ledger)
    return took


def analyse(_: Path, home: Home) -> Spent:
    """Analyse a home for the first time."""
    begun: list[tuple[str, float]] = []
    start = spent()
    summary = pipeline.analyse(home, progress=lambda step, *_: begun.append((step, spent())))
    ends = [moment for _, moment in begun[1:]] + [spent()]
    took = {step: end - moment for (step, moment), end in zip(begun, ends, strict=True)}
    return took | {"analysis": ends[-1] - start, "peak": peak_memory(), "events": summary.events}


TASKS: dict[str, Callable[[Path, Home], Spent]] = {"import": import_month, "analyse": analyse}


def spent() -> float:
    """Return the CPU seconds of this process and its children so far."""
    return sum(os.times()[:4])


def run(task: str, month: Path, home: Path) -> Spent:
    """Run a task in a process of its own."""
    command = [sys.executable, __file__, "--task", task, str(month), str(home)]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    found: Spent = json.loads(told)
    return found


def measure(month: Path, rounds: int) -> tuple[Spent, Spent]:
    """Return the medians of imports and of analyses."""
    imports, analyses = list[Spent](), list[Spent]()
    for _ in range(rounds):
        with tempfile.TemporaryDirectory(dir=month.parent) as folder:
            imports.append(run("import", month, Path(folder) / "home"))
            analyses.append(run("analyse", month, Path(folder) / "home"))
    return medians(imports), medians(analyses)


def medians(rounds: list[Spent]) -> Spent:
    """Return the median of each thing measured."""
    return {name: median(one[name] for one in rounds) for name in rounds[0]}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kind", default="patient")
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path, help="where simulated months are kept")
    parser.add_argument("--task", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.task:
        task, month, home = given.task
        print(json.dumps(TASKS[task](Path(month), Home(Path(home)))))
        return
    with tempfile.TemporaryDirectory() as made:
        month = (given.folder or Path(made)) / f"{given.kind}-{given.scale:g}-{given.seed}"
        if not (month / "truth.json").is_file():
            simulate(given.kind, given.seed, month, scale=given.scale)
        imported, analysed = measure(month, given.rounds)
    print(f"{month.name}, {analysed['events']:,.0f} events, medians of {given.rounds}")
    print(f"{'':14}{'CPU s':>8}{'ratio':>8}{'peak MB':>9}")
    print(f"{'import':14}{imported['import']:8.2f}{1.0:8.2f}{imported['peak']:9.0f}")
    for step in (*pipeline.STEPS, "analysis"):
        peak = f"{analysed['peak']:9.0f}" if step == "analysis" else ""
        ratio = analysed[step] / imported["import"]
        print(f"{step:14}{analysed[step]:8.2f}{ratio:8.2f}{peak}")


if __name__ == "__main__":
    main()
