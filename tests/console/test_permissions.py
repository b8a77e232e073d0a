"""Every address of the console, asked for in every role and in none."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from starlette.routing import Route

from console.browser import Browser, Served, served
from console.homes import ACTOR, ANSWER, OTHER, SIGNAL, SITE
from rasid.accounts import Role
from rasid.console.permissions import LEAST, require_roles
from rasid.settings import Home

NAMES = {
    "campaign": "C-1",
    "person": "p1",
    "actor": ACTOR,
    "domain": SITE["domain"],
    "signal": SIGNAL["signal_id"],
    "decision": "1",
    "request": "1",
    "session": "0",
    "passkey": "1",
    "name": "console.css",
    "rule": SIGNAL["rule"],
    "disclosure": "1",
    "answer": ANSWER,
    "other": OTHER,
}
ROLES = [role for role in Role if role]


def address(path: str) -> str:
    if path == "/events":
        return f"{path}?wait=0"
    return re.sub(r"\{(\w+)(:path)?\}", lambda found: str(NAMES[found[1]]), path)


def status(console: Served, browser: Browser, route: str) -> int:
    """Return how a request is answered whose form, if it is one, is in order but empty."""
    method, path = route.split()
    if method == "GET":
        return browser.get(address(path)).status
    (secret,) = browser.cookies.values() or [""]
    session = console.gate.session(secret)
    token = session.form(address(path)) if session else ""
    return browser.post(address(path), {"form": token}).status


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.label)
def test_a_role_may_do_what_the_table_says(console: Served, role: Role) -> None:
    """And nothing else: 403 is for who may not, and never for who may."""
    inside = [route for route in LEAST if LEAST[route]]
    found = {
        route: status(console, console.browser(role, f"a {role.label}"), route) for route in inside
    }

    assert [] == [route for route, told in found.items() if told in (401, 500, 405)]
    assert {route for route in inside if role < LEAST[route]} == {
        route for route, told in found.items() if told == 403
    }


def test_who_has_not_signed_in_may_do_nothing(console: Served) -> None:
    signing_in = {"POST /sign-in", "POST /passkeys/sign-in"}
    found = {route: status(console, console.stranger(), route) for route in LEAST}

    assert {route for route in LEAST if LEAST[route]} | {"GET /enter", *signing_in} == {
        route for route, told in found.items() if told == 401
    }


def test_a_session_of_another_home_opens_nothing(console: Served, tmp_path: Path) -> None:
    """Whoever is an admin of one home is a stranger to the next, whatever they ask for."""
    home = Home(tmp_path / "home")
    home.create()
    with served(home) as other:
        (secret,) = other.browser().cookies.values()
        name = f"rasid-console-{urlsplit(console.url).port}"
        found = {
            route: status(console, Browser(console.url, {name: secret}), route)
            for route in LEAST
            if LEAST[route]
        }

    assert {401} == set(found.values())


def test_what_was_not_allowed_is_written_down(console: Served) -> None:
    console.browser(Role.VIEWER, "Nosy").get("/audit")
    text = console.browser().get("/audit?what=not+allowed").text

    assert "Nosy" in text
    assert "GET /audit" in text


@pytest.mark.parametrize("more", [[("GET", "/new")], []])
def test_a_route_without_a_role_does_not_start(more: list[tuple[str, str]]) -> None:
    """Nor a role without a route."""
    known = [route.split() for route in LEAST]
    routes = [Route(path, print, methods=[method]) for method, path in [*known, *more]]
    if not more:
        routes.pop()

    with pytest.raises(LookupError, match=r"/new|/audit"):
        require_roles(routes)
