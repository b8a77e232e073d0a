"""Passkeys over HTTP: challenges of one browser, signing in, and what is changed with them."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from accounts.authenticator import Authenticator
from console.browser import Browser, Served, served
from console.homes import home_of, whole_month
from console.test_arriving import GOOD, SESSION, Ada
from console.test_pages import Checked
from rasid.accounts import passwords, read_audit, read_passkeys, site_of
from rasid.languages import LANGUAGES
from serving.running import Told

USE, SIGN_IN, ADD = "/passkeys/use", "/passkeys/sign-in", "/account/passkeys"
ALONE = "/account/authenticator/remove"


class Keyed(Ada):
    """An account that has a passkey on a device."""

    def __init__(self, desk: Served) -> None:
        super().__init__(desk)
        self.device = Authenticator(str(desk.desk.site and desk.desk.site.origin))
        self.browser = self.inside()
        assert 303 == self.add(self.browser).status

    def add(self, browser: Browser, **changed: str) -> Told:
        """Make a passkey and send it."""
        made = self.device.make(browser.post("/passkeys/make").text)
        told = {"name": "Blue key", "old": GOOD, "code": self.code(), "credential": made}
        return browser.send("/account", ADD, **(told | changed))

    def proof(self, browser: Browser) -> str:
        """Return what proves that the device is there."""
        self.device.counter += bool(self.device.counter)
        return self.device.use(browser.post(USE).text)

    def number(self) -> int:
        """Return the number of the passkey."""
        (kept,) = read_passkeys(self.desk.desk.store, self.name.casefold())
        return kept.number


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Return a console beyond this machine, with a name, where a proof costs next to nothing."""
    root: Path = tmp_path_factory.mktemp("passkeys") / "home"
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (("PASSES", 1), ("LANES", 1), ("KIB", 8)):
            patch.setattr(passwords, name, value)
        site = site_of("https://rasid.example")
        with served(home_of(whole_month(), root), beyond=True, site=site) as opened:
            yield opened


@pytest.fixture
def ada(desk: Served) -> Keyed:
    """Return an account of this test's own."""
    return Keyed(desk)


def last(desk: Served) -> tuple[str, str, str]:
    """Return what was written down last: what, of whom, about what or why."""
    entry = read_audit(desk.desk.store)[-1]
    return entry.what, entry.who, entry.about or entry.why


def test_a_passkey_lets_in_alone(desk: Served, ada: Keyed) -> None:
    """To where somebody wanted to go, with cookies as any sign-in; it is written down."""
    assert ("passkey added", ada.name, "Blue key") == last(desk)
    browser = desk.beyond()
    told = browser.post(SIGN_IN, {"proof": ada.proof(browser), "to": "/people"})

    assert (303, "/people") == (told.status, told.headers["location"])
    assert ("signed in", ada.name, "by the passkey Blue key alone") == last(desk)
    assert 200 == browser.get("/people").status
    assert SESSION in browser.cookies


def test_it_takes_the_place_of_a_code(desk: Served, ada: Keyed) -> None:
    """Beside the password, of the same account."""
    bo, browser = Keyed(desk), desk.beyond()
    told = [
        whose.sign_in(browser, code="", proof=ada.proof(browser), **changed).status
        for whose, changed in ((bo, {}), (ada, {"password": "x"}), (ada, {}))
    ]

    assert [401, 401, 303] == told
    assert ("signed in", ada.name, "with the passkey Blue key") == last(desk)


def test_an_answer_works_once_and_in_one_browser(desk: Served, ada: Keyed) -> None:
    """Neither where it was not asked for, nor again, nor after five minutes."""
    mine, other = desk.beyond(), desk.beyond()
    proof, foreign = ada.proof(mine), ada.proof(other)
    told = [mine.post(SIGN_IN, {"proof": one}).status for one in (foreign, proof, proof)]
    left = desk.beyond()
    left.cookies = {name: kept for name, kept in mine.cookies.items() if name != SESSION}
    again = left.post(SIGN_IN, {"proof": proof}).status
    late = ada.proof(other)
    desk.clock[0] += 2 * (desk.clock[0] - read_audit(desk.desk.store)[0].at)
    assert [401, 303, 401, 401, 401] == [
        *told,
        again,
        other.post(SIGN_IN, {"proof": late}).status,
    ]


@pytest.mark.parametrize(
    "said", [{"challenge": "eHh4"}, {"origin": "https://evil.example"}, {"challenge": 1}]
)
def test_what_it_was_not_asked_is_no_answer(
    desk: Served, ada: Keyed, said: dict[str, object]
) -> None:
    browser = desk.beyond()
    ada.device = replace(ada.device, said=said)
    told = browser.post(SIGN_IN, {"proof": ada.proof(browser)})

    assert 401 == told.status
    assert "set-cookie" not in told.headers


