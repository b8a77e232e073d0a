"""Full disks, homes that can only be read, two processes, a clock that was set back.

docs/faults.md lists where kills and torn files are tested; `benchmarks/faults.py` tries more.
"""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from cli.command import rasid
from cli.faulty import Outcome, can_mount, on_full_disk, on_read_only, small_home
from rasid.cli import analyse
from rasid.clock import utc_now
from rasid.engines.store import open_store
from rasid.settings import Home

needs_mounts = pytest.mark.skipif(not can_mount(), reason="no mounts of one's own here")

WRITING = ("analyse", "import logs {}/given/log.ndjson", "compact", "erase P0001 --why asked")


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return small_home(tmp_path)


@needs_mounts
@pytest.mark.slow
def test_full_disk_leaves_the_home_as_it_was(small: Path) -> None:
    told = on_full_disk(small, 0, "analyse")

    assert (2, True) == (told.code, told.is_told)
    assert "No space left" in told.err
    assert _tables(small) == _tables(told.home)
    assert 0 == rasid("analyse", home=told.home).code


@needs_mounts
@pytest.mark.slow
def test_home_that_can_only_be_read_is_read(small: Path) -> None:
    rasid("analyse", home=small)  # brings the home of an older rasid up to date
    shown, refused = (on_read_only(small, *words) for words in (("show", "people"), ("analyse",)))

    assert (0, "") == (shown.code, "".join(_not_of_standing(shown)))
    assert (2, True) == (refused.code, refused.is_told)


def test_second_process_waits_for_nobody(small: Path) -> None:
    """Whoever would change the home is refused while another does; whoever reads is not."""
    with open_store(Home(small), write=True):
        refused = [
            rasid(*words.format(small.parent).split(), home=small).sentence for words in WRITING
        ]
        shown = rasid("show", "people", home=small)

    assert [True] * len(WRITING) == ["another rasid is changing" in one for one in refused]
    assert 0 == shown.code


@pytest.mark.slow
def test_clock_set_back_changes_no_numbers(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An analysis of the past, by its clock, finds the same, and its order is told by numbers."""
    rasid("analyse", home=small)
    before = rasid("show", "people", "--json", home=small).document
    then = utc_now() - timedelta(days=3650)
    monkeypatch.setattr(analyse, "utc_now", lambda: then)

    assert 0 == rasid("analyse", home=small).code
    assert before == json.loads(rasid("show", "people", "--json", home=small).out)
    assert 0 == rasid("doctor", home=small).code


def _not_of_standing(told: Outcome) -> list[str]:
    return [one for one in told.err.splitlines() if "older than the rules" not in one]


def _tables(home: Path) -> dict[str, bytes]:
    return {
        str(part.relative_to(home)): part.read_bytes() for part in sorted(home.rglob("*.parquet"))
    }
