from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from evaluation.made import result
from rasid.errors import RasidError
from rasid.evaluation.months import Month, Ways
from rasid.evaluation.results import Result, add_result, read_results
from rasid.evaluation.runner import HOMES, Run, run

NOW = datetime(2030, 1, 1, tzinfo=UTC)
HAD = result("patient", 1)
UNKNOWN = Month("no such kind", 1, 0.01)
"""A month that fails as soon as it is begun."""


@pytest.fixture
def ours(tmp_path: Path) -> Run:
    """Return a run of the program that made HAD."""
    return Run(tmp_path, HAD.ways, NOW, program=HAD.code)


def test_month_that_was_judged_is_not_judged_again(ours: Run) -> None:
    """A run that was killed goes on where it was."""
    add_result(ours.folder, HAD)

    assert [HAD] == run(ours, [HAD.month])


@pytest.mark.parametrize(
    "other",
    [
        replace(HAD, code="another program"),
        replace(HAD, ways=Ways(baselines=True)),
    ],
    ids=["program", "ways"],
)
def test_other_results_are_not_taken(ours: Run, other: Result) -> None:
    add_result(ours.folder, other)

    assert [] == ours.done()


def test_months_that_are_not_asked_for_are_kept(ours: Run) -> None:
    """A part of a run can be told of without losing the rest."""
    other = replace(HAD, month=replace(HAD.month, seed=2))
    for one in (HAD, other):
        add_result(ours.folder, one)

    assert [other] == run(ours, [other.month])
    assert [HAD, other] == read_results(ours.folder)


def test_failing_month_is_told_and_keeps_the_others(ours: Run) -> None:
    add_result(ours.folder, HAD)

    with pytest.raises(RasidError, match="no such kind-1 cannot be judged"):
        run(ours, [HAD.month, UNKNOWN])
    assert [HAD] == read_results(ours.folder)


@pytest.mark.parametrize("keep", [True, False])
def test_left_homes_are_swept(ours: Run, keep: bool) -> None:  # noqa: FBT001
    """What a kill left of a month goes with the next run; what is to be kept stays."""
    add_result(ours.folder, HAD)
    for name in ("patient-1", "patient-2-x1.unfinished"):
        (ours.folder / HOMES / name / "home-full").mkdir(parents=True)
    run(replace(ours, keep=keep), [HAD.month])

    left = (ours.folder / HOMES).glob("*") if keep else [ours.folder / HOMES]
    assert ["patient-1"] * keep == [path.name for path in left if path.exists()]


def test_progress_is_told_before_each_month(ours: Run) -> None:
    add_result(ours.folder, HAD)
    told: list[tuple[str, int, int]] = []
    run(ours, [HAD.month], lambda *step: told.append(step))

    assert [("patient-1", 0, 1)] == told
