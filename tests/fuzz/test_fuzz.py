"""Every target of the fuzzer, for a few seconds; `scripts/fuzz` takes as long as it is told."""

from pathlib import Path

import pytest

from fresh_process import run_python

pytest.importorskip("atheris", reason="the fuzzer has no wheel for this Python or machine")

SECONDS = {
    "levelling": 2,
    "text": 4,
    "utf16": 1,
    "zip": 1,
    "gz": 1,
    "zst": 1,
    "mappings": 5,
    "indicators": 2,
    "patterns": 2,
    "queries": 2,
    "requests": 2,
}


@pytest.mark.slow
@pytest.mark.parametrize("target", SECONDS)
def test_nothing_is_found_in_seconds(tmp_path: Path, target: str) -> None:
    fuzz = Path(__file__).with_name("run.py")
    bounds = [f"-max_total_time={SECONDS[target]}", "-seed=1", "-timeout=60", "-max_len=2048"]

    run_python(fuzz, target, tmp_path, *bounds, timeout=SECONDS[target] + 120)
