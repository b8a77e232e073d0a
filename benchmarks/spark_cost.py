"""What one month costs on Spark: CPU and time of import and analysis by their steps.

Run: python benchmarks/spark_cost.py [KIND [SCALE [FORM [EXECUTORS...]]]]
Starts a standalone cluster on this machine for each number of executors (by default 1, 2 and 4), a
core and a gigabyte each, imports one simulated month in a home of its own and analyses it. Prints a
line a step: seconds of the clock, CPU seconds of the executors, of Spark's driver and of this
process, which judges. Where a machine has fewer cores than executors, these share them.
"""

import os
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from spark_killed import free_port, started

from rasid.case import open_case
from rasid.clock import utc_now
from rasid.ledger import open_ledger
from rasid.pipeline import analyse
from rasid.roster import import_people
from rasid.scenarios import simulate
from rasid.settings import Home
from rasid.sources import import_logs

TICKS = os.sysconf("SC_CLK_TCK")
PARTITIONS = 8


def cpu_seconds(sessions: set[int]) -> tuple[float, float]:
    """Return what the processes of these sessions have used, and what our own JVMs have."""
    theirs = ours = 0
    for told in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = told.read_text().partition("(")[2].rpartition(")")
        except OSError:  # it ended meanwhile
            continue
        fields = rest.split()
        used = int(fields[11]) + int(fields[12])
        if int(fields[3]) in sessions:
            theirs += used + int(fields[13]) + int(fields[14])  # an executor that ended is told of
        elif name == "java" and int(fields[1]) == os.getpid():
            ours += used
    return theirs / TICKS, ours / TICKS


class Meter:
    """Prints what each step took, once the next begins."""

    def __init__(self, sessions: set[int]) -> None:
        self._sessions = sessions
        self._step = ""
        self._before = self._now()

    def _now(self) -> tuple[float, float, float, float]:
        return (time.monotonic(), *cpu_seconds(self._sessions), time.process_time())

    def step(self, name: str) -> None:
        """End a step and begin one; an unnamed one is not told of."""
        now = self._now()
        if self._step:
            clock, far, driver, near = (b - a for a, b in zip(self._before, now, strict=True))
            told = f"{clock:8.1f} s {far:8.1f} {driver:8.1f} {near:8.1f}"
            print(f"  {self._step:<28}{told}", flush=True)
        self._step, self._before = name, now


def measure(month: Path, folder: Path, executors: int) -> None:
    """Import and analyse a month on a cluster of its own."""
    home = Home(folder / f"home-{executors}")
    home.create()
    with ExitStack() as cluster:
        master = f"spark://127.0.0.1:{(port := free_port())}"
        place = ("--host", "127.0.0.1", "--webui-port", "0")
        cluster.enter_context(started("master.Master", *place, "--port", str(port)))
        given = (*place, "--cores", "1", "--memory", "1g", "--work-dir", str(folder / "work"))
        workers = {
            cluster.enter_context(started("worker.Worker", *given, master)).pid
            for _ in range(executors)
        }
        text = home.settings_file.read_text(encoding="utf-8")
        home.settings_file.write_text(
            f'engine = "spark"\nthreads = 1\n{text}\n[spark]\nmaster = "{master}"\n'
            f'memory = "1g"\npartitions = {PARTITIONS}\n[spark.configuration]\n'
            '"spark.executor.memory" = "1g"\n"spark.driver.host" = "127.0.0.1"\n',
            encoding="utf-8",
        )
        meter = Meter(workers)
        print(f"{executors} executors: clock, CPU of executors, driver, this process", flush=True)
        meter.step("import")
        with open_case(home, write=True) as case, open_ledger(home) as ledger:
            logs = [str(month / "logs")]
            import_logs(logs, home=home, store=case.store, engine=case.engine, now=utc_now())
            meter.step("")
            import_people(month / "roster.csv", ledger)
        meter.step("begin")
        summary = analyse(home, progress=lambda name, *_: meter.step(name), now=utc_now())
        meter.step("")
        print(f"  {summary.events:,} events, {summary.sessions:,} sessions", flush=True)


def main(kind: str = "patient", scale: str = "0.4", form: str = "ocsf", *executors: str) -> None:
    """Measure one month on each number of executors."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        simulate(kind, 11, folder / "month", scale=float(scale), form=form)
        for number in map(int, executors or ("1", "2", "4")):
            measure(folder / "month", folder, number)


if __name__ == "__main__":
    main(*sys.argv[1:])
