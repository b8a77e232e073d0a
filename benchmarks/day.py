"""What a day more costs: the last day of a month is imported and all is analysed anew.

    python benchmarks/day.py [--kind patient] [--scale 1] [--seed 7] [--json]

CPU seconds, each task in a process of its own. The month before it is imported and analysed first.
"""

import argparse
import json
import shutil
import tempfile
from pathlib import Path

from analysis import run

from rasid.scenarios import simulate


def split(month: Path, first: Path, last: Path) -> None:
    """Put all of a month but its last day into one folder, and that day into another."""
    for folder in (first, last):
        (folder / "logs").mkdir(parents=True)
        for name in ("roster.csv", "actors.json"):
            shutil.copy(month / name, folder / name)
    *before, day = sorted((month / "logs").iterdir())
    for folder, logs in ((first, before), (last, [day])):
        for log in logs:
            shutil.copy(log, folder / "logs")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kind", default="patient")
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        simulate(given.kind, given.seed, folder / "month", scale=given.scale)
        split(folder / "month", folder / "first", folder / "last")
        home = folder / "home"
        rows = []
        for what, logs in (("29 days", folder / "first"), ("a day more", folder / "last")):
            imported = run("import", logs, home)
            analysed = run("analyse", logs, home)
            rows.append(
                {
                    "logs": what,
                    "import": imported["import"],
                    "analysis": analysed["analysis"],
                    "events": analysed["events"],
                    "peak MB": max(imported["peak"], analysed["peak"]),
                }
            )
    if given.json:
        print(json.dumps(rows))
        return
    for row in rows:
        print(
            f"{row['logs']:12}import {row['import']:7.2f} s, analysis {row['analysis']:7.2f} s "
            f"of {row['events']:,.0f} events, peak {row['peak MB']:,.0f} MB"
        )


if __name__ == "__main__":
    main()
