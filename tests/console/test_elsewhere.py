"""Signing in at a provider that runs beside the test, over TLS; and what does not sign in."""

import json
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import HTTPSConnection
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt
import pytest
from starlette.responses import JSONResponse, RedirectResponse, Response

from accounts.identity_provider import (
    IdentityProvider,
    Provided,
    by_public_key,
    new_key,
    provided,
    unsigned,
)
from console.browser import Browser, Served, served
from console.homes import home_of, whole_month
from console.test_arriving import SESSION
from console.test_pages import Checked
from rasid.accounts import Provider, read_audit, site_of
from rasid.failures import AT_ONCE, Failures
from rasid.languages import LANGUAGES
from serving.running import Told

LINKED = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate"}
OTHER = new_key()


@dataclass
class Scene:
    """A console, and the provider that it sends people to."""

    desk: Served
    elsewhere: Provided

    @property
    def provider(self) -> IdentityProvider:
        """The provider."""
        return self.elsewhere.provider

    def go(self, browser: Browser, to: str = "") -> str:
        """Sign in at the provider, and return the address to which that leads back."""
        told = browser.get(f"/provider/start?{urlencode({'to': to})}")
        assert 303 == told.status
        return self.led(told.headers["location"])

    def led(self, address: str) -> str:
        """Follow a link to the provider."""
        place = urlsplit(address)
        trusted = ssl.create_default_context(cafile=self.elsewhere.settings.ca_file)
        connection = HTTPSConnection(place.netloc, context=trusted, timeout=20)
        connection.request("GET", f"{place.path}?{place.query}")
        back = connection.getresponse().headers["location"]
        connection.close()
        assert back.startswith("https://rasid.example/provider/back?")
        return back.removeprefix("https://rasid.example")

    def back(self, browser: Browser, path: str, **changed: str | None) -> Told:
        """Follow the provider's link back, as it is or changed."""
        place = urlsplit(path)
        fields = {**dict(parse_qsl(place.query)), **changed}
        asked = urlencode({name: value for name, value in fields.items() if value is not None})
        return browser.get(f"{place.path}?{asked}", **LINKED)

    def why(self) -> str:
        """Return why the last who came was refused."""
        entry = read_audit(self.desk.desk.store)[-1]
        assert "sign-in refused" == entry.what
        return entry.why


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """Return a console at its own name, with a provider."""
    root: Path = tmp_path_factory.mktemp("elsewhere")
    home = home_of(whole_month(), root / "home")
    with (
        provided(root) as elsewhere,
        served(
            home, beyond=True, site=site_of("https://rasid.example"), provider=elsewhere.settings
        ) as desk,
    ):
        elsewhere.provider.now = desk.clock[0].timestamp()
        yield Scene(desk, elsewhere)


