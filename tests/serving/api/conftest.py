from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Engine
from starlette.types import ASGIApp

from console.browser import Browser
from console.homes import home_of, whole_month
from console.told import tell_all
from rasid.accounts import open_accounts
from rasid.cli.console import DECIDING, KNOWLEDGE
from rasid.cli.notify_begun import begun
from rasid.console import (
    MOST_UPLOAD,
    Console,
    Desk,
    Doors,
    Folder,
    Gate,
    Importer,
    Mailer,
    Reading,
    Resources,
    console_routes,
)
from rasid.ledger import open_ledger
from rasid.serving import UPLOADS, Access, api_routes, make_app, upload_routes
from rasid.settings import Home
from rasid.signing import signer_of
from serving.running import running, unheard

OWN = "own-token-of-this-run"


@dataclass(frozen=True)
class Served:
    """A home whose API and console are served; `app` is the same without a socket."""

    url: str
    app: ASGIApp
    home: Home
    ledger: Engine
    reading: Reading
    gate: Gate

    def browser(self) -> Browser:
        """Return a browser that was let into the console."""
        browser = Browser(self.url)
        assert 200 == browser.get(f"/enter?token={self.gate.issue()}").status
        return browser


@pytest.fixture(scope="package")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Return the API of a small month; to be read only."""
    root: Path = tmp_path_factory.mktemp("api") / "home"
    home = home_of(whole_month(), root)
    tell_all(home)
    with ExitStack() as opened:
        ledger = opened.enter_context(open_ledger(home))
        reading, gate = Reading(home), Gate()
        opened.callback(reading.close)
        store = opened.enter_context(open_accounts(home))
        desk = Desk(home, store, signer_of(home), gate.clock, by_address=True)
        importer = Importer(Folder(home, gate.clock), gate.clock, unheard)
        opened.enter_context(importer.running())
        mailer = Mailer(partial(begun, home), unheard)
        access, doors = Access(ledger, own_token=OWN), Doors(gate, desk, unheard)
        routes = [
            *api_routes(Resources(reading, KNOWLEDGE), access),
            *upload_routes(importer, access),
            *console_routes(Console(reading, doors, KNOWLEDGE, DECIDING, importer, mailer)),
        ]
        bodies = dict.fromkeys(UPLOADS, MOST_UPLOAD)
        app = make_app(ledger, routes, {"127.0.0.1", "testserver"}, unheard, bodies)
        url = opened.enter_context(running(app))
        yield Served(url, app, home, ledger, reading, gate)
