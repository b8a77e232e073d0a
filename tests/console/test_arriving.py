"""Coming in with an account: the invitation, the authenticator, the sign-in, and the way out."""

import html
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from console.browser import Browser, Served, served
from console.homes import home_of, whole_month
from console.test_pages import Checked
from rasid.accounts import (
    Role,
    code_at,
    find_account,
    give_role,
    invite,
    join,
    new_secret,
    passwords,
    read_audit,
    remove,
    reset,
)
from rasid.console.gate import IDLE, LONGEST
from rasid.failures import AT_ONCE
from rasid.languages import LANGUAGES
from serving.running import Told

GOOD = "tulip vase nine moon"
SESSION, DEVICE = "__Host-rasid-console", "__Host-rasid-device"


class Ada:
    """An account of the console with a name of its own, and its authenticator."""

    made = 0

    def __init__(self, desk: Served) -> None:
        Ada.made += 1
        self.name = f"Ada {Ada.made}"
        self.desk, self.secret = desk, new_secret()
        store, now = desk.desk.store, desk.clock[0]
        token = invite(store, self.name, Role.ANALYST, by="root", now=now)
        self.codes = join(store, self.name, token, GOOD, self.secret, 0, now)

    def code(self) -> str:
        """Return a code that was not used yet."""
        self.desk.clock[0] += timedelta(seconds=30)
        return code_at(self.secret, self.desk.clock[0])

    def sign_in(self, browser: Browser, **changed: str) -> Told:
        """Send the form of the locked page."""
        told = {"name": self.name, "password": GOOD, "code": self.code()}
        return browser.post("/sign-in", told | changed)

    def inside(self) -> Browser:
        """Return a browser that signed in."""
        browser = self.desk.beyond()
        assert 303 == self.sign_in(browser).status
        return browser


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Return a console as it is served beyond this machine, where a proof costs next to nothing."""
    root: Path = tmp_path_factory.mktemp("arriving") / "home"
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (("PASSES", 1), ("LANES", 1), ("KIB", 8)):
            patch.setattr(passwords, name, value)
        with served(home_of(whole_month(), root), beyond=True) as opened:
            yield opened


@pytest.fixture
def ada(desk: Served) -> Ada:
    """Return an account of this test's own."""
    return Ada(desk)


def test_an_account_comes_in(desk: Served, ada: Ada) -> None:
    """With cookies that only this server gets, and to where it wanted to go."""
    browser = desk.beyond()
    page = browser.get("/campaigns/C-1?lang=fa")
    assert (401, True) == (page.status, 'value="/campaigns/C-1?lang=fa"' in page.text)
    told = ada.sign_in(browser, to="/campaigns/C-1?lang=fa")
    last = read_audit(desk.desk.store)[-1]

    assert (303, "/campaigns/C-1?lang=fa") == (told.status, told.headers["location"])
    assert {SESSION, DEVICE} <= browser.cookies.keys()
    cookie = told.headers["set-cookie"]
    assert ["HttpOnly", "SameSite=strict", "Path=/", "Secure", "Max-Age="] == [
        part
        for part in ("HttpOnly", "SameSite=strict", "Path=/", "Secure", "Max-Age=")
        if part in cookie
    ]
    assert "Domain" not in cookie
    assert "no-store" == told.headers["cache-control"]
    assert "max-age=31536000; includeSubDomains" == told.headers["strict-transport-security"]
    assert ("signed in", ada.name, "127.0.0.1") == (last.what, last.who, last.place)
    assert 200 == browser.get("/campaigns/C-1").status


@pytest.mark.parametrize(
    "to",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "/\r\nSet-Cookie: a=b",
        "javascript:alert(1)",
        "/enter?token=x",
        "",
    ],
)
def test_it_leads_nowhere_else(desk: Served, ada: Ada, to: str) -> None:
    told = ada.sign_in(desk.beyond(), to=to)

    assert (303, "/") == (told.status, told.headers["location"])
    assert "a=b" not in told.headers["set-cookie"]


def test_what_is_wrong_is_not_told(desk: Served, ada: Ada) -> None:
    """Neither by the text nor by its length; every try is written down."""
    wrongs = ({"name": "Nobody"}, {"password": "x"}, {"code": "000000"}, {"code": ""})
    told = [ada.sign_in(desk.beyond(), **wrong) for wrong in wrongs]

    assert [401] * 4 == [one.status for one in told]
    assert 1 == len({one.text for one in told})
    assert "Name, password or code is wrong." in told[0].text
    assert [] == [one for one in told if "set-cookie" in one.headers]
    assert {"sign-in refused"} == {one.what for one in read_audit(desk.desk.store)[-2:]}