@pytest.fixture
def scene(opened: Scene, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    """Return it with a provider that tells the truth, and with nobody waiting."""
    monkeypatch.setattr(Failures, "wait", lambda *_: 0.0)
    provider, desk = opened.provider, opened.desk.desk
    desk.provider = Provider(
        opened.elsewhere.settings, site_of("https://rasid.example"), desk.challenges, desk.clock
    )
    before = dict(vars(provider))
    yield opened
    vars(provider).update(before | {"said": {}, "described": {}})


def test_who_has_a_role_comes_in(scene: Scene) -> None:
    """To where they wanted to go, under the name and in the role that the settings give."""
    browser = scene.desk.beyond()
    told = scene.back(browser, scene.go(browser, "/people"))
    last = read_audit(scene.desk.desk.store)[-1]

    assert (200, True) == (told.status, 'content="1; url=/people"' in told.text)
    assert ("signed in", "Ada", "analyst", "at localhost") == (
        last.what,
        last.who,
        last.role,
        last.why,
    )
    assert [200, 403] == [browser.get(path).status for path in ("/people", "/audit")]
    assert "a: secret/+" not in repr(scene.desk.desk) + told.text
    browser.post("/leave")
    assert 401 == browser.get("/people").status


def test_what_the_provider_is_asked(scene: Scene) -> None:
    """A code, with PKCE, state and nonce of this sign-in alone; its secrets stay here."""
    browser = scene.desk.beyond()
    told = browser.get("/provider/start?to=/people")
    asked = {
        name: one for name, (one,) in parse_qs(urlsplit(told.headers["location"]).query).items()
    }
    cookie = told.headers["set-cookie"]
    again = scene.desk.beyond().get("/provider/start")

    assert {
        "response_type": "code",
        "code_challenge_method": "S256",
        "scope": "openid",
    }.items() <= (asked.items())
    assert "https://rasid.example/provider/back" == asked["redirect_uri"]
    assert {"state", "nonce", "code_challenge"} <= asked.keys()
    for name in ("state", "nonce", "code_challenge"):
        assert asked[name] not in again.headers["location"]
    assert cookie.startswith("__Host-rasid-errand=")
    assert all(part in cookie for part in ("HttpOnly", "SameSite=lax", "Secure", "Max-Age=300"))


def test_who_has_no_role_is_told_so(scene: Scene) -> None:
    """And what the provider calls them, for an admin to give them one; nothing is opened."""
    scene.provider.subject = "<b>mallory"
    browser = scene.desk.beyond()
    told = scene.back(browser, scene.go(browser))

    assert (403, True) == (told.status, "nobody has given you a role here" in told.text)
    assert "&lt;b&gt;mallory" in told.text
    assert SESSION not in browser.cookies
    assert "<b>mallory" == read_audit(scene.desk.desk.store)[-1].who


CLAIMS: dict[str, tuple[dict[str, Any], str]] = {
    "another issuer": ({"iss": "https://evil.example"}, "another issuer"),
    "for another": ({"aud": "another-client"}, "somebody else"),
    "for several": ({"aud": ["rasid-console", "another-client"]}, "somebody else"),
    "for nobody": ({"aud": []}, "somebody else"),
    "given to another": ({"azp": "another-client"}, "given to somebody else"),
    "over": ({"exp": 1}, "it is over"),
    "without an end": ({"exp": None}, "it is over"),
    "an end in words": ({"exp": "2099"}, "no numbers"),
    "an end that is true": ({"exp": True}, "no numbers"),
    "of tomorrow": ({"iat": 4e9}, "later than now"),
    "not before tomorrow": ({"nbf": 4e9}, "later than now"),
    "without a beginning": ({"iat": None}, "when it was made"),
    "another nonce": ({"nonce": "x"}, "another sign-in"),
    "no nonce": ({"nonce": None}, "another sign-in"),
    "nobody": ({"sub": ""}, "of nobody"),
    "no subject": ({"sub": None}, "of nobody"),
    "a number": ({"sub": 248289761001}, "must be a string"),
}


@pytest.mark.parametrize(("said", "why"), CLAIMS.values(), ids=CLAIMS)
def test_a_token_that_says_something_else(scene: Scene, said: dict[str, Any], why: str) -> None:
    scene.provider.said = said
    browser = scene.desk.beyond()
    told = scene.back(browser, scene.go(browser))

    assert (401, True) == (told.status, why in scene.why()), scene.why()
    assert SESSION not in browser.cookies


Signing = Callable[[IdentityProvider], Callable[[dict[str, Any]], str]]

SIGNED: dict[str, Signing] = {
    "none": lambda _: unsigned,
    "HS256 by the public key": by_public_key,
    "another key": lambda _: lambda told: jwt.encode(told, OTHER, "RS256", {"kid": "k1"}),
    "an unknown key": lambda _: lambda told: jwt.encode(told, OTHER, "RS256", {"kid": "k2"}),
    "a key in the token": lambda p: (
        lambda told: jwt.encode(
            told, OTHER, "RS256", {"kid": "k1", "jwk": p.jwk, "jku": "https://evil.example"}
        )
    ),
    "another algorithm than the key's": lambda p: (
        lambda told: jwt.encode(told, p.key, "PS256", {"kid": "k1"})
    ),
    "a part that must be known": lambda p: (
        lambda told: jwt.encode(told, p.key, "RS256", {"kid": "k1", "crit": ["x"], "x": 1})
    ),
    "no signature": lambda p: lambda told: p.sign(told).rpartition(".")[0] + ".",
    "no token": lambda _: lambda _: "x.y.z",
    "nothing": lambda _: lambda _: "",
}


@pytest.mark.parametrize("signing", SIGNED.values(), ids=SIGNED)
def test_a_token_that_the_provider_did_not_sign(scene: Scene, signing: Signing) -> None:
    scene.provider.signed = signing(scene.provider)
    browser = scene.desk.beyond()
    told = scene.back(browser, scene.go(browser))

    assert (401, True) == (told.status, "not taken" in told.text)
    assert SESSION not in browser.cookies


def test_keys_that_were_changed_are_fetched_anew(scene: Scene) -> None:
    """Once a minute at most: a stranger's tokens do not make us ask for them."""
    first = scene.desk.beyond()
    assert 200 == scene.back(first, scene.go(first)).status
    scene.provider.key, scene.provider.kid = OTHER, "k9"
    scene.provider.asked.clear()
    statuses = []
    for _ in range(2):
        browser = scene.desk.beyond()
        statuses.append(scene.back(browser, scene.go(browser)).status)
    assert [401, 401] == statuses
    assert [] == [one for one in scene.provider.asked if one == "keys"]


CHANGED: dict[str, dict[str, str | None]] = {
    "mixed-up issuer": {"iss": "https://evil.example"},
    "no issuer, though it tells it": {"iss": None},
    "another state": {"state": "x"},
    "no state": {"state": None},
    "no code": {"code": None},
    "another code": {"code": "x"},
    "an error": {"error": "access_denied"},
}


@pytest.mark.parametrize("changed", CHANGED.values(), ids=CHANGED)
def test_a_way_back_that_was_changed(scene: Scene, changed: dict[str, str | None]) -> None:
    browser = scene.desk.beyond()
    told = scene.back(browser, scene.go(browser), **changed)

    assert 401 == told.status
    assert SESSION not in browser.cookies


@pytest.mark.parametrize("how", ["again", "another browser", "late", "twice", "without a cookie"])
def test_a_way_back_works_once_and_in_its_browser(scene: Scene, how: str) -> None:
    """So nobody is signed in as somebody else by a link, and no code is tried a second time."""
    browser, other = scene.desk.beyond(), scene.desk.beyond()
    path = scene.go(browser)
    now = scene.desk.clock[0]
    match how:
        case "again":
            assert 200 == scene.back(browser, path).status
            browser.cookies.pop(SESSION)
            browser.cookies["__Host-rasid-errand"] = "x"
        case "another browser":
            scene.go(other)
            browser = other
        case "late":
            scene.desk.clock[0] = now.replace(hour=now.hour + 1)
        case "twice":
            path += "&code=x"
            told = browser.get(path, **LINKED)
            assert 401 == told.status
            return
        case _:
            browser = other
    told = scene.back(browser, path)
    scene.desk.clock[0] = now

    assert (401, True) == (told.status, "begun in another window" in told.text)


@pytest.mark.parametrize(
    "to", ["https://evil.example/", "//evil.example", "/\\evil.example", "/provider/start", "/x;y"]
)
def test_it_leads_nowhere_else(scene: Scene, to: str) -> None:
    browser = scene.desk.beyond()
    told = scene.back(browser, scene.go(browser, to))

    assert (200, True) == (told.status, 'content="1; url=/"' in told.text)


DESCRIBED: dict[str, dict[str, Any]] = {
    "of another issuer": {"issuer": "https://evil.example"},
    "a token endpoint without TLS": {"token_endpoint": "http://localhost/token"},
    "keys in a file": {"jwks_uri": "file:///etc/passwd"},
    "an authorisation that runs": {"authorization_endpoint": "javascript:alert(1)"},
    "no keys": {"jwks_uri": None},
}


@pytest.mark.parametrize("described", DESCRIBED.values(), ids=DESCRIBED)
def test_a_provider_that_describes_something_else(scene: Scene, described: dict[str, Any]) -> None:
    scene.provider.described = described
    told = scene.desk.beyond().get("/provider/start")

    assert (401, True) == (told.status, "not taken" in told.text)
    assert "location" not in told.headers


ANSWERS: dict[str, Callable[[], Response]] = {
    "a redirect": lambda: RedirectResponse("https://169.254.169.254/latest/meta-data"),
    "no JSON": lambda: Response("<html>"),
    "a list": lambda: JSONResponse([]),
    "too much": lambda: Response("[" * 400_000),
    "an error": lambda: JSONResponse({"error": "server_error"}, 500),
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_a_provider_that_answers_something_else(
    scene: Scene, answer: Callable[[], Response]
) -> None:
    """No redirect is followed; what is too long is not read."""
    scene.provider.answer = answer
    browser = scene.desk.beyond()
    told = scene.back(browser, scene.go(browser))

    assert (401, True) == (told.status, "cannot be asked now" in told.text)


def test_no_private_address_is_asked_unless_it_is_set(scene: Scene) -> None:
    desk = scene.desk.desk
    closed = scene.elsewhere.settings.model_copy(update={"allow_private": False})
    desk.provider = Provider(closed, site_of("https://rasid.example"), desk.challenges, desk.clock)
    scene.provider.asked.clear()
    told = scene.desk.beyond().get("/provider/start")

    assert (401, True) == (told.status, "cannot be asked now" in told.text)
    assert [] == scene.provider.asked


def test_strangers_cannot_make_us_ask(opened: Scene) -> None:
    """After a few that came to nothing an address must wait."""
    browser = opened.desk.beyond()
    asked = [opened.back(browser, "/provider/back?code=x&state=y") for _ in range(AT_ONCE + 1)]

    assert 429 == asked[-1].status
    assert 0 < int(asked[-1].headers["retry-after"])


@pytest.mark.parametrize("code", LANGUAGES)
def test_its_pages_are_whole(scene: Scene, code: str) -> None:
    browser, other = scene.desk.beyond(), scene.desk.beyond()
    pages = [browser.get(f"/people?lang={code}").text]
    pages.append(scene.back(browser, scene.go(browser)).text)
    scene.provider.subject = "somebody"
    other.get(f"/people?lang={code}")
    pages.append(scene.back(other, scene.go(other)).text)

    assert [[]] * 3 == [Checked(page).faults for page in pages]
    assert [True] * 3 == [f'lang="{code}"' in page for page in pages]
    assert json.dumps("/provider/start?to=%2Fpeople%3Flang%3D" + code) in pages[0]
