"""Log files by API: streamed, imported once, and only from who may send logs."""

import http.client
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from rasid.console import Folder, Importer
from rasid.ledger import open_ledger
from rasid.serving import API, INTAKE, Access, allow, make_app, upload_routes
from rasid.settings import Home
from serving.api.conftest import OWN
from serving.running import Told, running, unheard
from sources.hostile_files import GOOD

NOW = datetime(2026, 4, 1, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("uploads") / "home")
    home.create()
    return home


@pytest.fixture(scope="module")
def url(home: Home) -> Iterator[str]:
    """Return the address of an API to which files may be brought."""
    importer = Importer(Folder(home, lambda: NOW), lambda: NOW, unheard)
    with open_ledger(home) as ledger, importer.running():
        routes = upload_routes(importer, Access(ledger, own_token=OWN))
        with running(make_app(ledger, routes, {"127.0.0.1"}, unheard)) as opened:
            yield opened


def ask(url: str, path: str, body: bytes | None = None, token: str = OWN) -> Told:
    place = urlsplit(url)
    connection = http.client.HTTPConnection(str(place.hostname), place.port, timeout=60)
    try:
        sent = {"Authorization": f"Bearer {token}"}
        connection.request("GET" if body is None else "POST", path, body, headers=sent)
        answer = connection.getresponse()
        told = {name.lower(): value for name, value in answer.getheaders()}
        return Told(answer.status, told, answer.read().decode())
    finally:
        connection.close()


def test_a_file_is_one_import_however_often_it_comes(url: str) -> None:
    told = [ask(url, "/api/v1/imports?name=a.ndjson", GOOD) for _ in range(3)]
    (place,) = {one.headers["location"] for one in told}
    until = time.monotonic() + 60
    while (found := ask(url, place).document)["state"] in ("waiting", "importing"):
        assert time.monotonic() < until
        time.sleep(0.05)

    assert [202] * 3 == [one.status for one in told]
    assert ("done", 1, 1, 0, []) == tuple(
        found[name] for name in ("state", "lines", "new", "rejected", "problems")
    )
    assert f"/api/v1/imports/{found['import']}" == place


def test_who_may_not(url: str, home: Home) -> None:
    with open_ledger(home) as ledger:
        other = allow(ledger, "Qia", [f"{API}people"], by="ops", now=NOW)
        sends = allow(ledger, "Ria", [INTAKE], by="ops", now=NOW)
    found = [ask(url, "/api/v1/imports", GOOD, token).status for token in ("x", other, sends)]

    assert [401, 403, 202] == found
    assert [401, 403, 404] == [
        ask(url, "/api/v1/imports/9", None, token).status for token in ("x", other, sends)
    ]


def test_a_simulated_month_stays_alone(url: str, home: Home) -> None:
    mark: Path = home.root / "simulated.json"
    mark.write_text("{}")
    told = ask(url, "/api/v1/imports", GOOD)
    mark.unlink()

    assert (409, "application/problem+json") == (told.status, told.headers["content-type"])
