"""What an import costs as a home grows: logs are made, imported and deleted in parts.

    python benchmarks/growth.py [--events 200000 1000000] [--part 1000000] [--format entra_graph]
        [--folder FOLDER] [--json]

Each part is imported by a process of its own into the same home; parts differ in their accounts.
A row tells of the last part before a home has so many events. Of Entra's cases, which pack well, a
million take 60 MB of a home, and 650 MB while they are read.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from case_records import Records, case_records
from ingest import import_all, peak_memory

SIZE = 500
DAYS = 30

Row = dict[str, float]


def rows_of(sizes: list[int], part: int, name: str, folder: Path) -> Iterator[Row]:
    """Yield a row for each size, in their order."""
    done, number = 0, 0
    for size in sorted(sizes):
        while done < size:
            events = min(part, size - done)
            log = write(name, events, number, folder)
            seconds, cpu, peak = run(log, folder)
            log.unlink()
            done, number = done + events, number + 1
        kept = sum(path.stat().st_size for path in (folder / "home").rglob("*") if path.is_file())
        yield {
            "events": size,
            "cpu of a million": cpu / events * 1e6,
            "k/s": events / seconds / 1e3,
            "peak MB": peak,
            "home MB": kept / 1e6,
        }


def write(name: str, events: int, number: int, folder: Path) -> Path:
    """Write a part."""
    named = [one for one in case_records(name, "ndjson") if "@contoso.example" in repr(one)]
    path = folder / f"{name}-{number:03}.ndjson"
    with path.open("w", encoding="utf-8") as target:
        for line in Records(named, "ndjson", size=SIZE).lines(events, DAYS):
            target.write(line.replace("@contoso", f"@contoso{number}") + "\n")
    return path


def run(log: Path, folder: Path) -> list[float]:
    """Import a part in a process of its own; return seconds, those of CPU, and peak MB."""
    command = [sys.executable, __file__, "--task", str(log), str(folder)]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return list(map(float, told.split()))


def main() -> None:
    """Let a home grow and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, nargs="+", default=[200_000, 1_000_000])
    parser.add_argument("--part", type=int, default=1_000_000)
    parser.add_argument("--format", default="entra_graph")
    parser.add_argument("--folder", type=Path, help="where the home grows for the while")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--task", nargs=2, type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.task:
        log, folder = given.task
        start, start_cpu = time.perf_counter(), time.process_time()
        import_all([log], folder)
        print(time.perf_counter() - start, time.process_time() - start_cpu, peak_memory())
        return
    with tempfile.TemporaryDirectory(dir=given.folder) as made:
        rows = rows_of(given.events, given.part, given.format, Path(made))
        if given.json:
            print(json.dumps(list(rows)))
            return
        for row in rows:
            print("  ".join(f"{name} {value:,.1f}" for name, value in row.items()), flush=True)


if __name__ == "__main__":
    main()
