"""An import that is killed at any moment leaves tables that the next run completes."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sources.log_home import Site, open_site, sign_in, write_lines

IMPORT = """
import sys
from pathlib import Path
from sources.log_home import open_site
for site in open_site(Path(sys.argv[1])):
    print("ready", flush=True)
    site.take(sys.argv[2])
"""


def write_logs(folder: Path) -> Path:
    """Write files of several days that share records, some torn."""
    folder.mkdir()
    for number in range(6):
        records = [sign_in(n * 50) for n in range(number * 2000, number * 2000 + 4000)]
        write_lines(folder / f"{number}.ndjson", [*records, "{torn"])
    return folder


def killed_import(home: Path, logs: Path, delay: float) -> None:
    """Start an import in a process of its own and kill it after a delay."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    with subprocess.Popen(
        [sys.executable, "-c", IMPORT, str(home), str(logs)],
        env=environment,
        stdout=subprocess.PIPE,
    ) as child:
        assert child.stdout is not None
        assert b"ready\n" == child.stdout.readline()
        time.sleep(delay)
        child.send_signal(signal.SIGKILL)


def after_kills(root: Path, logs: Path, delays: list[float]) -> list[list[tuple[object, ...]]]:
    for delay in delays:
        killed_import(root, logs, delay)
    for site in open_site(root):
        site.take(logs)
        return site.tables()
    raise AssertionError


def test_killed_import_ends_alike(site: Site, tmp_path: Path) -> None:
    logs = write_logs(tmp_path / "logs")
    site.take(logs)

    assert site.tables() == after_kills(tmp_path / "killed", logs, [0.2, 0.05])


@pytest.mark.slow
@pytest.mark.long
def test_import_killed_five_times_ends_alike(site: Site, tmp_path: Path) -> None:
    logs = write_logs(tmp_path / "logs")
    site.take(logs)
    draw = random.Random(2)
    delays = [draw.uniform(0, 1) for _ in range(5)]

    for delay in delays:
        assert site.tables() == after_kills(tmp_path / f"killed-{delay}", logs, [delay])
