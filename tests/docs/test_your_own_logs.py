"""The tutorial on one's own logs is done as it stands."""

import re
from importlib.resources import files
from pathlib import Path

import pytest

from cli.command import rasid

PAGE = (Path(__file__).parents[2] / "docs" / "your-own-logs.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
(LOG,) = [text for kind, text in BLOCKS if kind == "csv"]
MAPPING, CODES, CASES = [text for kind, text in BLOCKS if kind == "toml"]
COMMANDS = [text.strip() for kind, text in BLOCKS if kind == "sh"]


@pytest.fixture
def tutorial(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand where the tutorial is done, with its log and its home."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "webmail.csv").write_text(LOG)
    assert 0 == rasid(*COMMANDS[0].split()[1:]).code
    return tmp_path


def test_example_of_a_home_is_the_one_on_the_page(tutorial: Path) -> None:
    folder = files("rasid") / "examples"

    assert MAPPING == (folder / "example.toml").read_text(encoding="utf-8")
    assert CASES == (folder / "example.cases.toml").read_text(encoding="utf-8")
    assert MAPPING == (tutorial / "case/mappings/example.toml.txt").read_text(encoding="utf-8")


def test_tutorial_leads_to_an_import(tutorial: Path) -> None:
    mappings = tutorial / "case" / "mappings"
    _, check, load = [command.split()[1:] for command in COMMANDS]

    before = rasid(*load)
    (mappings / "webmail.toml").write_text(MAPPING)
    (mappings / "webmail.cases.toml").write_text(CASES)
    (mappings / "codes" / "errors.toml").write_text(CODES)
    checked = rasid(*check)
    after = rasid(*load)

    assert "no known log format" in before.sentence
    assert (0, f"{_shown('Checked')}\n") == (checked.code, checked.out)
    assert 0 == after.code
    assert "webmail" in after.out


def test_mistake_is_told_as_the_page_says(tutorial: Path) -> None:
    path = tutorial / "case" / "mappings" / "webmail.toml"
    path.write_text(MAPPING.replace("'signin'", "'sign-in'"))

    told = rasid(*COMMANDS[1].split()[1:])

    assert 1 == told.code
    assert _shown("case/mappings/webmail.toml") in told.out.splitlines()


def _shown(start: str) -> str:
    """Return the line of output on the page that begins so."""
    (line,) = re.findall(rf"^    ({re.escape(start)}.*)$", PAGE, re.MULTILINE)
    return str(line)
