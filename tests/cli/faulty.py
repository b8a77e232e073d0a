"""Running a command on a home of which the disk is full, or that can only be read."""

import json
import os
import shutil
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path

OLD = Path(__file__).parent / "old_homes"
UNSHARE = "/usr/bin/unshare"
ON_A_FULL_DISK = """
mount -t tmpfs -o size=$SIZE none "$PLACE" && cp -a "$HOME_OF" "$PLACE/home" &&
    cp -a "$HOME_OF/../given" "$PLACE/given"
cd "$PLACE"
"$@"
code=$?
cp -a "$PLACE/home" "$LEFT"
exit $code
"""
READ_ONLY = """
mount --bind "$HOME_OF" "$HOME_OF" && mount -o remount,ro,bind "$HOME_OF" || exit 99
cd "$PLACE"
exec "$@"
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a command ended on a faulty disk; `home` is what it left."""

    code: int
    err: str
    home: Path

    @property
    def is_told(self) -> bool:
        """Whether it went well, or failed in one sentence."""
        if self.code == 0:
            return "Traceback" not in self.err
        lines = self.err.splitlines()
        return self.code == 2 and bool(lines) and all(one.startswith("rasid: ") for one in lines)


def can_mount() -> bool:
    """Tell whether this process may make mounts of its own."""
    try:
        return subprocess.run([UNSHARE, "-rm", "true"], check=False).returncode == 0
    except FileNotFoundError:
        return False


def small_home(folder: Path) -> Path:
    """Lay down a small analysed home, and beside it in `given` what can be imported."""
    home = folder / "home"
    with tarfile.open(OLD / "14211c5.tar.xz") as tar:
        tar.extractall(home, filter="data")
    home.chmod(0o700)
    for name in ("scratch", "reports"):
        (home / name).mkdir(exist_ok=True)
    given = folder / "given"
    given.mkdir()
    records = [_record(number) for number in range(500)]
    (given / "log.ndjson").write_text("".join(f"{json.dumps(one)}\n" for one in records))
    (given / "roster.csv").write_text(
        "person_id,name,category,organisation,country,language,account\n"
        + "".join(f"N{n:03},New {n},official,,,,n{n}@mail.example\n" for n in range(200))
    )
    return home


def on_full_disk(home: Path, free: int, *words: str) -> Outcome:
    """Run a command where so many bytes are free beside the home, as it lies."""
    blocks = sum(_blocks(path) for path in home.parent.rglob("*"))
    return _run(home, ON_A_FULL_DISK, {"SIZE": str(blocks + free)}, words)


def on_read_only(home: Path, *words: str) -> Outcome:
    """Run a command on a home that is mounted to be read alone."""
    return _run(home, READ_ONLY, {}, words)


def _run(home: Path, script: str, named: dict[str, str], words: tuple[str, ...]) -> Outcome:
    place, left = home.parent / "place", home.parent / "left"
    shutil.rmtree(left, ignore_errors=True)
    place.mkdir(exist_ok=True)
    at = place / "home" if script is ON_A_FULL_DISK else home
    told = {"PLACE": str(place), "HOME_OF": str(home), "LEFT": str(left)}
    command = [sys.executable, "-m", "rasid", "--home", str(at), *words]
    done = subprocess.run(
        [UNSHARE, "-rm", "sh", "-c", script, "sh", *command],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, **told, **named},
    )
    return Outcome(done.returncode, done.stderr, left if left.exists() else home)


def _blocks(path: Path) -> int:
    """Return what a file takes on a file system of pages of 4 KiB."""
    return 4096 if path.is_dir() else -(-path.stat().st_size // 4096) * 4096


def _record(number: int) -> dict[str, object]:
    return {
        "metadata": {"uid": f"new-{number}", "version": "1.3.0"},
        "time": 1742000000000 + number * 1000,
        "class_uid": 3002,
        "activity_id": 1,
        "status_id": 2,
        "user": {"email_addr": f"a{number % 7}@mail.example"},
        "src_endpoint": {"ip": "192.0.2.1"},
    }
