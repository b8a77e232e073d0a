from pathlib import Path

import pytest

from notices.killing import killed


@pytest.mark.slow
def test_killed_sending_sends_nothing_twice(tmp_path: Path) -> None:
    """Each came once, or is reported as unknown; benchmarks/notices_killed.py kills more often."""
    outcome = killed(tmp_path / "case", notices=40, kills=4, seed=7)

    assert outcome.adds_up, outcome
    assert 40 == outcome.totals["planned"]
