"""A browser as tests need it: it keeps cookies, says where a request came from, runs no script."""

import html
import http.client
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

from rasid.access_settings import ProviderSettings
from rasid.accounts import Role, Site, open_accounts
from rasid.cli.console import DECIDING, KNOWLEDGE
from rasid.cli.notify_begun import begun
from rasid.console import (
    ENTER,
    MOST_UPLOAD,
    Console,
    Desk,
    Doors,
    Folder,
    Gate,
    Importer,
    Mailer,
    Person,
    Reading,
    console_routes,
)
from rasid.ledger import open_ledger
from rasid.serving import UPLOADS, Fronted, make_app
from rasid.settings import Home
from rasid.signing import signer_of
from serving.running import Told, running, unheard

Part = tuple[str, str | None, bytes]
"""A part of a form: its name, what the file is called if it is one, and its content."""


def named(files: Iterable[tuple[str, bytes]]) -> list[Part]:
    """Return files as parts of the form of imports."""
    return [("files", name, content) for name, content in files]


def multipart(parts: Iterable[Part]) -> tuple[str, bytes]:
    """Return the content type and the body of a form with files."""
    body = b""
    for name, filename, content in parts:
        told = f'form-data; name="{name}"' + (f'; filename="{filename}"' if filename else "")
        head = f"--xx\r\nContent-Disposition: {told}\r\n\r\n"
        body += head.encode() + content + b"\r\n"
    return "multipart/form-data; boundary=xx", body + b"--xx--\r\n"


@dataclass
class Browser:
    """Keeps cookies, as browsers do; `origin` and `host` are where it believes to be."""

    url: str
    cookies: dict[str, str] = field(default_factory=dict)
    origin: str = ""
    host: str = ""

    def get(self, path: str, **headers: str) -> Told:
        """Follow a link."""
        return self.ask("GET", path, headers)

    def post(self, path: str, fields: Mapping[str, str] | None = None, **headers: str) -> Told:
        """Send a form of our own pages; `headers` say otherwise."""
        own = {"Origin": self.origin or self.url.rstrip("/"), "Sec_Fetch_Site": "same-origin"}
        if fields is None:
            return self.ask("POST", path, {**own, **headers})
        kind = {"Content_Type": "application/x-www-form-urlencoded"}
        return self.ask("POST", path, {**own, **kind, **headers}, urlencode(fields))

    def send(self, page: str, action: str, **fields: str) -> Told:
        """Open a page, fill in its form for an address, and send it."""
        return self.post(action, {"form": self.form(page, action), **fields})

    def form(self, page: str, action: str) -> str:
        """Return what the form of a page for an address must bring."""
        text = self.get(page).text
        found = re.search(
            rf'action="{re.escape(html.escape(action))}".*?name="form" value="([^"]+)"',
            text,
            re.DOTALL,
        )
        assert found, f"{page} has no form for {action}"
        return found.group(1)

    def fill(self, path: str, **form: str) -> Told:
        """Send a form to an address from a page that has it: its own, or any other."""
        page = path if path == "/codes" else "/account"
        return self.send(page, path, **form)

    def bring(self, *files: tuple[str, bytes], form: str | None = None) -> Told:
        """Send files from the page of imports; `form` is what the form brings, if not its own."""
        token = self.form("/imports", "/imports") if form is None else form
        kind, body = multipart([("form", None, token.encode()), *named(files)])
        own = {"Origin": self.origin or self.url.rstrip("/"), "Sec_Fetch_Site": "same-origin"}
        return self.ask("POST", "/imports", {**own, "Content_Type": kind}, body)

    def ask(
        self, method: str, path: str, headers: Mapping[str, str], body: str | bytes | None = None
    ) -> Told:
        """Ask as it is said; an underscore in a header's name stands for a hyphen."""
        place = urlsplit(self.url)
        connection = http.client.HTTPConnection(str(place.hostname), place.port, timeout=60)
        kept = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {"Host": self.host or place.netloc}
        sent |= {name.replace("_", "-"): text for name, text in headers.items()}
        try:
            connection.request(method, path, body, headers={"Cookie": kept, **sent})
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
    desk: Desk
    told: list[str]
    clock: list[datetime]

    def browser(self, role: Role = Role.ADMIN, name: str = "owner") -> Browser:
        """Return a browser that was let in, as whoever started the server or in another role."""
        browser = self.stranger()
        if (role, name) == (Role.ADMIN, "owner"):
            assert 200 == browser.get(f"{ENTER}?token={self.gate.issue()}").status
            return browser
        port = urlsplit(self.url).port
        browser.cookies[f"rasid-console-{port}"] = self.gate.open(Person(name, role), "192.0.2.9")
        return browser

    def stranger(self) -> Browser:
        """Return a browser that was not."""
        return Browser(self.url)

    def beyond(self) -> Browser:
        """Return a browser that was not, and that sees a server with TLS."""
        site = self.desk.site
        if site is not None:
            return Browser(self.url, origin=site.origin, host=urlsplit(site.origin).netloc)
        return Browser(self.url, origin=self.url.rstrip("/").replace("http:", "https:"))


@contextmanager
def served(
    home: Home,
    *,
    beyond: bool = False,
    site: Site | None = None,
    provider: ProviderSettings | None = None,
) -> Iterator[Served]:
    """Serve the console of a home, `beyond` this machine as behind a proxy that speaks TLS.

    `site` is where its passkeys are for, `provider` where people may sign in too.
    """
    told: list[str] = []
    clock = [datetime(2026, 4, 1, 9, tzinfo=UTC)]
    gate, reading = Gate(lambda: clock[0]), Reading(home)
    with ExitStack() as opened:
        ledger = opened.enter_context(open_ledger(home))
        store = opened.enter_context(open_accounts(home))
        opened.callback(reading.close)
        desk = Desk(home, store, signer_of(home), gate.clock, not beyond, site, provider)
        importer = Importer(Folder(home, gate.clock), gate.clock, unheard)
        opened.enter_context(importer.running())
        doors = Doors(gate, desk, told.append)
        mailer = Mailer(partial(begun, home), unheard)
        opened.enter_context(mailer.running())
        console = Console(reading, doors, KNOWLEDGE, DECIDING, importer, mailer)
        bodies = dict.fromkeys(UPLOADS, MOST_UPLOAD)
        names = {"127.0.0.1", site.host if site else "localhost"}
        app = make_app(ledger, console_routes(console), names, unheard, bodies)
        if beyond:
            app = Fronted(app, ())
        yield Served(opened.enter_context(running(app)), gate, desk, told, clock)
