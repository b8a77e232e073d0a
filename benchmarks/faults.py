"""Every command that writes, on a disk with ever less space and on a home that can only be read.

`.venv/bin/python benchmarks/faults.py` prints the table of docs/faults.md. A try counts as survived
if the command went well or failed in one sentence, `rasid doctor --deep` finds nothing broken in
what it left, and the same command goes well there once there is space, and leaves a sound home.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from cli.faulty import on_full_disk, on_read_only, small_home

FREE = (0, 32, 96, 192, 384)
"""KiB that are free."""

CHANGING = (
    "import logs ../given/log.ndjson",
    "import people ../given/roster.csv",
    "analyse",
    "erase P0001 --why asked",
    "retain --days 500 --delete --why policy",
    "compact",
    "backup ../copy.tar.zst",
    "serve accounts add Ada --role viewer",
)
READING = ("show campaigns", "show people", "show coverage", "explain", "doctor --deep")


def main() -> None:
    """Try everything and print what came of it."""
    print("| command | full disk: tried | failed in a sentence | survived | read-only |")
    print("| --- | --- | --- | --- | --- |")
    for command in CHANGING:
        tries = [_on_full_disk(command, free * 1024) for free in FREE]
        failed, survived = sum(one[0] for one in tries), sum(one[1] for one in tries)
        print(
            f"| `{command}` | {len(tries)} | {failed} | {survived} | {_on_read_only(command)} |",
            flush=True,
        )
    for command in READING:
        print(f"| `{command}` | | | | {_on_read_only(command)} |", flush=True)


def _on_full_disk(command: str, free: int) -> tuple[bool, bool]:
    """Return whether the command failed, and whether that was survived."""
    with tempfile.TemporaryDirectory() as name:
        home = small_home(Path(name))
        first = on_full_disk(home, free, *_words(command, "."))
        sound = first.is_told and _runs(first.home, "doctor", "--deep")
        again = first.code == 0 or _runs(first.home, *_words(command, name))
        survived = sound and again and _runs(first.home, "doctor", "--deep")
        if not survived:
            print(f"{command} with {free} free: {first}", file=sys.stderr, flush=True)
        return first.code != 0, survived


def _on_read_only(command: str) -> str:
    with tempfile.TemporaryDirectory() as name:
        home = small_home(Path(name))
        _runs(home, "show", "people")  # brings the ledger of an older rasid up to date
        told = on_read_only(home, *_words(command, name))
        if not told.is_told:
            print(f"{command} on a read-only home: {told}", file=sys.stderr, flush=True)
            return "not told"
        return "works" if told.code == 0 else "a sentence"


def _words(command: str, folder: str) -> list[str]:
    return [
        word.replace("..", folder, 1) if word[:3] == "../" else word for word in command.split()
    ]


def _runs(home: Path, *words: str) -> bool:
    command = [sys.executable, "-m", "rasid", "--home", str(home), *words]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        print(f"{words} on what was left: {done.stdout}{done.stderr}", file=sys.stderr, flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    main()
