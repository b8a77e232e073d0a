from pathlib import Path

import pytest

from rasid.errors import InputError, UsageError
from rasid.settings import Home, Settings, find_home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "case")
    made.create()
    return made


def test_new_home_has_the_defaults(home: Home) -> None:
    """The commented file that `create` writes decides nothing."""
    assert Settings() == home.settings()


def test_commented_lines_are_settings(home: Home) -> None:
    """Each default that the file shows can be uncommented as it stands."""
    shown = home.settings_file.read_text(encoding="utf-8")
    home.settings_file.write_text(
        "\n".join(
            line.removeprefix("# ")
            for line in shown.splitlines()
            if " = " in line or line.startswith("# [")
        ),
        encoding="utf-8",
    )

    assert Settings() == home.settings()
    assert set(Settings.model_fields) == home.settings().model_fields_set


def test_create_keeps_what_is_there(home: Home) -> None:
    """A second `init` does not undo a decision."""
    home.settings_file.write_text("threads = 3\n", encoding="utf-8")

    home.create()

    assert 3 == home.settings().threads


def test_example_mapping_is_not_brought_back(home: Home) -> None:
    """A new home shows a mapping to copy; who throws it away is rid of it."""
    for example in home.mappings.glob("*.txt"):
        example.unlink()

    home.create()

    assert [home.codes] == list(home.mappings.iterdir())


def test_home_is_private(home: Home) -> None:
    """Nobody else on the machine reads a case."""
    assert 0 == home.root.stat().st_mode & 0o077


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "threats = 3",
            r"rasid.toml:1: threats: the key is not known; expected 'threads', perhaps",
        ),
        (
            '[smtp]\npasword = "x"',
            r"rasid.toml:2: smtp.pasword: the key is not known; expected 'password_",
        ),
        ("\nthreads = -1", r"rasid.toml:2: threads: got -1; expected it to be greater"),
        ("\n\nthreads = ", r"rasid.toml:3: not TOML"),
    ],
)
def test_wrong_setting_is_named(home: Home, text: str, sentence: str) -> None:
    """An unknown key, a wrong value and a torn file are told with the file and the key."""
    home.settings_file.write_text(text, encoding="utf-8")

    with pytest.raises(InputError, match=sentence):
        home.settings()


def test_home_that_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    """A verb that needs a case says how to make one."""
    with pytest.raises(UsageError, match=r"no rasid home at .*; `rasid init`"):
        Home(tmp_path / "nowhere").require()


def test_home_that_cannot_be_made_is_wrong_use(tmp_path: Path) -> None:
    """A file in the way is named."""
    (tmp_path / "file").touch()

    with pytest.raises(UsageError, match=r"cannot make the home .*file/case: Not a directory"):
        Home(tmp_path / "file" / "case").create()


def test_home_is_found_by_option_then_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """`--home` beats RASID_HOME, which beats the working folder."""
    monkeypatch.delenv("RASID_HOME", raising=False)
    assert Path("rasid-home") == find_home(None).root

    monkeypatch.setenv("RASID_HOME", "elsewhere")
    assert Path("elsewhere") == find_home(None).root
    assert tmp_path == find_home(tmp_path).root
