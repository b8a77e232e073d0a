"""A browser as tests need it: it keeps cookies, says where a request came from, runs no script."""

import http.client
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

from rasid.cli.console import KNOWLEDGE
from rasid.console import ENTER, Console, Doors, Gate, Reading, console_routes
from rasid.ledger import open_ledger
from rasid.serving import make_app
from rasid.settings import Home
from serving.running import Told, running, unheard


@dataclass
class Browser:
    """Keeps cookies, as browsers do."""

    url: str
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **headers: str) -> Told:
        """Follow a link."""
        return self.ask("GET", path, headers)

    def post(self, path: str, **headers: str) -> Told:
        """Send a form of our own pages; `headers` say otherwise."""
        own = {"Origin": self.url.rstrip("/"), "Sec_Fetch_Site": "same-origin"}
        return self.ask("POST", path, {**own, **headers})

    def send(self, path: str, **form: str) -> Told:
        """Send a form with something in it."""
        own = {"Origin": self.url.rstrip("/"), "Sec_Fetch_Site": "same-origin"}
        return self.ask("POST", path, own, urlencode(form))

    def ask(self, method: str, path: str, headers: Mapping[str, str], body: str = "") -> Told:
        """Ask as it is said; an underscore in a header's name stands for a hyphen."""
        place = urlsplit(self.url)
        connection = http.client.HTTPConnection(str(place.hostname), place.port, timeout=60)
        kept = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {name.replace("_", "-"): text for name, text in headers.items()}
        try:
            connection.request(method, path, body or None, {"Cookie": kept, **sent})
            answer = connection.getresponse()
            for line in answer.headers.get_all("set-cookie", []):
                for name, morsel in SimpleCookie(line).items():
                    self.cookies[name] = morsel.value
            told = {name.lower(): value for name, value in answer.getheaders()}
            return Told(answer.status, told, answer.read().decode("utf-8", "replace"))
        finally:
            connection.close()


@dataclass
class Served:
    """A console that is served; `clock` is its present, `told` what it printed."""

    url: str
    gate: Gate
    told: list[str]
    clock: list[datetime]

    def browser(self) -> Browser:
        """Return a browser that was let in."""
        browser = self.stranger()
        assert 200 == browser.get(f"{ENTER}?token={self.gate.issue()}").status
        return browser

    def stranger(self) -> Browser:
        """Return a browser that was not."""
        return Browser(self.url)


@contextmanager
def served(home: Home) -> Iterator[Served]:
    """Serve the console of a home."""
    told: list[str] = []
    clock = [datetime(2026, 4, 1, 9, tzinfo=UTC)]
    gate, reading = Gate(lambda: clock[0]), Reading(home)
    console = Console(reading, Doors(gate, told.append), KNOWLEDGE)
    with ExitStack() as opened:
        ledger = opened.enter_context(open_ledger(home))
        opened.callback(reading.close)
        app = make_app(ledger, console_routes(console), {"127.0.0.1"}, unheard)
        yield Served(opened.enter_context(running(app)), gate, told, clock)
