"""Analysis against the truth of simulated months: a line a month, and the time against the import.

python benchmarks/judgement.py [--kind patient] [--seeds 601 602 603]
"""

import argparse
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from rasid.attribution import import_actors
from rasid.cli.truth import Comparison, compare
from rasid.engines.duckdb import DuckDB
from rasid.engines.store import open_store
from rasid.ledger import open_ledger
from rasid.pipeline import analyse, open_case
from rasid.roster import import_people
from rasid.scenarios import KINDS, simulate
from rasid.settings import Home
from rasid.sources import import_logs

NOW = datetime(2030, 1, 1, tzinfo=UTC)
COLUMNS = ("month", "precision", "recall", "stage", "campaigns", "attacked", "compromised", "actor")
ROW = "{:<13}{:>10}{:>9}{:>8}{:>11}{:>11}{:>13}  {:<9}{:>10}{:>10}"


def main() -> None:
    """Simulate, import, analyse and compare each month."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kind", choices=sorted(KINDS), default="patient")
    parser.add_argument("--seeds", type=int, nargs="+", default=[601, 602, 603])
    asked = parser.parse_args()
    print(ROW.format(*COLUMNS, "analysis", "/ import"))
    for seed in asked.seeds:
        with tempfile.TemporaryDirectory() as folder:
            print(ROW.format(f"{asked.kind}-{seed}", *_month(asked.kind, seed, Path(folder))))


def _month(kind: str, seed: int, folder: Path) -> tuple[str, ...]:
    made = simulate(kind, seed, folder / "month")
    home = Home(folder / "home")
    home.create()
    began = time.perf_counter()
    with (
        open_store(home, write=True) as store,
        DuckDB(home.settings(), home.scratch) as engine,
    ):
        import_logs([made.logs], home=home, store=store, engine=engine, now=NOW)
    imported = time.perf_counter() - began
    with open_ledger(home) as ledger:
        import_people(made.roster, ledger)
        import_actors(made.actors, ledger)
    began = time.perf_counter()
    analyse(home)
    analysed = time.perf_counter() - began
    with open_case(home) as case:
        told = compare(case.engine, made.truth)
    return (*_told(told), f"{analysed:.1f} s", f"{analysed / imported:.2f} x")


def _told(told: Comparison) -> tuple[str, ...]:
    truth, found = told.actors
    return (
        *(_share(share) for share in (told.precision, told.recall, told.staged)),
        f"{told.campaigns[1]} of {told.campaigns[0]}",
        *(f"{n[1]} of {n[0]}" for n in (told.numbers["attacked"], told.numbers["compromised"])),
        "right" if set(found) <= {truth} else "wrong",
    )


def _share(share: float | None) -> str:
    return "-" if share is None else f"{share:.4f}"


if __name__ == "__main__":
    main()
