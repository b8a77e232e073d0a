"""What the rules take, against a bare scan of the columns that each reads and against the import.

    python benchmarks/detections.py [--scale 8] [--seed 7] [--rounds 5] [--folder FOLDER]

A simulated month is imported and its sessions are made once. A scan reads the columns of a rule
out of the home's Parquet, the least of each; the rule runs on the shared scan, as in an analysis.
Rules in Sigma are among `all rules`, with the reading of what they ask for.
Scan and rule take turns, and ratios are those of the medians. `all rules` is everything that an
analysis does for its signals: the shared scan, each rule, the signals. Seconds are those that both
cores spent, so that what else the machine does matters little. Scale 8 is two million events.
"""

import argparse
import os
import tempfile
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter

from rasid.attribution import import_actors
from rasid.case import open_case
from rasid.cli.known import known_actors
from rasid.clock import Window
from rasid.detecting import addresses_of, make_sessions, rules_of
from rasid.detections import Rule, Rules, prepare_relations, run_rules
from rasid.detections.vendor import Records, prepare_sigma
from rasid.engines.duckdb import DuckDB
from rasid.ledger import open_ledger
from rasid.roster import import_people
from rasid.scenarios import simulate
from rasid.settings import Home
from rasid.sources import import_logs, read_originals
from rasid.tables.events import EVENTS
from rasid.tables.roster import ROSTER

NOW = datetime(2030, 1, 1, tzinfo=UTC)
SET_BASED, WINDOW, ALL_RULES = 3.0, 12.0, 0.6


def timed(work: Callable[[], object]) -> float:
    """Return the CPU seconds that something takes."""
    return both(work)[0]


def both(work: Callable[[], object]) -> tuple[float, float]:
    """Return the CPU seconds and the seconds by the clock that something takes."""
    start, began = sum(os.times()[:4]), perf_counter()
    work()
    return sum(os.times()[:4]) - start, perf_counter() - began


def import_month(month: Path, home: Home) -> tuple[float, float]:
    """Import a month into a new home; return both kinds of seconds of its logs."""
    home.create()
    with open_case(home, write=True) as case:
        took = both(
            lambda: import_logs(
                [str(month / "logs")], home=home, store=case.store, engine=case.engine, now=NOW
            )
        )
    with open_ledger(home) as ledger:
        import_people(month / "roster.csv", ledger)
        import_actors(month / "actors.json", ledger)
    return took


def scan_of(rule: Rule) -> str:
    """Return a query that reads each of a rule's columns of the events once."""
    names = [name for name in EVENTS.column_names if name in rule.columns]
    return f"SELECT {', '.join(f'min({name})' for name in names)} FROM events"


def rounds_of(engine: DuckDB, rule: Rule, rounds: int) -> tuple[float, float]:
    """Return the median seconds of a scan and of a rule, taking turns."""
    scans, runs = list[float](), list[float]()
    for _ in range(rounds):
        scans.append(timed(lambda: engine.rows(scan_of(rule))))
        runs.append(timed(lambda: engine.run(f"CREATE OR REPLACE TEMP TABLE got AS {rule.select}")))
    return median(scans), median(runs)


def measure(home: Home, imported: tuple[float, float], rounds: int) -> None:
    """Measure and print."""
    with open_case(home) as case, open_ledger(home) as ledger:
        engine, known = case.engine, rules_of(home, ledger)
        for name in ("sessions", "visits", "signals", "signal_events", "rule_runs"):
            engine.run(f"DROP VIEW IF EXISTS {name}")
        engine.view(EVENTS, case.store.parts(EVENTS))
        roster = case.scratch / "people.parquet"
        engine.write(ROSTER, "SELECT * FROM roster", roster)
        days = case.store.days(EVENTS)
        start = datetime(days[0].year, days[0].month, days[0].day, tzinfo=UTC)
        last = datetime(days[-1].year, days[-1].month, days[-1].day, 23, 59, 59, tzinfo=UTC)
        window = Window(start, last)
        took = timed(lambda: make_sessions(engine, window))
        rules, addresses = known.rules.sound, addresses_of(known_actors(home))

        def originals(formats: Collection[str]) -> Sequence[Records]:
            return read_originals(home, case.store, engine, case.scratch, formats)

        def prepare() -> Rules:
            prepare_relations(engine, rules, addresses)
            return known.rules + prepare_sigma(engine, known.sigma, originals)

        every = prepare()
        shared = [both(prepare) for _ in range(rounds)]
        whole = [both(lambda: run_rules(engine, every, window)) for _ in range(rounds)]
        ((events,),) = engine.rows("SELECT count(*) FROM rule_events")
        print(f"{events:,} events, medians of {rounds}, CPU seconds")
        print(f"sessions {took:.1f} s")
        print(f"{'rule':28}{'kind':>8}{'scan ms':>9}{'rule ms':>9}{'ratio':>7}")
        for rule in rules:
            scan, run = rounds_of(engine, rule, rounds)
            kind, most = ("window", WINDOW) if " OVER " in rule.select else ("set", SET_BASED)
            over = "  over" if run / scan > most else ""
            print(f"{rule.id:28}{kind:>8}{scan * 1e3:9.1f}{run * 1e3:9.1f}{run / scan:7.2f}{over}")
        for at, kind in enumerate(("CPU", "clock")):
            scans, runs = median(one[at] for one in shared), median(one[at] for one in whole)
            ratio = (scans + runs) / imported[at]
            print(
                f"{kind}: import {imported[at]:.2f} s, shared scan {scans:.2f} s, rules and "
                f"signals {runs:.2f} s; all rules against the import {ratio:.2f} "
                f"(at most {ALL_RULES})"
            )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=8.0)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path, help="where simulated months are kept")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        month = (given.folder or Path(made)) / f"patient-{given.scale:g}-{given.seed}"
        if not (month / "truth.json").is_file():
            simulate("patient", given.seed, month, scale=given.scale)
        home = Home(Path(made) / "home")
        measure(home, import_month(month, home), given.rounds)


if __name__ == "__main__":
    main()
