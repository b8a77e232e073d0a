"""News for programs: what their token may know of, from where they were interrupted on."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from rasid.serving import API, allow, revoke
from serving.api.conftest import OWN, Served
from serving.running import Told, ask

NOW = datetime(2026, 4, 1, 9, tzinfo=UTC)
FIRST = "i0.a0.d0.w0"


def get(api: Served, token: str = OWN, **query: str) -> Told:
    sent = {"Authorization": f"Bearer {token}"} if token else {}
    return ask(f"{api.url}api/v1/events", headers=sent, **{"wait": "0", "since": FIRST, **query})


@pytest.mark.parametrize(
    ("scopes", "kinds"),
    [
        (["coverage"], ["import"]),
        (["decisions"], ["decision"]),
        (["campaigns", "coverage", "decisions"], ["import", "decision"]),
    ],
)
def test_a_token_hears_what_it_may_know(api: Served, scopes: list[str], kinds: list[str]) -> None:
    name = " and ".join(scopes)
    until = NOW + timedelta(days=9_999)
    may = [f"{API}{scope}" for scope in scopes]
    token = allow(api.ledger, name, may, by="ops", now=NOW, until=until)
    told = get(api, token)

    assert (200, "text/event-stream; charset=utf-8") == (told.status, told.headers["content-type"])
    assert kinds == re.findall(r"^event: (\w+)$", told.text, re.MULTILINE)
    revoke(api.ledger, name, by="ops", now=NOW)
    assert 401 == get(api, token).status


def test_who_is_not_let_in(api: Served) -> None:
    token = allow(api.ledger, "Pia", [f"{API}people"], by="ops", now=NOW)

    assert [401, 401, 403] == [get(api, one).status for one in ("", "rasid_x_y", token)]


def test_a_wait_that_is_none_is_told_as_a_problem(api: Served) -> None:
    told = get(api, wait="-1")

    assert (400, "application/problem+json") == (told.status, told.headers["content-type"])
    assert "wait takes a number from 0 to 100." == told.document["detail"]


def test_the_document_tells_of_it(api: Served) -> None:
    paths = ask(f"{api.url}api/v1/openapi.json").document["paths"]

    assert {"text/event-stream"} == set(
        paths["/api/v1/events"]["get"]["responses"]["200"]["content"]
    )
