"""The page of all benchmarks, made anew by one command: docs/measured.md and its charts.

    python benchmarks/page.py [--events 200000 1000000] [--formats entra_graph ocsf ...]
        [--scale 1] [--rounds 3] [--only peers growth ...] [--page docs/measured.md]
        [--results FILE] [--again]

Each benchmark is run as a process of its own, one after the other; what they told is kept in the
results, so that a part can be measured anew (`--only`), and the page written from them without
measuring (`--again`). What others take needs the dependency group `peers`.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from page_charts import Bar, bars, curve
from page_words import AIMS, INTRODUCTION, PARTS, Part

HERE = Path(__file__).parent
FORMATS = ("entra_graph", "ocsf", "m365", "okta", "google_workspace", "windows_security")

MARKDOWN = ("--containers", "ndjson", "--markdown")

Results = dict[str, Any]
"""By part: the `command`, `told` (its JSON, or its text), when, and how busy the machine was."""


def commands(given: argparse.Namespace) -> dict[str, list[list[str]]]:
    """Return for each part the commands that measure it."""
    events, rounds = [str(number) for number in given.events], ["--rounds", str(given.rounds)]
    least, scale = events[0], ["--scale", f"{given.scale:g}"]
    return {
        "peers": [["peers.py", "--events", size, *rounds, "--json"] for size in events],
        "ingest": [
            ["ingest.py", *given.formats, "--events", least, *rounds, *MARKDOWN],
        ],
        "growth": [["growth.py", "--events", *events, "--json"]],
        "analysis": [["analysis.py", *scale, *rounds]],
        "day": [["day.py", *scale, "--json"]],
        "rules": [["detections.py", *scale, *rounds]],
        "sigma": [["sigma_rules.py", "--events", least, *rounds]],
    }


def measure(command: Sequence[str]) -> dict[str, Any]:
    """Run a benchmark; return what it told, and what there is to know of the run."""
    before = os.getloadavg()[0]
    told = subprocess.run(
        [sys.executable, str(HERE / command[0]), *command[1:]],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
    return {
        "command": f"python benchmarks/{' '.join(command)}",
        "told": json.loads(told.splitlines()[-1]) if "--json" in command else told.rstrip(),
        "at": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "load": [round(before, 1), round(os.getloadavg()[0], 1)],
    }


def machine() -> str:
    """Return in a few words what this is measured on."""
    told = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    names = {line.partition(":")[2].strip() for line in told if line.startswith("model name")}
    kind = ", ".join(sorted(names)) or platform.machine()
    return f"{os.cpu_count()} cores ({kind}), Python {platform.python_version()}"


def page(results: Results, charts: Path, place: Path) -> str:
    """Write the charts; return the page, which links to them from its place."""
    pieces = [
        "# Measured",
        INTRODUCTION,
        f"Machine: {results['machine']}.",
        "## What is aimed at\n\n" + table(("measure", "aim", "reached", "by", "on"), AIMS),
    ]
    for name, part in PARTS.items():
        runs = results["parts"].get(name)
        pieces.append(f"## {part.title}\n\n{part.words}")
        pieces += [told_of(run, part) for run in runs or ()] or ["Not measured."]
        if runs and part.drawn:
            chart = charts / f"{name}.svg"
            chart.parent.mkdir(parents=True, exist_ok=True)
            chart.write_text(drawn(name, runs[-1]["told"]), encoding="utf-8")
            pieces.append(f"![{part.drawn}]({chart.relative_to(place.parent)})")
    return "\n\n".join(pieces) + "\n"


def told_of(run: dict[str, Any], part: Part) -> str:
    """Return a run as a table, or as the text that its benchmark printed."""
    busy = f"load {run['load'][0]:g} before, {run['load'][1]:g} after"
    head = f"    {run['command']}\n\n{run['at']}, {busy}.\n\n"
    told = run["told"]
    if isinstance(told, str):
        return head + (told if told.startswith("|") else f"```text\n{told}\n```")
    columns = part.columns or tuple(told[0])
    return head + table(columns, [[cell(row[name]) for name in columns] for row in told])


def cell(value: object) -> str:
    """Return a value as a table has it."""
    if value is None:
        return "over"
    if not isinstance(value, float):
        return str(value)
    return f"{value:,.0f}" if value >= 100 or value.is_integer() else f"{value:.2f}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def drawn(name: str, told: Sequence[dict[str, Any]]) -> str:
    """Return the chart of a part."""
    if name == "growth":
        return curve([(row["events"], row["cpu of a million"]) for row in told], "CPU s a million")
    timed = [row for row in told if row["cpu"] is not None]
    return bars([Bar(row["task"], row["tool"], row["cpu"], row["ratio"]) for row in timed])


def main() -> None:
    """Measure what is asked for, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, nargs="+", default=[200_000, 1_000_000])
    parser.add_argument("--formats", nargs="+", default=list(FORMATS))
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="+", choices=list(PARTS), default=list(PARTS))
    parser.add_argument("--page", type=Path, default=HERE.parent / "docs" / "measured.md")
    parser.add_argument("--results", type=Path, help="PAGE.json unless given")
    parser.add_argument("--again", action="store_true", help="write the page, measure nothing")
    given = parser.parse_args()
    charts = given.page.with_suffix("")
    kept = given.results or charts / "results.json"
    results: Results = {"machine": machine(), "parts": {}}
    if kept.is_file():
        results = json.loads(kept.read_text(encoding="utf-8"))
    for name in () if given.again else given.only:
        print(f"{name} …", flush=True)
        results["parts"][name] = [measure(command) for command in commands(given)[name]]
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    given.page.write_text(page(results, charts, given.page), encoding="utf-8")


if __name__ == "__main__":
    main()
