"""Forms that change something: what they do, once, and what nobody can make a browser send."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from console.browser import Browser, Served, served
from console.homes import home_of, whole_month
from console.test_pages import BAD, Checked
from rasid.accounts import Role, read_audit
from rasid.campaigns import Decision, in_force, read_decisions
from rasid.ledger import open_ledger
from serving.running import Told, say

PAGE = "/campaigns/C-1"
DECIDE = f"{PAGE}/decide"
CONFIRM = {"kind": "confirm", "why": "the same hours"}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Return a console whose home tests may change."""
    root: Path = tmp_path_factory.mktemp("acting") / "home"
    with served(home_of(whole_month(), root)) as opened:
        yield opened


@pytest.fixture
def ada(desk: Served) -> Browser:
    """Return the browser of an analyst."""
    return desk.browser(Role.ANALYST, "Ada")


def decisions(desk: Served) -> list[Decision]:
    with open_ledger(desk.desk.home) as ledger:
        return read_decisions(ledger)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"kind": "confirm"}, "C-1 is a campaign"),
        ({"kind": "innocent", "source": "address", "value": "192.0.2.7"}, "address 192.0.2.7 is"),
        ({"kind": "innocent", "source": "network", "value": "as64500"}, "network AS64500 is"),
        ({"kind": "innocent", "source": "session", "value": "s0"}, "session s0 is innocent"),
        ({"kind": "split", "sessions": "s0, s1"}, "session s0, session s1 of C-1 are"),
        ({"kind": "split", "accounts": "p1/2"}, "account p1@mail.example of C-1 are"),
        ({"kind": "challenge", "family": "hours"}, "hours for any actor in C-1 counts"),
        (
            {"kind": "challenge", "family": "hours", "actor": "Sable Heron"},
            "hours for Sable Heron in C-1 counts",
        ),
    ],
)
def test_a_decision_is_that_of_the_command(
    desk: Served, ada: Browser, fields: dict[str, str], told: str
) -> None:
    answer = ada.send(PAGE, DECIDE, why="  they \n work there", **fields)
    made = decisions(desk)[-1]
    last = read_audit(desk.desk.store)[-1]
    text = ada.get(PAGE).text

    assert (303, f"{PAGE}#decisions") == (answer.status, answer.headers["location"])
    assert told in made.describe()
    assert ("Ada", "they work there", fields["kind"]) == (made.made_by, made.why, made.kind)
    assert ("decided", "Ada", "analyst", f"decision {made.number}, C-1: {made.kind}") == (
        (last.what, last.who, last.role, last.about)
    )
    assert f"/decisions/{made.number}" in text
    assert "p1@mail.example" not in text


@pytest.mark.slow
def test_two_campaigns_are_merged(tmp_path: Path) -> None:
    month = whole_month()
    month["campaigns"].append({**month["campaigns"][0], "campaign_id": "C-2"})
    with served(home_of(month, tmp_path / "home")) as desk:
        browser = desk.browser(Role.ANALYST, "Ada")
        (session,) = desk.gate.sessions()
        fields = {"kind": "merge", "other": "C-2", "why": "the same hours"}
        told = browser.post(DECIDE, {"form": session.form(DECIDE), **fields})

        assert (303, f"{PAGE}#decisions") == (told.status, told.headers["location"])
        assert "C-2 is part of C-1" == decisions(desk)[-1].describe()


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"kind": "confirm", "why": " "}, "A reason is needed"),
        ({"kind": "confirm", "why": "x" * 2001}, "reason is too long"),
        ({"kind": "merge", "other": "C-1"}, "cannot be merged with itself"),
        ({"kind": "merge", "other": "C-9"}, "there is no campaign"),
        ({"kind": "split"}, "Say which sessions or accounts"),
        ({"kind": "split", "sessions": "s99"}, "there is no session"),
        ({"kind": "split", "accounts": "p1@mail.example"}, "no account under one of these"),
        ({"kind": "innocent", "source": "address", "value": "x"}, "expected an address"),
        ({"kind": "innocent", "source": "about", "value": "x"}, "Say which source"),
        ({"kind": "challenge", "family": "love"}, "Say which evidence"),
        ({"kind": "challenge", "family": "hours", "actor": "Nobody"}, "Nobody"),
        ({"kind": "undo"}, "There is no such page"),
    ],
)
def test_what_cannot_be_decided_is_told(
    desk: Served, ada: Browser, fields: dict[str, str], told: str
) -> None:
    """And does nothing; the same form can then be sent again."""
    before = decisions(desk)
    form = ada.form(PAGE, DECIDE)
    answer = ada.post(DECIDE, {"form": form, "why": "x", **fields})
    assert answer.status in (400, 404)
    assert told in answer.text
    assert before == decisions(desk)

    assert 303 == ada.post(DECIDE, {"form": form, **CONFIRM}).status


def test_a_form_that_is_sent_twice_decides_once(desk: Served, ada: Browser) -> None:
    """At the same time too, as by a double click."""
    before = len(decisions(desk))
    form = {"form": ada.form(PAGE, DECIDE), **CONFIRM}
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: ada.post(DECIDE, form), range(6)))

    assert [303] * 6 == [one.status for one in answers]
    assert f"{PAGE}#decisions" == ada.post(DECIDE, form).headers["location"]
    assert before + 1 == len(decisions(desk))


