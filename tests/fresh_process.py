"""A process whose peak memory is its own: one started at once would begin with its parent's."""

import os
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).parent


def run_python(*arguments: str | Path, timeout: float) -> subprocess.CompletedProcess[str]:
    """Run this Python by way of a shell, the tests importable."""
    # A started process takes over the peak of the one that started it (getrusage(2)): here sh's.
    through_shell = ["sh", "-c", '"$@"; exit $?', "sh", sys.executable, *map(str, arguments)]
    done = subprocess.run(
        through_shell,
        env={**os.environ, "PYTHONPATH": str(TESTS)},
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    assert 0 == done.returncode, done.stdout[-1000:] + done.stderr[-4000:]
    return done