def test_a_session_that_somebody_else_chose_is_not_taken_over(desk: Served, ada: Ada) -> None:
    """And the one that the browser had is over."""
    browser = ada.inside()
    before = dict(browser.cookies)
    chosen = desk.beyond()
    chosen.cookies[SESSION] = "chosen"
    ada.sign_in(browser)
    ada.sign_in(chosen)

    assert browser.cookies[SESSION] != before[SESSION]
    assert "chosen" != chosen.cookies[SESSION]
    assert [401, 401] == [
        Browser(desk.url, cookies).get("/").status for cookies in (before, {SESSION: "chosen"})
    ]


@pytest.mark.parametrize(
    ("end", "status"),
    [
        ("role", 401),
        ("reset", 401),
        ("remove", 401),
        ("idle", 401),
        ("long", 401),
        ("leave", 401),
        ("nothing", 200),
    ],
)
def test_sessions_end(desk: Served, ada: Ada, end: str, status: int) -> None:
    """At once when the account is changed, wherever that is done."""
    browser, store = ada.inside(), desk.desk.store
    match end:
        case "role":
            give_role(store, ada.name, Role.VIEWER)
        case "reset":
            reset(store, ada.name, now=desk.clock[0])
        case "remove":
            remove(store, ada.name)
        case "idle":
            desk.clock[0] += IDLE + timedelta(seconds=1)
        case "long":
            for _ in range(LONGEST // IDLE + 1):
                browser.get("/account")
                desk.clock[0] += IDLE
        case "leave":
            kept = dict(browser.cookies)
            assert 200 == browser.post("/leave").status
            browser = Browser(desk.url, kept)

    assert status == browser.get("/account").status


def test_one_ends_ones_own_sessions_and_an_admin_everybodys(desk: Served, ada: Ada) -> None:
    """But nobody another's: its number opens nothing."""
    mine, lost, bo = ada.inside(), ada.inside(), Ada(desk)
    others = bo.inside()
    numbers = {one.person.name: one.number for one in desk.gate.sessions()}
    (session,) = [one for one in desk.gate.sessions() if one.person.name == bo.name]
    page = mine.get("/account").text
    ends = re.findall(r'action="(/account/sessions/\w+/end)".*?value="([^"]+)"', page)
    assert 2 == len(ends)
    action, form = next(one for one in ends if numbers[ada.name] in one[0])
    theirs = f"/account/sessions/{session.number}/end"
    stolen = mine.post(theirs, {"form": form})
    own = {one.number: one for one in desk.gate.sessions() if one.person.name == ada.name}
    asked = mine.post(theirs, {"form": next(iter(own.values())).form(theirs)})
    assert (403, True) == (stolen.status, asked.status in (403, 404))
    assert 200 == others.get("/account").status
    assert 303 == mine.post(action, {"form": form}).status
    assert [200, 401] == sorted(one.get("/account").status for one in (mine, lost))

    give_role(desk.desk.store, ada.name, Role.ADMIN)
    admin = ada.inside()
    assert 303 == admin.send("/accounts", f"/accounts/sessions/{session.number}/end").status
    assert 401 == others.get("/account").status


def test_a_password_is_changed(desk: Served, ada: Ada) -> None:
    """By whoever knows the one before; all other sessions end, this one stays."""
    browser, other = ada.inside(), ada.inside()
    new = {"new": "nine other moons fly", "again": "nine other moons fly"}
    wrongs = (
        {"old": "x", "code": ada.code(), **new},
        {"old": GOOD, "code": "000000", **new},
        {"old": GOOD, "code": ada.code(), "new": "short", "again": "short"},
        {"old": GOOD, "code": ada.code(), "new": new["new"], "again": "other"},
    )
    for wrong in wrongs:
        assert 400 == browser.send("/account", "/account/password", **wrong).status
    told = browser.send("/account", "/account/password", old=GOOD, code=ada.code(), **new)

    assert (303, "/account") == (told.status, told.headers["location"])
    assert [200, 401] == [one.get("/account").status for one in (browser, other)]
    assert 401 == ada.sign_in(desk.beyond()).status
    assert 303 == ada.sign_in(desk.beyond(), password=new["new"]).status


def test_too_many_tries_must_wait_and_a_known_browser_need_not(desk: Served, ada: Ada) -> None:
    known = ada.inside()
    stranger = desk.beyond()
    statuses = [ada.sign_in(stranger, code="000000").status for _ in range(AT_ONCE)]
    later = ada.sign_in(stranger)

    assert [401] * AT_ONCE == statuses
    assert (429, True) == (later.status, 0 < int(later.headers["retry-after"]) < 60)
    assert 303 == ada.sign_in(known).status


@pytest.mark.parametrize("code", LANGUAGES)
def test_an_invitation_is_taken(desk: Served, code: str) -> None:
    """In three steps, whose pages are whole; then the person signs in, with a recovery code too."""
    name = f"Bo {code}"
    token = invite(desk.desk.store, name, Role.VIEWER, by="root", now=desk.clock[0])
    browser = desk.beyond()
    pages = [browser.get(f"/join?lang={code}").text]
    told = {"name": name, "invitation": token, "password": GOOD, "again": GOOD}
    page = browser.post("/join", told)
    (secret,) = re.findall(r'class="secret">([A-Z2-7]+)<', page.text)
    (joining,) = re.findall(r'name="joining" value="([^"]+)"', page.text)
    wrong = browser.post("/join/code", {"joining": joining, "code": "000000"})
    first = code_at(secret, desk.clock[0])
    done = browser.post("/join/code", {"joining": joining, "code": first})
    codes = re.findall(r"<code[^>]*>((?:\w{4}-){5}\w{4})</code>", done.text)
    pages += [page.text, wrong.text, done.text]

    assert [200, 400, 200, 10] == [page.status, wrong.status, done.status, len(codes)]
    assert [[]] * 4 == [Checked(text).faults for text in pages]
    assert [] == [text for text in pages if f'lang="{code}"' not in text]
    again = {"name": name, "password": GOOD, "code": first}
    assert 401 == browser.post("/sign-in", again).status, "the first code is used up"
    assert 303 == browser.post("/sign-in", again | {"code": codes[0].lower()}).status
    assert 400 == browser.post("/join", told).status, "so is the invitation"


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"invitation": "x"}, "invitation is not valid"),
        ({"name": "Nobody"}, "invitation is not valid"),
        ({"password": "short", "again": "short"}, "at least twelve"),
        ({"password": "password1234", "again": "password1234"}, "too easy to guess"),
        ({"again": "another"}, "two passwords differ"),
    ],
)
def test_an_invitation_wants_a_good_password(
    desk: Served, ada: Ada, changed: dict[str, str], told: str
) -> None:
    """Which is told on no page."""
    token = reset(desk.desk.store, ada.name, now=desk.clock[0])
    fields = {"name": ada.name, "invitation": token, "password": GOOD, "again": GOOD}
    page = desk.beyond().post("/join", fields | changed)

    assert (400, True) == (page.status, told in html.unescape(page.text))
    assert "password1234" not in page.text
    found = find_account(desk.desk.store, ada.name)
    assert found
    assert not found.has_joined


