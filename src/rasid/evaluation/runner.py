"""Months one after the other, each in processes of its own, kept as they are done."""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter

from rasid import __version__
from rasid.errors import RasidError
from rasid.evaluation.months import Month, Ways
from rasid.evaluation.results import Result, add_result, code, keep_results, read_results
from rasid.evaluation.work import Answer
from rasid.reports import plain

Progress = Callable[[str, int, int], None]
"""Is told the name of the month that begins, and how many of how many are done."""

HOMES = "homes"
_UNFINISHED = ".unfinished"


@dataclass(frozen=True, slots=True)
class Run:
    """A run in a folder: `now` dates the imports, and `keep` leaves the homes of the months."""

    folder: Path
    ways: Ways
    now: datetime
    keep: bool = False
    program: str = field(default_factory=code)

    def done(self) -> list[Result]:
        """Return the results that this run need not work out again, if it is asked for them."""
        return [
            result
            for result in read_results(self.folder)
            if result.code == self.program and result.ways == self.ways
        ]


def run(run: Run, months: Sequence[Month], progress: Progress | None = None) -> list[Result]:
    """Judge the months that were not yet, and return the results of all, in their order.

    Raises RasidError where a month fails; those before it are kept.
    """
    homes = run.folder / HOMES
    homes.mkdir(parents=True, exist_ok=True)
    for left in homes.glob(f"*{_UNFINISHED}"):
        shutil.rmtree(left, ignore_errors=True)
    had = run.done()
    keep_results(run.folder, had)
    results = {result.month: result for result in had}
    for number, month in enumerate(months):
        if progress:
            progress(month.name, number, len(months))
        if month not in results:
            results[month] = _judge(run, month, homes)
            add_result(run.folder, results[month])
    if not run.keep:
        shutil.rmtree(homes, ignore_errors=True)
    return [results[month] for month in months]


def _judge(run: Run, month: Month, homes: Path) -> Result:
    """Judge one month in a new folder: processes that a kill left over may still be in theirs."""
    folder = Path(tempfile.mkdtemp(_UNFINISHED, f"{month.name}-", homes))
    request = {"month": plain(month), "ways": plain(run.ways), "now": run.now.isoformat()}
    for step in ("simulate", "measure"):
        _step(step, month, folder, request)
    answer = TypeAdapter(Answer).validate_json((folder / "measure.json").read_bytes())
    if run.keep:
        shutil.rmtree(homes / month.name, ignore_errors=True)
        folder.rename(homes / month.name)
    else:
        shutil.rmtree(folder)
    return Result(
        run.program,
        __version__,
        run.now.date(),
        month,
        run.ways,
        answer.measured,
        answer.baselines,
    )


def _step(step: str, month: Month, folder: Path, request: object) -> None:
    """Run one step in a process of its own, so that its memory is its own."""
    command = [sys.executable, "-m", "rasid.evaluation", step, str(folder), json.dumps(request)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    if done.returncode:
        last = done.stderr.strip().rpartition("\n")[2]
        raise RasidError(f"the month {month.name} cannot be judged ({step}): {last}")
