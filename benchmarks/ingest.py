"""Import against DuckDB's bare copy of the same columns, side by side, medians of five rounds.

    python benchmarks/ingest.py [FORMAT ...] [--events 200000] [--rounds 5] [--days 30]
        [--containers ndjson array ...] [--markdown] [--public] [--named]

With --public the records' addresses lie in networks that are looked up; with --named each record
has an id of its own, if its format has any. Each run is a process of its own, and the rounds of a
format go through its containers in turn. `ratio` is of the time, `of cpu` of the processors' time,
which tells more on a machine that does other work.
"""

import argparse
import gzip
import json
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from bare import copy_bare
from case_records import Records, case_records, with_ids

from rasid.engines.duckdb import DuckDB
from rasid.engines.store import open_store
from rasid.settings import Home
from rasid.sources import import_logs
from rasid.sources.formats import packaged

NOW = datetime(2030, 1, 1, tzinfo=UTC)
MANY = {"entra_graph": ["ndjson", "gz", "zip", "array", "pages", "pretty"]}
COMPARED_WITH = {"pages": "array", "pretty": "array", "zip": "ndjson"}
"""What the bare copy reads where the engine has no reader of its own."""

NAMES = (
    "format",
    "container",
    "bytes",
    "bare k/s",
    "import k/s",
    "ratio",
    "of cpu",
    "to plain",
    "peak MB",
)


def usual(name: str) -> list[str]:
    """Return the containers in which a format is measured."""
    kinds = packaged().mappings[name].containers
    json_ones = MANY.get(name, ["ndjson", "array"]) if "json" in kinds else []
    csv_ones = ["csv"] if "csv" in kinds and case_records(name, "csv") else []
    return [*json_ones, *csv_ones]


def write(name: str, container: str, given: argparse.Namespace, folder: Path) -> Path:
    """Write the events of a format in a container, in the order of time."""
    records = Records(chosen(name, container, given), container, public=given.public)
    plain = folder / f"{name}.{'csv' if container == 'csv' else 'ndjson'}"
    if not plain.exists():
        with plain.open("w", encoding="utf-8") as target:
            if container == "csv":
                target.write(records.header() + "\n")
            target.writelines(f"{line}\n" for line in records.lines(given.events, given.days))
    return plain if container in ("csv", "ndjson") else contain(plain, container)


def chosen(name: str, container: str, given: argparse.Namespace) -> list[dict[str, Any]]:
    """Return the records that are multiplied."""
    records = case_records(name, container)
    return with_ids(records, packaged().mappings[name]) if given.named else records


def contain(plain: Path, container: str) -> Path:
    """Write NDJSON in another container."""
    path = plain.with_suffix(f".{container}")
    if path.exists():
        return path
    if container == "gz":
        with plain.open("rb") as given, gzip.open(path, "wb", compresslevel=6) as packed:
            packed.writelines(iter(lambda: given.read(1 << 20), b""))
    elif container == "zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(plain, plain.name)
    else:
        with plain.open(encoding="utf-8") as lines, path.open("w", encoding="utf-8") as target:
            target.writelines(joined(lines, container))
    return path


def joined(lines: Iterable[str], container: str) -> Iterator[str]:
    """Yield the pieces of an array, pretty-printed or not, or of pages of a thousand records."""
    for number, line in enumerate(lines):
        record = line.rstrip()
        if container == "pages":
            first = number % 1000 == 0
            yield ("]}\n" if first and number else "") + ('{"value":[' if first else ",") + record
        else:
            whole = json.dumps(json.loads(record), indent=2) if container == "pretty" else record
            yield (",\n" if number else "[") + whole
    yield "]}\n" if container == "pages" else "]"


def import_all(paths: list[Path], folder: Path) -> None:
    """Import files into a fresh home."""
    home = Home(folder / "home")
    home.create()
    with open_store(home, write=True) as store, DuckDB(home.settings(), home.scratch) as engine:
        for report in import_logs(paths, home=home, store=store, engine=engine, now=NOW):
            # A benchmark of wrong results is none.
            assert report.lines == report.new, report  # noqa: S101


def run(
    task: str, name: str, container: str, path: Path, *, named: bool = False
) -> tuple[float, float, float]:
    """Run a task in a process of its own; return seconds, seconds of CPU, peak memory in MB."""
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        command = [sys.executable, __file__, "--task", task, name, container, str(path), folder]
        command += ["--named"] * named
        told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    seconds, cpu, peak = map(float, told.split())
    return seconds, cpu, peak


def peak_memory() -> float:
    """Return this process's peak memory in MB (that of rusage would be its parent's too)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def do(given: argparse.Namespace) -> None:
    """Do one task in this process and print its seconds, those of CPU and its peak memory in MB."""
    task, name, container, *places = given.task
    path, folder = map(Path, places)
    mapping = packaged().mappings[name]
    records = Records(chosen(name, container, given), container).records
    start, start_cpu = time.perf_counter(), time.process_time()
    if task == "bare":
        copy_bare(mapping, records, container, path, folder)
    else:
        import_all([path], folder)
    print(time.perf_counter() - start, time.process_time() - start_cpu, peak_memory())


def compare(name: str, containers: list[str], given: argparse.Namespace) -> Iterator[list[str]]:
    """Yield the rows of the table for one format."""
    with tempfile.TemporaryDirectory() as made:
        tasks = {("import", c) for c in containers}
        tasks |= {("bare", COMPARED_WITH.get(c, c)) for c in containers}
        paths = {c: write(name, c, given, Path(made)) for _, c in tasks}
        found: dict[tuple[str, str], list[tuple[float, float, float]]]
        found = {task: [] for task in sorted(tasks)}
        for _ in range(given.rounds):
            for (task, container), results in found.items():
                results.append(run(task, name, container, paths[container], named=given.named))
        seconds = {task: median(s for s, _, _ in results) for task, results in found.items()}
        cpu = {task: median(c for _, c, _ in results) for task, results in found.items()}
        plain = seconds.get(("import", "ndjson"))
        for container in containers:
            copied = ("bare", COMPARED_WITH.get(container, container))
            bare = seconds[copied]
            took = seconds["import", container]
            yield [
                name,
                container,
                f"{paths[container].stat().st_size / given.events:.0f}",
                f"{given.events / bare / 1000:.0f}",
                f"{given.events / took / 1000:.0f}",
                f"{bare / took:.2f}",
                f"{cpu[copied] / cpu['import', container]:.2f}",
                f"{plain / took:.2f}" if plain and container != "ndjson" else "",
                f"{max(p for _, _, p in found['import', container]):.0f}",
            ]


def shown(row: Iterable[str], *, markdown: bool) -> str:
    """Return a row of the table as text."""
    first, second, *others = row
    if markdown:
        return f"| {' | '.join([first, second, *others])} |"
    return f"{first:28}{second:10}" + "".join(f"{cell:>11}" for cell in others)


def main() -> None:
    """Compare and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("formats", nargs="*")
    parser.add_argument("--events", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--containers", nargs="*")
    parser.add_argument("--markdown", action="store_true")
    parser.add_argument("--public", action="store_true")
    parser.add_argument("--named", action="store_true")
    parser.add_argument("--task", nargs=5, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.task:
        do(given)
        return
    print(shown(NAMES, markdown=given.markdown))
    if given.markdown:
        print("|---|---|" + "---:|" * (len(NAMES) - 2))
    for name in given.formats or packaged().mappings:
        containers = given.containers or usual(name)
        for row in compare(name, containers, given) if containers else ():
            print(shown(row, markdown=given.markdown), flush=True)


if __name__ == "__main__":
    main()
