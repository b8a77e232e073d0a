import os
import subprocess
import sys
from pathlib import Path

import pytest

from rasid.errors import UsageError
from rasid.scenarios import DEMO_SEED, KINDS, Simulated, simulate
from scenarios.written import files, read_events, read_roster, read_truth


def test_same_seed_gives_same_bytes(tmp_path: Path) -> None:
    """A month can be made again, byte for byte."""
    first, second = (simulate("patient", 5, tmp_path / name, scale=0.02) for name in "ab")

    assert files(first.truth.parent) == files(second.truth.parent)


_TOLD = """
from hashlib import sha256
from rasid.scenarios.kinds import KINDS
from rasid.scenarios.story import make_story

for name, kind in KINDS.items():
    story = make_story(kind, 5, 0.02)
    told = repr((story.rows, story.told_of, story.names)).encode()
    print(name, sha256(told).hexdigest())
"""


@pytest.mark.slow
def test_other_process_gives_same_month() -> None:
    """No kind depends on the order of a set, which differs from process to process."""
    told = [
        subprocess.run(
            [sys.executable, "-c", _TOLD],
            check=True,
            capture_output=True,
            text=True,
            env=os.environ | {"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    ]

    assert len(KINDS) == len(told[0].splitlines())
    assert told[0] == told[1]


def test_other_seed_gives_other_month(tmp_path: Path) -> None:
    """Sizes, names and dates all come from the seed."""
    first, second = (simulate("quiet", n, tmp_path / str(n), scale=0.02) for n in (5, 6))

    assert first.window != second.window
    assert first.events != second.events
    assert first.roster.read_bytes() != second.roster.read_bytes()


def test_unknown_kind_names_known_ones(tmp_path: Path) -> None:
    """A wrong kind is answered with the right ones."""
    with pytest.raises(UsageError, match="'loud'; the known ones are patient, quiet, unnamed"):
        simulate("loud", 1, tmp_path)


def test_negative_seed_is_refused(tmp_path: Path) -> None:
    """A seed is a count, so that each has one spelling."""
    with pytest.raises(UsageError, match="--seed got -1"):
        simulate("quiet", -1, tmp_path)


def test_foreign_folder_is_left_alone(tmp_path: Path) -> None:
    """A folder with somebody's files is not written into."""
    (tmp_path / "thesis.txt").write_text("years of work", "utf-8")

    with pytest.raises(UsageError, match="holds other files"):
        simulate("quiet", 1, tmp_path, scale=0.02)

    assert ["thesis.txt"] == list(files(tmp_path))


def test_file_for_a_folder_is_refused(tmp_path: Path) -> None:
    """The output is a folder."""
    (tmp_path / "month").write_text("", "utf-8")

    with pytest.raises(UsageError, match="is not a folder"):
        simulate("quiet", 1, tmp_path / "month", scale=0.02)


def test_earlier_month_is_replaced(tmp_path: Path) -> None:
    """A second month in the same folder leaves nothing of the first."""
    simulate("patient", 5, tmp_path, scale=0.02)
    again = simulate("quiet", 6, tmp_path, scale=0.02)

    assert again.events == len(read_events(again))
    assert "quiet" == read_truth(again)["kind"]


def test_kinds_say_what_they_are() -> None:
    """Groups are at work in some kinds, and the bundle knows them in all of these but one."""
    groups = {name: len(kind.groups) for name, kind in KINDS.items()}

    assert {"patient": 1, "quiet": 0, "unnamed": 1, "two-groups": 2} == {
        name: groups[name] for name in ("patient", "quiet", "unnamed", "two-groups")
    }
    assert ["unnamed"] == [name for name, kind in KINDS.items() if not kind.known]


@pytest.mark.slow
@pytest.mark.long
def test_demo_month_has_the_famous_numbers(tmp_path: Path) -> None:
    """The demo's month is the one that the screens and the documentation tell of."""
    month = simulate("patient", DEMO_SEED, tmp_path)
    numbers = read_truth(month)["numbers"]
    by_category = numbers["by_category"]

    assert (2712, 241, 4) == (numbers["attempts"], numbers["attacked"], numbers["compromised"])
    assert [0, 0] == [by_category[name]["compromised"] for name in ("campaign", "official")]
    assert all(by_category[name]["attacked"] > 0 for name in ("campaign", "official"))
    assert month.events == len(read_events(month)) >= 200_000
    assert month.accounts >= 25_000
    assert len(read_roster(month)) <= 0.02 * month.accounts


def test_small_month_keeps_proportions(patient: Simulated) -> None:
    """A month at a smaller scale has the same mixture, with the roster at most 2 %."""
    assert len(read_roster(patient)) <= 0.02 * patient.accounts
    assert 4 < patient.events / patient.accounts < 10
