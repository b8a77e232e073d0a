"""Who gets in, and what is told to whom does not."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from console.browser import Browser, Served, served
from console.homes import PATHS, home_of, paths, whole_month
from rasid.console import ENTER, PAGES
from rasid.console.gate import IDLE
from rasid.console.origin import HEADERS

CROSS = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "cors"}
TAKE_FORMS = ("/codes", "/views", "/imports")
SECRETS = ("C-1", "Sable", "journalist", "march.ndjson", "mail-login", "foothold", "198.51.100")


def test_every_page_is_asked_for_below() -> None:
    asked = {path.partition("?")[0] for path in PATHS}

    assert asked == {path.replace(":path", "") for path in PAGES}


@pytest.mark.parametrize("path", [*paths(), "/campaigns/C-9", "/?csv=providers"])
def test_a_stranger_learns_nothing(console: Served, path: str) -> None:
    """Whether a page is there is not told either."""
    told = console.stranger().get(path)

    assert 401 == told.status
    assert [] == [secret for secret in SECRETS if secret in told.text and secret not in path]
    assert "set-cookie" not in told.headers


@pytest.mark.parametrize("path", [*(path for path in paths() if path not in TAKE_FORMS), ENTER])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE"])
def test_pages_take_nothing(browser: Browser, method: str, path: str) -> None:
    own = {"Origin": browser.url.rstrip("/"), "Sec_Fetch_Site": "same-origin"}

    assert 405 == browser.ask(method, path, own).status


def test_an_address_works_once(console: Served) -> None:
    path = f"{ENTER}?token={console.gate.issue()}"

    assert [200, 401] == [console.stranger().get(path).status for _ in range(2)]


def test_entering_leads_on_by_itself(console: Served) -> None:
    """To a page without the token, so that it is not the last in anybody's history."""
    text = console.stranger().get(f"{ENTER}?token={console.gate.issue()}").text

    assert '<meta http-equiv="refresh" content="1; url=/">' in text
    assert "token" not in text


def test_the_cookie_is_for_this_server_alone(console: Served) -> None:
    told = console.stranger().get(f"{ENTER}?token={console.gate.issue()}")
    cookie = told.headers["set-cookie"]

    assert all(part in cookie for part in ("HttpOnly", "SameSite=strict", "Path=/", "Max-Age="))
    assert "Secure" not in cookie, "it goes over plain loopback"
    assert "Domain" not in cookie


def test_a_session_that_somebody_else_chose_is_not_taken_over(console: Served) -> None:
    browser = console.browser()
    (name,) = browser.cookies
    fixed = Browser(console.url, {name: "chosen-by-somebody-else"})
    fixed.get(f"{ENTER}?token={console.gate.issue()}")

    assert fixed.cookies[name] not in ("chosen-by-somebody-else", browser.cookies[name])
    assert 401 == Browser(console.url, {name: "chosen-by-somebody-else"}).get("/").status


def test_leaving_ends_the_session(console: Served) -> None:
    browser = console.browser()
    kept = dict(browser.cookies)
    assert 200 == browser.post("/leave").status

    assert 401 == Browser(console.url, kept).get("/").status


@pytest.mark.parametrize("path", ["/leave", "/enter/again"])
@pytest.mark.parametrize(
    "said",
    [
        {"Origin": "https://evil.example", "Sec_Fetch_Site": "cross-site"},
        {"Origin": "https://evil.example", "Sec_Fetch_Site": "same-origin"},
        {"Origin": "null", "Sec_Fetch_Site": "cross-site"},
        {"Origin": "http://127.0.0.1:1", "Sec_Fetch_Site": "same-site"},
        {"Sec_Fetch_Site": "same-site"},
        {},
    ],
)
def test_another_site_changes_nothing(browser: Browser, path: str, said: dict[str, str]) -> None:
    assert 403 == browser.ask("POST", path, said).status
    assert 200 == browser.get("/campaigns").status


def test_another_site_cannot_fetch_pages_but_may_lead_to_them(browser: Browser) -> None:
    led = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate"}

    assert [403, 200] == [browser.get("/campaigns", **said).status for said in (CROSS, led)]


@pytest.mark.parametrize("path", [*paths(), "/campaigns/C-9", ENTER, "/?csv=providers"])
def test_every_answer_is_hardened(console: Served, browser: Browser, path: str) -> None:
    for told in (browser.get(path), console.stranger().get(path)):
        assert HEADERS.items() <= {n.title(): text for n, text in told.headers.items()}.items()
        assert "DENY" == told.headers["x-frame-options"]
        assert "unsafe" not in told.headers["content-security-policy"], "no script within a page"


@pytest.mark.parametrize(
    "path",
    [
        "/campaigns/C-9",
        "/campaigns/C-9/events",
        "/campaigns/C-1/events?number=all",
        "/campaigns/C-1/events?day=yesterday",
        "/campaigns?page=0",
        "/campaigns?page=2",
        "/campaigns?page=-1",
        "/campaigns?page=²",
        "/campaigns?csv=nothing",
        "/people/p9",
        "/actors/intrusion-set--9",
        "/websites/other.example",
        "/signals/9",
        "/explain",
        "/explain?account=AAAA",
        "/explain?account=p1@mail.example",
        "/explain?session=s99",
        "/explain?address=nowhere",
        "/line?event=uid-0-0",
        "/line?event=uid-0-0&file=x&at=2026-03-02",
        "/people/..%2f..%2fetc%2fpasswd",
        "/nothing",
    ],
)
def test_what_is_not_there_is_a_404(browser: Browser, path: str) -> None:
    told = browser.get(path.replace("²", "%C2%B2"))

    assert 404 == told.status
    assert "p1@mail" not in told.text


@pytest.mark.parametrize(
    "name", ["..%2Froutes.py", "%2e%2e/routes.py", "../../etc/passwd", "routes.py", ""]
)
def test_assets_are_those_that_are_listed(browser: Browser, name: str) -> None:
    assert 404 == browser.get(f"/assets/{name}").status


@pytest.mark.parametrize("packed", ["gzip", "identity"])
def test_assets_need_no_session(console: Served, packed: str) -> None:
    """A locked page looks like the others."""
    told = console.stranger().get("/assets/console.css", Accept_Encoding=packed)

    assert 200 == told.status
    assert "immutable" in told.headers["cache-control"]
    assert ("gzip" if packed == "gzip" else None) == told.headers.get("content-encoding")


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Served]:
    """Return a console that nobody else reads, whose clock a test may move."""
    with served(home_of(whole_month(), tmp_path / "home")) as opened:
        yield opened


def test_whoever_started_it_reads_another_address(alone: Served) -> None:
    stranger = alone.stranger()
    answers = [stranger.post("/enter/again") for _ in range(2)]
    (token,) = alone.told

    assert [200, 200] == [told.status for told in answers]
    assert token not in answers[0].text + answers[1].text
    assert 200 == stranger.get(f"{ENTER}?token={token}").status
    assert 200 == stranger.get("/campaigns").status


def test_an_idle_session_ends(alone: Served) -> None:
    browser = alone.browser()
    alone.clock[0] += IDLE * 2

    assert 401 == browser.get("/").status
