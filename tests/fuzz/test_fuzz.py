"""Every target of the fuzzer, for a few seconds; `scripts/fuzz` takes as long as it is told."""

from pathlib import Path

import pytest

from fresh_process import run_python

pytest.importorskip("atheris", reason="the fuzzer has no wheel for this Python or machine")

SECONDS = {
    "levelling": 1,
    "text": 2,
    "utf16": 1,
    "zip": 1,
    "gz": 1,
    "zst": 1,
    "mappings": 3,
    "indicators": 1,
    "patterns": 1,
    "queries": 1,
    "requests": 1,
}


pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a run over all targets, one process after the other."""
    folder = tmp_path_factory.mktemp("fuzz")
    targets = ",".join(f"{target}={seconds}" for target, seconds in SECONDS.items())
    bounds = ["-seed=1", "-timeout=60", "-max_len=2048", "-print_final_stats=1"]
    run = Path(__file__).with_name("run.py")
    longest = sum(SECONDS.values()) + 120 * len(SECONDS)
    said = run_python(run, targets, folder, *bounds, timeout=longest)
    (folder / "said").write_text(said.stdout + said.stderr, encoding="utf-8")
    return folder


@pytest.mark.parametrize("target", SECONDS)
def test_nothing_is_found_in_seconds(fuzzed: Path, target: str) -> None:
    assert list((fuzzed / target / "corpus").iterdir())
    assert [] == list((fuzzed / target).glob("failed*")), (fuzzed / "said").read_text("utf-8")


def test_every_target_was_run(fuzzed: Path) -> None:
    """Each of them told at its end how many inputs it took."""
    said = (fuzzed / "said").read_text("utf-8")

    assert len(SECONDS) == said.count("stat::number_of_executed_units:")
