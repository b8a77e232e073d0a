from pathlib import Path

import pytest

from cli.command import rasid

NAME = "evil-login.example"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a home in which one website was seen and assessed."""
    home = tmp_path / "case"
    rasid("init", home=home)
    for state in ("seen", "assessed"):
        told = rasid(
            *("websites", "state", NAME, state, "--why", "report 7", "--by", "Ada"), home=home
        )
        assert (0, f"{NAME} is {state}: report 7\n") == (told.code, told.out)
    return home


def test_steps_are_told_with_who_and_why(home: Path) -> None:
    told = rasid("websites", "state", NAME, "--undo", "--why", "too soon", "--by", "Bo", home=home)
    rows = rasid("websites", "state", NAME, "--json", home=home).document

    assert f"{NAME} is seen again: too soon\n" == told.out
    assert [
        ("seen", "Ada", None, False),
        ("assessed", "Ada", None, True),
        ("seen", "Bo", 2, False),
    ] == [(row["state"], row["made_by"], row["undoes"], row["undone"]) for row in rows]
    assert "back to seen" in rasid("websites", "state", NAME, home=home).out


def test_all_that_have_a_state_are_listed(home: Path) -> None:
    rasid("websites", "state", "hxxp://münchen-login[.]example", "seen", "--why", "x", home=home)
    rows = rasid("websites", "state", "--json", home=home).document

    assert [(NAME, "assessed"), ("münchen-login.example", "seen")] == [
        (row["shown"], row["state"]) for row in rows
    ]


def test_a_step_is_one_document(home: Path) -> None:
    asked = ("websites", "state", NAME, "requested", "--why", "x", "--json")

    assert "requested" == rasid(*asked, home=home).document["state"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((NAME, "sinkholed", "--why", "x"), f"{NAME} is assessed, so that sinkholed may not"),
        ((NAME, "requested"), "--why is missing;"),
        ((NAME, "requested", "--why", ""), "--why is empty;"),
        ((NAME, "taken", "--why", "x"), "STATE got 'taken', expected one of seen, assessed,"),
        (("www.evil-login.example", "seen", "--why", "x"), "DOMAIN got 'www.evil-login.example'"),
        ((NAME, "--why", "x"), "--why and --by go with a STATE or --undo."),
        ((NAME, "seen", "--undo", "--why", "x"), "--undo takes the last step of one DOMAIN back"),
        (("--undo", "--why", "x"), "--undo takes the last step of one DOMAIN back"),
        (("other.example", "--undo", "--why", "x"), "other.example has no state to take back."),
    ],
)
def test_mistake_is_one_sentence(home: Path, arguments: tuple[str, ...], sentence: str) -> None:
    assert rasid("websites", "state", *arguments, home=home).sentence.startswith(sentence)


def test_nothing_recorded_is_said(tmp_path: Path) -> None:
    rasid("init", home=tmp_path)

    assert rasid("websites", "state", home=tmp_path).out.startswith("No state of a website")
    assert [] == rasid("websites", "state", "--json", home=tmp_path).document
