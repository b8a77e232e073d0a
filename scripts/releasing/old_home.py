#!/usr/bin/env python3
"""Make a small home as an older rasid did, packed.

Usage: `.venv/bin/python scripts/releasing/old_home.py COMMIT FILE`.

A month is simulated, of which a few days' lines on protected and hostile accounts are imported and
analysed, all by the code of COMMIT with the packages that are installed now. tests/cli/old_homes
holds what came of it: an upgrade is tested on them, since no code of today can make them.
"""

import json
import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

# ruff: noqa: S603, S607 - it starts git, tar and our own commands

SEED, SCALE, DAYS = "7", "0.02", 6
QUIET = 12
"""Of each day's other lines on protected accounts so many are kept."""


def main(commit: str, target: Path) -> None:
    """Make the home and pack it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        archive = subprocess.run(["git", "archive", commit, "src"], check=True, capture_output=True)
        subprocess.run(["tar", "-x", "-C", name], input=archive.stdout, check=True)
        month, home = folder / "month", folder / "home"
        _run(
            folder, "simulate", "patient", "--seed", SEED, "--scale", SCALE, "--output", str(month)
        )
        logs = folder / "logs"
        logs.mkdir()
        hostile = json.loads((month / "truth.json").read_text(encoding="utf-8"))["events"]
        accounts = (month / "roster.csv").read_text(encoding="utf-8")
        days = [log for log in sorted((month / "logs").iterdir()) if log.suffix == ".ndjson"]
        busiest = sorted(days, key=lambda log: -sum(line for line in _told(log, hostile)))[:DAYS]
        for log in sorted(busiest):
            (logs / log.name).write_text("".join(_chosen(log, hostile, accounts)), encoding="utf-8")
        _few(month / "actors.json")
        for words in (
            ("import", "logs", str(logs)),
            ("import", "people", str(month / "roster.csv")),
            ("import", "actors", str(month / "actors.json")),
            ("analyse",),
        ):
            _run(folder, "--home", str(home), *words)
        _pack(home, target)


def _told(log: Path, hostile: dict[str, object]) -> Iterator[bool]:
    for line in log.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)["metadata"]["uid"] in hostile


def _chosen(log: Path, hostile: dict[str, object], accounts: str) -> Iterator[str]:
    """Yield what is hostile, and some of what else is on protected accounts."""
    left = QUIET
    for line in log.read_text(encoding="utf-8").splitlines(keepends=True):
        record = json.loads(line)
        account = record.get("user", {}).get("email_addr", "-")
        if record["metadata"]["uid"] in hostile:
            yield line
        elif left and account in accounts:
            left -= 1
            yield line


def _few(path: Path) -> None:
    """Leave of the actors' file one actor, whom it speaks of, and what says so."""
    bundle = json.loads(path.read_text(encoding="utf-8"))
    actor = next(one["id"] for one in bundle["objects"] if one["type"] == "intrusion-set")
    said = [one for one in bundle["objects"] if one.get("source_ref") == actor]
    ids = {actor, *(one["target_ref"] for one in said)}
    bundle["objects"] = [*(one for one in bundle["objects"] if one["id"] in ids), *said]
    path.write_text(json.dumps(bundle), encoding="utf-8")


def _run(folder: Path, *words: str) -> None:
    command = [sys.executable, "-m", "rasid", *words]
    subprocess.run(command, check=True, env={**os.environ, "PYTHONPATH": str(folder / "src")})


def _pack(home: Path, target: Path) -> None:
    """Pack the home's files, each the same whenever it is packed."""
    with tarfile.open(target, "w:xz", preset=9) as tar:
        for path in sorted(home.rglob("*")):
            if path.is_file() and "scratch" not in path.relative_to(home).parts:
                member = tarfile.TarInfo(str(path.relative_to(home)))
                member.size = path.stat().st_size
                with path.open("rb") as file:
                    tar.addfile(member, file)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
