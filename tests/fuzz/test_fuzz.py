"""Every target of the fuzzer, for a few seconds; `scripts/fuzz` takes as long as it is told."""

import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("atheris", reason="the fuzzer has no wheel for this Python or machine")

SECONDS = {"levelling": 5, "text": 16, "utf16": 4, "zip": 4, "gz": 4, "zst": 4, "mappings": 20}


@pytest.mark.slow
@pytest.mark.parametrize("target", SECONDS)
def test_nothing_is_found_in_seconds(tmp_path: Path, target: str) -> None:
    fuzz = Path(__file__).with_name("run.py")
    bounds = [f"-max_total_time={SECONDS[target]}", "-seed=1", "-timeout=60", "-max_len=2048"]

    done = subprocess.run(
        [sys.executable, str(fuzz), target, str(tmp_path), *bounds],
        capture_output=True,
        text=True,
        check=False,
    )

    assert 0 == done.returncode, done.stdout[-1000:] + done.stderr[-4000:]
