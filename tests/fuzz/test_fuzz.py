"""Every target of the fuzzer, for a few seconds; `scripts/fuzz` takes as long as it is told."""

from pathlib import Path

import pytest

from fresh_process import run_python

pytest.importorskip("atheris", reason="the fuzzer has no wheel for this Python or machine")

SECONDS = {
    "levelling": 3,
    "text": 8,
    "utf16": 2,
    "zip": 2,
    "gz": 2,
    "zst": 2,
    "mappings": 10,
    "indicators": 4,
    "patterns": 4,
    "queries": 3,
    "requests": 3,
}


@pytest.mark.slow
@pytest.mark.parametrize("target", SECONDS)
def test_nothing_is_found_in_seconds(tmp_path: Path, target: str) -> None:
    fuzz = Path(__file__).with_name("run.py")
    bounds = [f"-max_total_time={SECONDS[target]}", "-seed=1", "-timeout=60", "-max_len=2048"]

    run_python(fuzz, target, tmp_path, *bounds, timeout=SECONDS[target] + 120)
