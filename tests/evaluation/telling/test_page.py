from dataclasses import replace
from pathlib import Path

import pytest

from evaluation.made import MISSED, PERFECT, result
from rasid.errors import UsageError
from rasid.evaluation.months import Ways
from rasid.evaluation.results import Result
from rasid.evaluation.telling.page import command, write_page

RESULTS = [result("patient", 1), result("patient", 2, MISSED), result("two-groups", 1)]


def page(folder: Path, results: list[Result]) -> str:
    write_page(folder / "docs" / "evaluation.md", results)
    return (folder / "docs" / "evaluation.md").read_text("utf-8")


def test_page_says_how_it_is_made_and_what_fell_short(tmp_path: Path) -> None:
    text = page(tmp_path, RESULTS)

    assert "seeds 1, 2 of each kind, `--scale 0.2`" in text
    assert "Measured 1 January 2030, rasid 0.1.0 (program)" in text
    assert "| patient | patient-2 | event recall 100.0 %" in text
    assert "| two-groups | two-groups-1" not in text


def test_each_chart_that_is_shown_is_there(tmp_path: Path) -> None:
    text = page(tmp_path, RESULTS)

    assert {"events.svg", "reliability.svg", "peers.svg"} == {
        file.name for file in (tmp_path / "docs" / "evaluation").iterdir()
    }
    assert all(f"(evaluation/{name}.svg)" in text for name in ("events", "reliability", "peers"))


def test_what_was_not_run_is_not_told(tmp_path: Path) -> None:
    text = page(tmp_path, [replace(one, baselines={}) for one in RESULTS])

    assert "What peers do" not in text
    assert "What it rests on" not in text
    assert "calibration.md" not in text


def test_variants_stand_side_by_side(tmp_path: Path) -> None:
    both = replace(RESULTS[0], measured={"full": PERFECT, "roster": MISSED})
    text = page(tmp_path, [both])

    assert "| everything | 1.000 | 1.000 |" in text
    assert "| without roster |  | 0.000 |" in text


def test_tables_have_as_many_cells_in_each_row(tmp_path: Path) -> None:
    cells: list[int] = []
    for line in page(tmp_path, RESULTS).splitlines():
        if line.startswith("|"):
            cells.append(line.count("|"))
            assert {cells[0]} == set(cells)
        else:
            cells.clear()


def test_command_names_what_is_not_usual() -> None:
    ways = Ways(ablate=("roster",), baselines=True)
    months = [replace(one.month, form="okta", faults=("losses",)) for one in RESULTS]
    results = [
        replace(one, month=month, ways=ways) for one, month in zip(RESULTS, months, strict=True)
    ]

    assert (
        "rasid evaluate --kinds patient,two-groups --seeds 1,2 --scale 0.2 --form okta "
        "--faults losses --ablate roster --baselines --page docs/evaluation.md"
    ) == command(results, "docs/evaluation.md")


def test_page_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "docs").touch()

    with pytest.raises(UsageError, match="cannot write to"):
        page(tmp_path, RESULTS)
