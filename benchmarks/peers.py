"""What other tools take for a part of rasid's work, side by side with rasid and with bare DuckDB.

    python benchmarks/peers.py [--events 200000] [--rounds 3] [--format entra_graph] [--most 60]
        [--json]

Needs the dependency group `peers`: requirements/peers.txt. Each run is a process of its own, the
tools take turns, and what they found has to be the same before a time counts.

`ingest` copies what rasid's mapping reads of lines, flat, into zstd Parquet. rasid itself does more
there: it keeps the file, accounts for every line, drops duplicates and says what each event was.
The others are rules over events in Parquet, counted: rasid's Sigma, the same by hand in each tool.
SQLite has its events in a table with no index, which were put there before its time began.
What takes more than so many seconds by the clock is ended, and has no figures.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import Any

import duckdb
import peers_ingest
import peers_rules
import pyarrow.compute as pc
from bare import copy_bare
from case_records import Records, case_records
from ingest import import_all, peak_memory
from pyarrow import parquet
from sigma_rules import EVENTS, PICK

from rasid.sources.formats import packaged

Took = tuple[float, float, float]
"""Seconds, seconds of CPU, peak memory in MB."""

INGEST: dict[str, Callable[[str, Path, Path], None]] = {
    "rasid": lambda _, path, folder: import_all([path], folder),
    "DuckDB, bare": lambda name, path, folder: copy_bare(
        packaged().mappings[name], case_records(name, "ndjson"), "ndjson", path, folder
    ),
    **peers_ingest.TOOLS,
}


def rows_of(events: int, rounds: int, name: str, most: float) -> list[dict[str, Any]]:
    """Return a row for each task and tool: medians, and the ratio of CPU to rasid's.

    What took more than `most` seconds has neither.
    """
    with tempfile.TemporaryDirectory() as made:
        tasks = prepared(Path(made), events, name)
        took: dict[tuple[str, str], list[Took]] = {key: [] for key in tasks}
        for _ in range(rounds):
            for key, path in list(tasks.items()):
                try:
                    took[key].append(run(*key, name, path, most))
                except subprocess.TimeoutExpired:
                    took[key] = []
                    del tasks[key]
    return [told(*key, events, results, took[key[0], "rasid"]) for key, results in took.items()]


def told(
    task: str, tool: str, events: int, results: Sequence[Took], ours: Sequence[Took]
) -> dict[str, Any]:
    """Return the row of a task and tool."""
    names = ("seconds", "cpu", "peak")
    row: dict[str, Any] = {"task": task, "tool": tool, "events": events}
    if not results:
        return row | dict.fromkeys((*names, "ratio"))
    row |= {name: median(one[at] for one in results) for at, name in enumerate(names)}
    return row | {"ratio": row["cpu"] / median(cpu for _, cpu, _ in ours)}


def prepared(folder: Path, events: int, name: str) -> dict[tuple[str, str], Path]:
    """Write what all tools read; return each task and tool with its file."""
    lines = folder / "lines.ndjson"
    with lines.open("w", encoding="utf-8") as target:
        records = Records(case_records(name, "ndjson"), "ndjson")
        target.writelines(f"{line}\n" for line in records.lines(events, 30))
    table, database = folder / "events.parquet", folder / "events.db"
    with duckdb.connect(":memory:") as engine:
        engine.execute(PICK)
        engine.execute(EVENTS.format(events=events, target=table))
    peers_rules.fill_sqlite(table, database)
    tasks = {("ingest", tool): lines for tool in INGEST}
    for rule, tools in peers_rules.RULES.items():
        tasks |= {(rule, tool): database if tool == peers_rules.SQLITE else table for tool in tools}
    return tasks


def run(task: str, tool: str, name: str, path: Path, most: float) -> Took:
    """Run a task in a process of its own; raises where it found something else than the first."""
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        command = [sys.executable, __file__, "--task", task, tool, name, str(path), folder]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, timeout=most)
        found, *took = json.loads(done.stdout.splitlines()[-1])
        for copied in Path(folder).glob("*.parquet"):
            found = look_of(copied)
    known = path.parent / f"found {task}"
    if found is not None and not known.exists():
        known.write_text(json.dumps(found))
    # A benchmark of wrong results is none.
    assert found is None or json.loads(known.read_text()) == found, (task, tool, found)  # noqa: S101
    seconds, cpu, peak = took
    return seconds, cpu, peak


def look_of(copied: Path) -> list[int]:
    """Return how many rows a copy has, and how many values its first columns have."""
    table = parquet.read_table(copied)
    distinct = [pc.count_distinct(table.column(n), mode="only_valid").as_py() for n in range(4)]
    return [table.num_rows, *distinct]


def load(tool: str) -> None:
    """Load a tool before its time begins, as DuckDB and rasid are."""
    if tool in peers_ingest.TOOLS:
        module: Any = import_module(tool)
    if tool == "chdb":
        module.query("SELECT 1")


def do(given: argparse.Namespace) -> None:
    """Do one task in this process; print what it found, and what it took."""
    task, tool, name, *places = given.task
    path, folder = map(Path, places)
    load(tool)
    start, start_cpu = time.perf_counter(), time.process_time()
    found = None
    if task == "ingest":
        INGEST[tool](name, path, folder)
    else:
        found = peers_rules.RULES[task][tool](path)
    took = time.perf_counter() - start, time.process_time() - start_cpu
    print(json.dumps([found, *took, peak_memory()]))


def main() -> None:
    """Compare and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--format", default="entra_graph")
    parser.add_argument("--most", type=float, default=60.0)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--task", nargs=5, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.task:
        do(given)
        return
    rows = rows_of(given.events, given.rounds, given.format, given.most)
    if given.json:
        print(json.dumps(rows))
        return
    print(f"{given.events:,} events, medians of {given.rounds}")
    print(f"{'task':16}{'tool':22}{'seconds':>9}{'CPU s':>8}{'to rasid':>10}{'peak MB':>9}")
    for row in rows:
        if row["cpu"] is None:
            print(f"{row['task']:16}{row['tool']:22}  took more than {given.most:g} s")
            continue
        print(
            f"{row['task']:16}{row['tool']:22}{row['seconds']:9.2f}{row['cpu']:8.2f}"
            f"{row['ratio']:8.2f} x{row['peak']:9.0f}"
        )


if __name__ == "__main__":
    main()
