"""Months as they come in practice against the clean ones: every column of every event, every sum.

    python benchmarks/messy.py [--forms ocsf entra google okta] [--scale 1] [--seed 9701]

Three in a hundred records come twice, lines are shuffled, some are torn, some are rubbish; files
overlap, are packed in every way and lie in folders. Prints a row for each form.
"""

import argparse
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from rasid.scenarios import simulate
from rasid.tables.events import EVENTS
from sources.log_home import Site, open_site
from sources.messy import read_records, write_messy

COLUMNS = ", ".join(f'"{name}"' for name in EVENTS.column_names if not name.startswith("raw_"))


def differing(clean: Site, messy: Site) -> int:
    """Count the events that only one of the two homes has, each as often as it has it."""
    engine = clean.engine
    tables = [
        f"SELECT {COLUMNS} FROM read_parquet({[str(part) for part in site.store.parts(EVENTS)]})"
        for site in (clean, messy)
    ]
    both = [f"({tables[n]} EXCEPT ALL {tables[1 - n]})" for n in (0, 1)]
    return sum(int(engine.rows(f"SELECT count(*) FROM {one}")[0][0]) for one in both)


home = contextmanager(open_site)
"""Open a new home."""


def compare(form: str, scale: float, seed: int, folder: Path) -> str:
    """Write a month twice over, import both, and return what to print of it."""
    draw = Random(seed)  # noqa: S311 - repeatable, not secret
    month = simulate("patient", seed, folder / "month", scale=scale, form=form)
    files = write_messy(folder / "messy", read_records(month.logs.iterdir()), draw)
    with home(folder / "clean-home") as clean, home(folder / "messy-home") as messy:
        clean.take(month.logs)
        began = time.perf_counter()
        reports = messy.take(folder / "messy")
        seconds = time.perf_counter() - began
        again = messy.take(*draw.sample(sorted(files), 3))
        sums = all(r.lines == r.new + r.duplicate + r.rejected for r in [*reports, *again])
        lines, new, twice, rejected = (
            sum(getattr(r, name) for r in reports)
            for name in ("lines", "new", "duplicate", "rejected")
        )
        expected = sum(files.values())
        return (
            f"{form:7} {month.events:9,} {lines:9,} {new:9,} {twice:8,} {rejected:5} {expected:5} "
            f"{'yes' if sums and not sum(r.new for r in again) else 'NO':4} "
            f"{differing(clean, messy):6,} {seconds:6.1f}"
        )


def main() -> None:
    """Compare each form's month and print a row."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--forms", nargs="+", default=["ocsf", "entra", "google", "okta"])
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=9701)
    given = parser.parse_args()
    print("form       events     lines       new    twice  rej. spoilt sums differ seconds")
    for form in given.forms:
        with tempfile.TemporaryDirectory() as made:
            print(compare(form, given.scale, given.seed, Path(made)), flush=True)


if __name__ == "__main__":
    main()
