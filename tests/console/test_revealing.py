"""Names: one with a reason, many with a second person, each look written down."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from console.browser import Served, served
from console.homes import home_of, whole_month
from rasid.accounts import MOST_ALONE, Role, read_audit, read_reveals
from rasid.accounts.reveals import LONE, OPEN, WAITS

PERSON = "/people/p1"
ASK = "/campaigns/C-1/reveal"
NAMES = ("Name of p1", "p1@mail.example")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Return a console whose clock only goes on, and where each test has people of its own."""
    root: Path = tmp_path_factory.mktemp("revealing") / "home"
    with served(home_of(whole_month(), root)) as opened:
        yield opened


def deeds(desk: Served) -> list[tuple[str, str, str]]:
    return [(one.who, one.what, one.about) for one in read_audit(desk.desk.store)][1:]


def test_one_name_is_open_for_a_while_in_one_session(desk: Served) -> None:
    ada, bo = desk.browser(Role.ANALYST, "Ada"), desk.browser(Role.ANALYST, "Bo")
    told = ada.send(PERSON, f"{PERSON}/reveal", why="they called")
    assert (303, PERSON) == (told.status, told.headers["location"])
    assert [True] * 2 == [name in ada.get(PERSON).text for name in NAMES]
    others = [bo.get(PERSON), ada.get("/people/p2"), ada.get("/people"), ada.get("/campaigns/C-1")]
    assert [] == [name for one in others for name in NAMES if name in one.text]
    assert ("Ada", "revealed", "p1") in deeds(desk)
    desk.clock[0] += LONE + timedelta(seconds=1)

    assert NAMES[0] not in ada.get(PERSON).text


def test_nobody_reveals_many_alone(desk: Served) -> None:
    """Not from another session either; another day one may again."""
    for number in range(MOST_ALONE):
        browser = desk.browser(Role.ANALYST, "Eve")
        told = browser.send(PERSON, f"{PERSON}/reveal", why=f"call {number}")
        assert 303 == told.status
        desk.clock[0] += LONE + timedelta(seconds=1)
    browser = desk.browser(Role.ANALYST, "Eve")
    refused = browser.send(PERSON, f"{PERSON}/reveal", why="once more")
    assert (400, True) == (refused.status, "somebody else must agree" in refused.text)
    assert NAMES[0] not in browser.get(PERSON).text
    desk.clock[0] += timedelta(days=1)

    browser = desk.browser(Role.ANALYST, "Eve")
    assert 303 == browser.send(PERSON, f"{PERSON}/reveal", why="a new day").status


def test_many_names_need_a_second_person(desk: Served) -> None:
    """Whoever asked sees them, for an hour, and nobody else; each look is written down."""
    ada, bo, cy = (
        desk.browser(role, name)
        for role, name in ((Role.APPROVER, "Fay"), (Role.APPROVER, "Gil"), (Role.ADMIN, "Cy"))
    )
    page = ada.send("/campaigns/C-1", ASK, why="a court asks").headers["location"]
    assert NAMES[0] not in ada.get(page).text
    session = desk.gate.sessions()
    token = next(one for one in session if one.person.name == "Fay").form(f"{page}/verdict")
    own = ada.post(f"{page}/verdict", {"form": token, "verdict": "approve"})
    assert (400, True) == (own.status, "it is your own" in own.text)
    assert 303 == bo.send(page, f"{page}/verdict", verdict="approve").status

    assert [True, False, False] == [NAMES[0] in one.get(page).text for one in (ada, bo, cy)]
    assert [("Fay", "names opened"), ("Gil", "reveal approved"), ("Fay", "reveal asked")] == [
        told[:2] for told in deeds(desk)[:-4:-1]
    ]
    desk.clock[0] += OPEN + timedelta(seconds=1)
    assert NAMES[0] not in desk.browser(Role.APPROVER, "Fay").get(page).text


@pytest.mark.parametrize("end", ["refused", "late"])
def test_a_request_that_was_not_agreed_to_opens_nothing(desk: Served, end: str) -> None:
    ada, bo = desk.browser(Role.ANALYST, f"Hal {end}"), desk.browser(Role.APPROVER, f"Ida {end}")
    page = ada.send("/campaigns/C-1", ASK, why="a court asks").headers["location"]
    action = f"{page}/verdict"
    forms = [bo.form(page, action) for _ in range(2)]
    if end == "late":
        desk.clock[0] += WAITS + timedelta(seconds=1)
        bo = desk.browser(Role.APPROVER, f"Ida {end}")
        (session,) = [one for one in desk.gate.sessions() if one.person.name == f"Ida {end}"]
        forms = [session.form(action) for _ in range(2)]
    else:
        assert 303 == bo.post(action, {"form": forms[0], "verdict": "refuse"}).status
    told = bo.post(action, {"form": forms[1], "verdict": "approve"})

    assert (400, True) == (told.status, "does not wait any more" in told.text)
    assert NAMES[0] not in desk.browser(Role.ANALYST, f"Hal {end}").get(page).text
    assert {"refused": "refused", "late": "lapsed"}[end] == read_reveals(desk.desk.store)[0].state(
        desk.clock[0]
    )