@pytest.mark.parametrize("path", ["/sign-in", "/join", "/join/code"])
def test_another_site_signs_nobody_in(desk: Served, ada: Ada, path: str) -> None:
    evil = {"Origin": "https://evil.example", "Sec_Fetch_Site": "cross-site"}
    fields = {"name": ada.name, "password": GOOD, "code": ada.code()}

    assert 403 == desk.beyond().post(path, fields, **evil).status


def test_beyond_this_machine_no_address_lets_in(desk: Served) -> None:
    browser = desk.beyond()

    assert 401 == browser.get(f"/enter?token={desk.gate.issue()}").status
    browser.post("/enter/again")
    assert [] == desk.told


def test_passwords_are_typed_unseen_and_may_be_filled_in(desk: Served) -> None:
    stranger, inside = desk.beyond(), Ada(desk).inside()
    pages = [stranger.get("/").text, stranger.get("/join").text, inside.get("/account").text]
    fields = [
        field
        for page in pages
        for field in re.findall(r"<input[^>]*>", page)
        if re.search(r'name="(password|again|new|old)"', field)
    ]

    assert [] == [one for one in fields if 'type="password"' not in one]
    assert [] == [one for one in fields if not re.search(r'autocomplete="(new|current)-pass', one)]
    assert 5 <= len(fields)


def test_the_language_is_kept_in_a_cookie_of_this_name_alone(desk: Served) -> None:
    browser = desk.beyond()
    browser.get("/?lang=ar")

    assert "ar" == browser.cookies["__Host-rasid-language"]
    assert 'lang="ar"' in browser.get("/").text
