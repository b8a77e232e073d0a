"""Every target of the fuzzer, for a few seconds; `scripts/fuzz` takes as long as it is told."""

from pathlib import Path

import pytest

from fresh_process import run_python

pytest.importorskip("atheris", reason="the fuzzer has no wheel for this Python or machine")

SECONDS = {
    "levelling": 5,
    "text": 16,
    "utf16": 4,
    "zip": 4,
    "gz": 4,
    "zst": 4,
    "mappings": 20,
    "indicators": 8,
    "patterns": 8,
    "queries": 4,
    "requests": 4,
}


@pytest.mark.slow
@pytest.mark.parametrize("target", SECONDS)
def test_nothing_is_found_in_seconds(tmp_path: Path, target: str) -> None:
    fuzz = Path(__file__).with_name("run.py")
    bounds = [f"-max_total_time={SECONDS[target]}", "-seed=1", "-timeout=60", "-max_len=2048"]

    run_python(fuzz, target, tmp_path, *bounds, timeout=SECONDS[target] + 120)
