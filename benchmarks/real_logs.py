"""What logs of real products become, as a page: each format's actions, every `other` by its name.

    python benchmarks/real_logs.py [--data ../shared/data] > docs/real-logs.md

The folders are imported whole; of a detection team's test records those of the vendors named, one
a line, each vendor's in a file of its own.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from rasid.visible_text import markdown

FOLDERS = ("sentinel_training_lab", "sentinel_sample_2020", "otrf_goldensaml")
TESTS = "panther_tests"
VENDORS = ("Okta", "GSuite", "Azure", "Microsoft365", "OneLogin", "OnePassword", "Duo", "Auth0")
HEAD = """# What real logs become

Made by `python benchmarks/real_logs.py > docs/real-logs.md` out of logs that others published:
Microsoft's training lab and samples, a simulated forgery of tokens, and the records that a
detection team tests its rules with, of which some have no time and are
rejected: each format says how many. The same is told of any home by `rasid show imports`.
Lines are events, records that another line stands for (*twice*), and rejects;
what a file of another kind looks like stands below its folder's table.
"""


def rasid(home: Path, *words: str) -> str:
    """Run a command; return what it printed."""
    command = [sys.executable, "-m", "rasid", "--home", str(home), *words]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def split_tests(data: Path, folder: Path) -> Path:
    """Write the test records of the vendors, each once, a file for each of their logs."""
    folder.mkdir()
    logs: dict[str, dict[str, None]] = {}
    for line in (data / TESTS / "rule_tests.jsonl").read_text("utf-8").splitlines():
        test = json.loads(line)
        log: Any = test["log"]
        kinds: list[str] = test["log_types"] or []
        if isinstance(log, dict):
            kind = kinds[0] if len(kinds) == 1 else log.get("p_log_type", "")
            if kind.startswith(VENDORS):
                logs.setdefault(kind, {})[json.dumps(log)] = None
    for kind, records in logs.items():
        (folder / f"{kind}.ndjson").write_text("".join(f"{record}\n" for record in records))
    return folder


def told(name: str, home: Path, logs: Path) -> Iterator[str]:
    """Yield the lines on one folder."""
    printed = json.loads(rasid(home, "import", "logs", str(logs), "--json"))
    formats: list[dict[str, Any]] = json.loads(rasid(home, "show", "imports", "--json"))
    yield f"\n## {name}\n"
    yield "| format | lines | events | twice | rejected | action: outcomes |"
    yield "| --- | ---: | ---: | ---: | ---: | --- |"
    for row in formats:
        actions = "<br>".join(
            f"`{action}`: " + ", ".join(f"{outcome} {n}" for outcome, n in outcomes.items())
            for action, outcomes in row["actions"].items()
        )
        counts = " | ".join(str(row[key]) for key in ("lines", "events", "elsewhere", "rejected"))
        formats_told = row["format"].replace(",", ", ")
        yield f"| {formats_told} | {counts} | {actions} |"
    yield ""
    for row in formats:
        if row["others"]:
            kinds = ", ".join(f"{markdown(kind)} ({n})" for kind, n in row["others"].items())
            yield f"`other` of {row['format'].replace(',', ', ')}: {kinds}.\n"
    yield from reasons(home)
    for file in printed:
        if file["problem"]:
            yield f"- {markdown(file['problem'].removeprefix(f'{logs}/'))}"


def reasons(home: Path) -> Iterator[str]:
    """Yield for each format why lines were rejected, each reason once."""
    parts = [str(part) for part in home.glob("rejects/*.parquet")]
    if not parts:
        return
    listed = str(home / "imports" / "imports.parquet")
    rows = duckdb.execute(
        "SELECT format, string_agg(reason || ' (' || n || ')', ', ' ORDER BY reason) FROM ("
        "SELECT format, reason, count(*) AS n FROM read_parquet($parts) "
        "JOIN read_parquet($listed) USING (raw_file) GROUP BY ALL) GROUP BY format ORDER BY format",
        {"parts": parts, "listed": listed},
    ).fetchall()
    for formats, told_reasons in rows:
        yield f"Rejected of {formats.replace(',', ', ')}: {told_reasons}.\n"


def main() -> None:
    """Import each folder into a home of its own and print the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    data = parser.parse_args().data.resolve()
    print(HEAD, end="")
    with tempfile.TemporaryDirectory() as made:
        scratch = Path(made)
        for name in FOLDERS:
            print("\n".join(told(name, scratch / f"home-{name}", data / name)))
        tests = split_tests(data, scratch / TESTS)
        print("\n".join(told(TESTS, scratch / "home-tests", tests)))


if __name__ == "__main__":
    main()
