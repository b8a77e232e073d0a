from pathlib import Path

from evaluation.made import result
from rasid.evaluation.results import FILE, add_result, keep_results, program, read_results

RESULTS = [result("patient", 1), result("quiet", 2)]


def test_result_is_read_as_it_was_written(tmp_path: Path) -> None:
    for one in RESULTS:
        add_result(tmp_path, one)

    assert RESULTS == read_results(tmp_path)


def test_line_that_a_kill_cut_off_is_left_out(tmp_path: Path) -> None:
    for one in RESULTS:
        add_result(tmp_path, one)
    content = (tmp_path / FILE).read_bytes()
    (tmp_path / FILE).write_bytes(content[:-200])

    assert RESULTS[:1] == read_results(tmp_path)


def test_kept_results_are_all(tmp_path: Path) -> None:
    add_result(tmp_path, RESULTS[0])
    keep_results(tmp_path, RESULTS[1:])

    assert RESULTS[1:] == read_results(tmp_path)


def test_new_folder_has_none(tmp_path: Path) -> None:
    assert [] == read_results(tmp_path)


def test_program_is_known_by_what_changes_results() -> None:
    """The judgement counts, with its SQL; how results are told does not."""
    names = {name for name, _ in program()}

    assert {"campaigns/find.py", "campaigns/suspects.sql", "evaluation/judging.py"} <= names
    assert not any(name.startswith(("cli/", "evaluation/telling/")) for name in names)