def test_a_counter_that_went_back_is_written_down(desk: Served, ada: Keyed) -> None:
    """By name, so that an admin sees that two devices have the passkey."""
    ada.device.counter = 9
    assert 303 == (browser := desk.beyond()).post(SIGN_IN, {"proof": ada.proof(browser)}).status
    ada.device.counter = 3
    stolen = desk.beyond()
    told = stolen.post(SIGN_IN, {"proof": ada.device.use(stolen.post(USE).text)})
    found = [one for one in read_audit(desk.desk.store) if one.what == "passkey refused"]

    assert 401 == told.status
    assert (ada.name, "Blue key: its counter is 3, and was 10 before") == (
        found[-1].who,
        found[-1].why,
    )


@pytest.mark.parametrize(
    "changed",
    [{"old": "x"}, {"code": "000000"}, {"code": ""}, {"name": ""}, {"credential": ""}],
)
def test_it_is_kept_only_for_who_proves_who_they_are(
    desk: Served, ada: Keyed, changed: dict[str, str]
) -> None:
    """A session that was left open is not enough."""
    ada.device = Authenticator(ada.device.origin)

    assert 400 == ada.add(ada.browser, **changed).status
    assert 1 == len(read_passkeys(desk.desk.store, ada.name.casefold()))


def test_what_another_session_was_asked_is_not_kept(desk: Served, ada: Keyed) -> None:
    other = Keyed(desk)
    ada.device = Authenticator(ada.device.origin)
    made = ada.device.make(other.browser.post("/passkeys/make").text)

    assert 400 == ada.add(ada.browser, credential=made).status


def test_one_removes_what_one_has_and_the_last_factor_stays(desk: Served, ada: Keyed) -> None:
    """By the passkey itself too; all other sessions end, and each step is written down."""
    bo = Keyed(desk)
    removal = f"{ADD}/{bo.number()}/remove"
    session = next(one for one in desk.gate.sessions() if one.person.name == ada.name)
    fields = {"old": GOOD, "code": ada.code(), "form": session.form(removal)}
    assert 404 == ada.browser.post(removal, fields).status, "it is another's"
    other = ada.inside()
    alone = ada.browser.send("/account", ALONE, old=GOOD, proof=ada.proof(ada.browser))
    assert (303, [200, 401]) == (
        alone.status,
        [one.get("/account").status for one in (ada.browser, other)],
    )
    assert ("authenticator removed", ada.name, "") == last(desk)
    assert 401 == ada.sign_in(desk.beyond()).status, "its codes open nothing any more"
    proof = ada.proof(ada.browser)
    removal = f"{ADD}/{ada.number()}/remove"
    refused = ada.browser.send("/account", removal, old=GOOD, proof=proof)
    assert (400, True) == (refused.status, "nothing but recovery codes" in refused.text)
    assert 303 == ada.sign_in(desk.beyond(), code=ada.codes[0]).status

    gone = bo.browser.send("/account", f"{ADD}/{bo.number()}/remove", old=GOOD, code=bo.code())
    assert (303, ("passkey removed", bo.name, "Blue key")) == (gone.status, last(desk))
    browser = desk.beyond()
    assert 401 == browser.post(SIGN_IN, {"proof": bo.proof(browser)}).status


@pytest.mark.parametrize("path", [USE, SIGN_IN, "/passkeys/make"])
def test_another_site_asks_for_none(ada: Keyed, path: str) -> None:
    evil = {"Origin": "https://evil.example", "Sec_Fetch_Site": "cross-site"}

    assert 403 == ada.browser.post(path, {"proof": "x"}, **evil).status


def test_a_challenge_tells_nothing_of_accounts(desk: Served, ada: Keyed) -> None:
    """It is the same for everybody, and the cookie that holds it is kept from scripts."""
    told = desk.beyond().post(USE)

    assert ([], "rasid.example") == (told.document["allowCredentials"], told.document["rpId"])
    assert ada.name not in told.text
    cookie = told.headers["set-cookie"]
    assert cookie.startswith("__Host-rasid-holder=")
    assert all(part in cookie for part in ("HttpOnly", "SameSite=strict", "Secure", "Max-Age=300"))


@pytest.mark.parametrize("code", LANGUAGES)
def test_pages_with_passkeys_are_whole(desk: Served, ada: Keyed, code: str) -> None:
    """At their address with forms, elsewhere with the way there; without scripts no button."""
    elsewhere = {"Host": "127.0.0.1"}
    pages = [
        ada.browser.get(f"/account?lang={code}").text,
        desk.beyond().get(f"/?lang={code}").text,
        ada.browser.get(f"/account?lang={code}", **elsewhere).text,
        desk.beyond().get(f"/?lang={code}", **elsewhere).text,
    ]

    assert [[]] * 4 == [Checked(page).faults for page in pages]
    assert [False, False, True, True] == ["https://rasid.example" in page for page in pages]
    assert [True, True, False, False] == ["data-passkey" in page for page in pages]
    assert [] == re.findall(r'<button[^>]*data-passkey="\w+"(?![^>]* hidden)', "".join(pages))


def test_where_there_is_no_site_there_are_none(desk: Served, ada: Keyed) -> None:
    site, desk.desk.site = desk.desk.site, None
    try:
        told = [desk.beyond().post(USE).status, desk.beyond().post(SIGN_IN, {"proof": "{}"}).status]
        page = ada.browser.get("/account").text
    finally:
        desk.desk.site = site

    assert [404, 401] == told
    assert "passkey" not in page
