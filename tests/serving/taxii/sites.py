"""A server of collections, and readers of some of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Engine

from rasid.serving import Access, allow, make_app, taxii_routes
from rasid.sharing.keys import Key
from serving.published import NOW
from serving.running import Told, ask, running, unheard

KEY = Key(b"k" * 32)
OWN = "own-token-of-this-run"


@dataclass(frozen=True, slots=True)
class Site:
    """A running server; `token` reads AMBER and GREEN."""

    url: str
    token: str

    @property
    def root(self) -> str:
        """The API root."""
        return f"{self.url}taxii2/shared/"

    def ask(self, path: str, *, method: str = "GET", token: str = "", **query: str) -> Told:
        """Ask for a path below the API root, by default as the reader."""
        headers = {"Authorization": f"Bearer {token or self.token}"}
        return ask(self.root + path, method=method, headers=headers, **query)


@contextmanager
def open_site(ledger: Engine) -> Iterator[Site]:
    """Serve what a ledger holds until the block ends."""
    token = allow(ledger, "peer", ["green", "amber"], by="Ada", now=NOW)
    access = Access(ledger, own_token=OWN, now=lambda: NOW)
    routes = taxii_routes(ledger, KEY, access, "Example CERT")
    with running(make_app(ledger, routes, {"127.0.0.1", "localhost"}, unheard)) as url:
        yield Site(url, token)
