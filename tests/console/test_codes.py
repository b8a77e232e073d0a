"""A help line types a code and learns what the command line would tell, but for names."""

from collections.abc import Iterator

import pytest

from console.browser import Served, served
from console.homes import home_of, whole_month
from console.told import code_of, tell_all
from rasid.console.speech import speech_in
from rasid.failures import AT_ONCE
from rasid.notices import Plan
from rasid.settings import Home

SAY = speech_in("en").say
FORGED = "0000-0000-0000"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, Home, Plan]]:
    home = home_of(whole_month(), tmp_path_factory.mktemp("codes") / "home")
    plan = tell_all(home)
    with served(home) as opened:
        yield opened, home, plan


@pytest.mark.parametrize(
    ("number", "verdict"), [(0, "genuine"), (1, "unsent"), (2, "unsent")], ids=str
)
def test_a_code_is_genuine_if_its_notice_left(
    told: tuple[Served, Home, Plan], number: int, verdict: str
) -> None:
    console, home, plan = told
    text = console.browser().fill("/codes", code=code_of(home, plan, number).lower()).text

    assert str(SAY(f"codes.{verdict}_what")) in text
    assert f">p{number}<" in text
    assert "party.example" not in text


@pytest.mark.parametrize(
    ("code", "verdict"), [(FORGED, "forged"), ("0000-0000-0001", "misread"), ("<b>", "misread")]
)
def test_other_codes_are_forged_or_misread(
    told: tuple[Served, Home, Plan], code: str, verdict: str
) -> None:
    text = told[0].browser().fill("/codes", code=code).text

    assert str(SAY(f"codes.{verdict}_what")) in text
    assert "<b>" not in text.replace("<b>rasid</b>", "")


def test_whoever_guesses_must_wait_and_nobody_else(told: tuple[Served, Home, Plan]) -> None:
    console, home, plan = told
    guesser, other = console.browser(), console.browser()
    answers = [guesser.fill("/codes", code=FORGED).status for _ in range(AT_ONCE + 1)]

    assert [200] * AT_ONCE + [429] == answers
    assert 200 == other.fill("/codes", code=code_of(home, plan, 0)).status


def test_a_code_is_taken_from_our_own_form_alone(told: tuple[Served, Home, Plan]) -> None:
    """Neither from another site, nor without a session, nor from an address that logs keep."""
    console, home, plan = told
    browser, code = console.browser(), code_of(home, plan, 0)
    genuine = str(SAY("codes.genuine_what"))
    cross = {"Origin": "https://other.example", "Sec_Fetch_Site": "cross-site"}

    assert 403 == browser.ask("POST", "/codes", cross, f"code={code}").status
    assert 401 == console.stranger().post("/codes", {"form": "x.y"}).status
    assert genuine not in browser.get(f"/codes?code={code}").text
