"""Programs get what pages show, some rows at a time, and only what their token lets them."""

import csv
import io
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from rasid.case import open_case, open_roster
from rasid.console import RESOURCES, SCOPES
from rasid.reports import campaign_list, people_list
from rasid.reports.signals import signal_list
from rasid.serving import API, allow
from serving.api.conftest import OWN, Served
from serving.running import Told, ask

NOW = datetime(2026, 4, 1, 9, tzinfo=UTC)
PAGES = {
    "/campaigns": "/campaigns?csv=campaigns",
    "/campaigns/C-1/events": "/campaigns/C-1/events?csv=events",
    "/campaigns/C-1/sessions": "/campaigns/C-1/sessions?csv=sessions",
    "/campaigns/C-1/categories": "/campaigns/C-1?csv=categories",
    "/people": "/people?csv=people",
    "/signals": "/signals?csv=signals",
    "/coverage/files": "/coverage?csv=files",
    "/decisions": "/decisions?csv=decisions",
}


def paths() -> list[str]:
    return [one.path.format(campaign="C-1") for one in RESOURCES]


def get(api: Served, path: str, token: str = OWN, **headers: str) -> Told:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    sent |= {"Authorization": f"Bearer {token}"} if token else {}
    return ask(f"{api.url}api/v1{path}", headers=sent)


def every(api: Served, path: str, limit: int) -> list[dict[str, Any]]:
    """Return all rows, page by page."""
    joint = "&" if "?" in path else "?"
    told = get(api, f"{path}{joint}limit={limit}").document
    rows: list[dict[str, Any]] = told["data"]
    while told["next"]:
        told = get(api, f"{path}{joint}limit={limit}&cursor={told['next']}").document
        rows += told["data"]
    assert told["total"] == len(rows)
    return rows


@pytest.mark.parametrize(("path", "page"), PAGES.items(), ids=PAGES)
def test_rows_are_those_of_the_page(api: Served, path: str, page: str) -> None:
    """Whatever pages they come in."""
    file = list(csv.DictReader(io.StringIO(api.browser().get(page).text)))
    rows = every(api, path, 1)

    assert len(file) == len(rows)
    assert rows == every(api, path, 500)
    assert [
        {name: text for name, text in line.items() if name in ("account", "events", "attempts")}
        for line in file
    ] == [
        {name: str(row[name]) for name in ("account", "events", "attempts") if name in row}
        for row in rows
    ]


def test_numbers_are_those_of_the_commands(api: Served) -> None:
    """Of what `show campaigns --json`, `show people --json` and `show signals --json` print."""
    with open_case(api.home) as case, open_roster(case):
        told = {
            "/campaigns": campaign_list(case.engine),
            "/people": people_list(case.engine),
            "/signals": signal_list(case.engine),
        }
    numbers = {
        path: [
            {name: row[name] for name, kind in _fields(path).items() if kind == "integer"}
            for row in rows
        ]
        for path, rows in told.items()
    }

    assert numbers == {
        path: [
            {name: row[name] for name, kind in _fields(path).items() if kind == "integer"}
            for row in every(api, path, 500)
        ]
        for path in told
    }
    assert all(numbers.values())


def _fields(path: str) -> Mapping[str, str]:
    return next(one.fields for one in RESOURCES if one.path == path)


@pytest.mark.parametrize("path", paths())
def test_people_stand_under_pseudonyms(api: Served, path: str) -> None:
    text = get(api, path).text

    assert '"data":[' in text
    assert [] == [name for name in ("@mail.example", "@home.example", "Name of p") if name in text]


@pytest.mark.parametrize("path", paths())
def test_without_a_token_nothing_is_told(api: Served, path: str) -> None:
    told = get(api, path, "")

    assert (401, "application/problem+json") == (told.status, told.headers["content-type"])
    assert "Bearer" in told.headers["www-authenticate"]


def test_a_token_that_is_none_opens_nothing(api: Served) -> None:
    assert 401 == get(api, "/people", "rasid_0123456789abcdef_x").status


@pytest.mark.parametrize("scope", SCOPES)
def test_a_token_opens_its_scope_alone(api: Served, scope: str) -> None:
    token = allow(api.ledger, f"of {scope}", [f"{API}{scope}"], by="Ada", now=NOW)
    told = {one.path: get(api, one.path.format(campaign="C-1"), token).status for one in RESOURCES}

    assert {one.path: 200 if one.scope == scope else 403 for one in RESOURCES} == told


def test_a_token_of_taxii_opens_none(api: Served) -> None:
    token = allow(api.ledger, "of TAXII", ["clear", "intake"], by="Ada", now=NOW)

    assert 403 == get(api, "/campaigns", token).status


def test_what_is_known_is_not_sent_again(api: Served) -> None:
    tag = get(api, "/people").headers["etag"]
    known = [get(api, "/people", If_None_Match=one) for one in (tag, f'"x", W/{tag}', "*")]

    assert [(304, "")] * 3 == [(one.status, one.text) for one in known]
    assert 200 == get(api, "/people?limit=1", If_None_Match=tag).status


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/people?limit=0", 400),
        ("/people?limit=501", 400),
        ("/people?limit=x", 400),
        ("/people?limit=99999999999999999999", 400),
        ("/people?cursor=", 400),
        ("/people?cursor=x", 400),
        ("/people?cursor=W10", 400),
        ("/people?name=ada", 400),
        ("/people?touched=yes&touched=yes", 400),
        ("/signals?level=loud", 400),
        ("/campaigns/C-9/days", 404),
        ("/campaigns/%00/events", 404),
        ("/nothing", 404),
    ],
)
def test_what_cannot_be_is_a_problem(api: Served, path: str, status: int) -> None:
    told = get(api, path)

    assert (status, status) == (told.status, told.document["status"])
    assert "application/problem+json" == told.headers["content-type"]


def test_a_cursor_is_of_one_list_and_one_state(api: Served) -> None:
    cursor = get(api, "/campaigns/C-1/events?limit=1").document["next"]
    other = f"/campaigns/C-1/sessions?limit=1&cursor={cursor}"
    narrowed = f"/campaigns/C-1/events?stage=attack&cursor={cursor}"

    assert [400, 400] == [get(api, path).status for path in (other, narrowed)]
    (api.home.root / "rasid.toml").touch()  # another state of the home
    assert 400 == get(api, f"/campaigns/C-1/events?cursor={cursor}").status


def test_the_document_is_of_every_resource_and_asks_for_no_token(api: Served) -> None:
    told = get(api, "/openapi.json", "").document

    assert "3.1.0" == told["openapi"]
    others = {"/events", "/imports", "/imports/{key}"}
    assert {f"/api/v1{path}" for path in (*others, *(one.path for one in RESOURCES))} == set(
        told["paths"]
    )
