from pathlib import Path

import pytest

from cli.command import rasid
from rasid import detections as rules
from sources.own_mappings import CASES, MAPPING

HEADER = ["file", "line", "level", "key", "came", "expected"]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    assert 0 == rasid("init", home=tmp_path / "case").code
    return tmp_path / "case"


def test_sound_home_is_told_in_one_line(home: Path) -> None:
    """The example of a new home, saved under a name, is sound, and so is all that is packaged."""
    for example in home.glob("mappings/*.txt"):
        example.rename(example.with_suffix(""))

    told = rasid("check", home=home)

    assert (0, "") == (told.code, told.err)
    assert f"Checked {home} and what is packaged: nothing is wrong.\n" == told.out


def test_what_is_wrong_is_told_by_file_and_line(home: Path) -> None:
    (home / "rasid.toml").write_text("\nthreads = -1\n")
    mapping = home / "mappings" / "ours.toml"
    mapping.write_text(MAPPING.replace("'signin'", "'entry'"))

    told = rasid("check", home=home)
    listed = rasid("check", "--json", home=home)

    *lines, summary = told.out.splitlines()
    assert (1, 1) == (told.code, listed.code)
    assert f"Checked {home} and what is packaged: 2 errors, 1 warning." == summary
    assert [
        f"warning: {mapping}: the mapping has no cases; expected ours.cases.toml beside it.",
        f"{mapping}:20: [event] action: the constant 'entry'; expected one of",
        f"{home / 'rasid.toml'}:2: threads: got -1; expected it to be greater than or equal to 0.",
    ] == [line[: len(line) if "one of" not in line else line.index("one of") + 6] for line in lines]
    assert [HEADER] * 3 == [list(finding) for finding in listed.document]
    assert [None, 20, 2] == [finding["line"] for finding in listed.document]


def test_a_rule_without_cases_is_tried(home: Path) -> None:
    """A column that there is none of is told before the rule ever runs on logs."""
    packaged = Path(rules.__file__).parent / "rules" / "support_access.sql"
    path = home / "rules" / "ours.sql"
    path.parent.mkdir(exist_ok=True)
    path.write_text(packaged.read_text().replace("lower(detail)", "lower(details)"))
    (home / "rasid.toml").write_text('rules = ["rules"]\n')

    told = rasid("check", home=home)

    assert 1 == told.code
    assert f"{path}:13: " in told.out
    assert '"details" not found' in told.out


def test_nothing_wrong_is_an_empty_list(home: Path) -> None:
    (home / "mappings" / "ours.toml").write_text(MAPPING)
    (home / "mappings" / "ours.cases.toml").write_text(CASES)

    told = rasid("check", "--json", home=home)

    assert (0, []) == (told.code, told.document)


def test_check_needs_a_home(tmp_path: Path) -> None:
    assert "there is no rasid home at" in rasid("check", home=tmp_path / "none").sentence


def test_import_with_a_mapping_that_is_not_sound(home: Path, tmp_path: Path) -> None:
    mapping = home / "mappings" / "ours.toml"
    mapping.write_text(MAPPING.replace("moment(", "momnet("))
    log = tmp_path / "log.ndjson"
    log.write_text('{"when": "2026-01-01T00:00:00Z", "user": {"name": "ada"}}\n')

    told = rasid("import", "logs", log, home=home)

    assert told.sentence.startswith(f"{mapping}:18: [event] time: there is no macro or function")
    assert told.sentence.endswith("; `rasid check` tells all that is wrong.")