def test_an_undo_can_be_undone(desk: Served, ada: Browser) -> None:
    ada.send(PAGE, DECIDE, **CONFIRM)
    number = decisions(desk)[-1].number
    page = f"/decisions/{number}"
    told = ada.send(page, f"{page}/undo", why="a mistake")
    undo = decisions(desk)[-1]
    assert (303, page) == (told.status, told.headers["location"])
    assert number not in {one.number for one in in_force(decisions(desk))}
    assert "a mistake" in ada.get(page).text

    again = f"/decisions/{undo.number}"
    assert 303 == ada.send(again, f"{again}/undo", why="it was right").status

    assert number in {one.number for one in in_force(decisions(desk))}
    stale = ada.post(f"{again}/undo", {"form": "x.y", "why": "x"})
    assert 403 == stale.status


def other(desk: Served, page: str, action: str) -> str:
    return desk.browser(Role.ANALYST, "Bo").form(page, action)


@pytest.mark.parametrize(
    "attack",
    ["none", "other", "elsewhere", "made up", "cross", "no origin", "json", "twice", "many", "get"],
)
def test_no_other_site_decides(desk: Served, ada: Browser, attack: str) -> None:
    before = decisions(desk)
    own = {"form": ada.form(PAGE, DECIDE), **CONFIRM}
    form = own["form"]
    evil = {"Origin": "https://evil.example", "Sec_Fetch_Site": "cross-site"}
    plain = {"Content_Type": "application/x-www-form-urlencoded"}
    attacks = {
        "none": lambda: ada.post(DECIDE, CONFIRM),
        "other": lambda: ada.post(DECIDE, own | {"form": other(desk, PAGE, DECIDE)}),
        "elsewhere": lambda: ada.post(DECIDE, own | {"form": ada.form(PAGE, f"{PAGE}/reveal")}),
        "made up": lambda: ada.post(DECIDE, own | {"form": form[:-1] + "x"}),
        "cross": lambda: ada.post(DECIDE, own, **evil),
        "no origin": lambda: ada.ask("POST", DECIDE, plain, f"form={form}&kind=confirm&why=x"),
        "json": lambda: ada.post(DECIDE, own, Content_Type="application/json"),
        "twice": lambda: _raw(ada, f"form={form}&kind=confirm&why=x&kind=merge"),
        "many": lambda: _raw(ada, f"form={form}&kind=confirm&why=x" + "&a=b" * 30),
        "get": lambda: ada.get(f"{DECIDE}?form={form}&kind=confirm&why=x"),
    }

    assert attacks[attack]().status in (400, 403, 404)
    assert before == decisions(desk)


def _raw(browser: Browser, body: str) -> Told:
    own = {"Origin": browser.url.rstrip("/"), "Sec_Fetch_Site": "same-origin"}
    kind = {"Content_Type": "application/x-www-form-urlencoded"}
    return browser.ask("POST", DECIDE, own | kind, body)


def test_a_reason_is_text(desk: Served, ada: Browser) -> None:
    """Shown, and never obeyed, wherever it stands; so is a name."""
    bo = desk.browser(Role.ADMIN, "<b>Bo</b>")
    bo.send(PAGE, DECIDE, kind="confirm", why=BAD)
    number = decisions(desk)[-1].number
    pages = (PAGE, "/decisions", f"/decisions/{number}", "/audit", "/account", "/accounts")
    shown = [bo.get(page).text for page in pages]

    assert [[]] * len(pages) == [Checked(text).faults for text in shown]
    assert ["&lt;script&gt;alert(1)" in text for text in shown[:4]] == [True] * 4
    assert ["&lt;b&gt;Bo" in text for text in shown] == [True] * len(pages)
    assert "=1+1" not in ada.get("/decisions?csv=decisions").text


def test_what_names_a_person_in_a_reason_is_hidden(desk: Served, ada: Browser) -> None:
    ada.send(PAGE, DECIDE, kind="confirm", why="p1@mail.example wrote to us")
    pages = (PAGE, "/decisions", "/audit")
    admin = desk.browser()

    assert [] == [page for page in pages if "p1@mail.example" in admin.get(page).text]


@pytest.mark.parametrize("length", [64 * 1024 + 1, 10**12])
def test_a_body_too_long_is_refused(desk: Served, ada: Browser, length: int) -> None:
    cookies = "; ".join(f"{name}={value}" for name, value in ada.cookies.items())
    head = f"POST {DECIDE} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookies}\r\n"

    assert b" 413 " in say(desk.url, f"{head}Content-Length: {length}\r\n\r\nform=".encode())


@pytest.mark.parametrize("path", [DECIDE, "/sign-in", "/join"])
def test_a_body_that_dawdles_is_cut_off(
    desk: Served, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """And holds back nobody meanwhile."""
    monkeypatch.setattr("rasid.serving.watching.REQUEST_SECONDS", 0.3)
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\nform="
    told: list[bytes] = []
    slow = threading.Thread(target=lambda: told.append(say(desk.url, head.encode())))
    slow.start()
    assert 401 == desk.stranger().get("/").status
    slow.join(10)

    assert [b""] == told
