"""How long the console takes for a page of an analysed home, and how large pages are.

    python benchmarks/console.py HOME

Each page is asked for once in a server of its own that has just let somebody in: it has read what
the first pages need by then. Then in one of which all are asked, once, and ROUNDS times in a row.
The files of the home are in memory by then: those that find the pages read them first.
"""

import html
import http.client
import os
import re
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Thread
from typing import NamedTuple
from urllib.parse import urlsplit

from rasid.accounts import open_accounts
from rasid.cli.console import DECIDING, KNOWLEDGE
from rasid.cli.notify_begun import begun
from rasid.console import (
    ENTER,
    Console,
    Desk,
    Doors,
    Folder,
    Gate,
    Importer,
    Mailer,
    Reading,
    Warmer,
    console_routes,
)
from rasid.console.assets import read_asset
from rasid.ledger import open_ledger
from rasid.serving import make_app
from rasid.serving.listening import listening, server_of
from rasid.settings import Home
from rasid.signing import signer_of

ROUNDS = 20
AREAS = (
    *("/", "/campaigns", "/people", "/actors", "/websites", "/signals", "/rules", "/coverage"),
    *("/notices", "/codes", "/published", "/answers", "/evidence", "/calendar", "/rejects"),
    *("/decisions", "/background", "/suggested", "/others", "/retentions", "/approvals"),
    *("/account", "/accounts", "/audit", "/search?q=keystone", "/views", "/first-hour"),
)
FOUND = (
    r"/campaigns/[^/?]+",
    r"/campaigns/[^/?]+/events\?number=attempts",
    r"/campaigns/[^/?]+/events\?number=attacked&category=[^&]+",
    r"/campaigns/[^/?]+/graph",
    r"/campaigns/[^/?]+/sessions",
    r"/campaigns/[^/?]+/events\?network=[^&]+",
    r"/respond/[^/?]+",
    r"/notices/[^/?]+",
    r"/disclosures/[^/?]+",
    r"/answers/[^/?]+",
    r"/rules/[^/?]+",
    r"/people/[^/?]+",
    r"/explain\?campaign=[^&]+&session=[^&]+",
    r"/explain\?campaign=[^&]+&account=[^&]+",
    r"/explain\?address=[^&]+",
    r"/explain\?session=[^&]+",
    r"/explain\?account=[^&]+",
    r"/line\?[^\"]+",
)
"""What links of the pages above lead to; the first of each kind is taken."""


class Taken(NamedTuple):
    """Milliseconds that a page took: by the clock, and of processors, asking for it included."""

    clock: float
    work: float


class Browser:
    """Asks for pages over a connection of its own each time, as a person does."""

    def __init__(self, url: str, token: str) -> None:
        self._place = urlsplit(url)
        self._cookie = ""
        self._cookie = self._ask(f"{ENTER}?token={token}")[1]

    def page(self, path: str) -> tuple[Taken, str]:
        """Return how long a page took, and its text."""
        start, worked = time.perf_counter(), time.process_time()
        text, _ = self._ask(path)
        worked = (time.process_time() - worked) * 1000
        return Taken((time.perf_counter() - start) * 1000, worked), text

    def _ask(self, path: str) -> tuple[str, str]:
        connection = http.client.HTTPConnection(str(self._place.hostname), self._place.port)
        connection.request("GET", path, headers={"Cookie": self._cookie})
        answer = connection.getresponse()
        text = answer.read().decode()
        if answer.status != http.HTTPStatus.OK:
            sys.exit(f"{path}: {answer.status}")
        cookie = (answer.getheader("set-cookie") or "").partition(";")[0]
        connection.close()
        return text, cookie


@contextmanager
def opened(home: Home) -> Iterator[Browser]:
    """Serve a home and yield a browser that was let in."""
    gate, reading = Gate(), Reading(home)
    with (
        open_ledger(home) as ledger,
        open_accounts(home) as store,
        listening("127.0.0.1", 0, None) as listener,
    ):
        desk = Desk(home, store, signer_of(home), gate.clock, by_address=True)
        importer = Importer(Folder(home, gate.clock), gate.clock, print)
        mailer = Mailer(partial(begun, home), print)
        console = Console(reading, Doors(gate, desk, print), KNOWLEDGE, DECIDING, importer, mailer)
        app = make_app(ledger, console_routes(console), {"127.0.0.1"}, print)
        server = server_of(app, None)
        thread = Thread(target=server.run, kwargs={"sockets": [listener.opened]})
        Warmer(reading, KNOWLEDGE).warm()
        thread.start()
        try:
            yield Browser(listener.url, gate.issue())
        finally:
            server.should_exit = True
            thread.join()
            reading.close()


def paths(browser: Browser) -> list[str]:
    """Return the areas and one page of each kind that they lead to."""
    found: list[str] = []
    texts: list[str] = []

    def look(path: str) -> None:
        found.append(path)
        texts.append(browser.page(path)[1])

    for path in AREAS:
        look(path)
    for pattern in FOUND:
        links = (
            html.unescape(link) for text in texts for link in re.findall(r'href="([^"]+)', text)
        )
        one = next((link for link in links if re.fullmatch(pattern, link)), None)
        if one:
            look(one)
    return found


def cold(home: Home, path: str) -> Taken:
    """Return how long a page takes in a server that has just let somebody in."""
    with opened(home) as browser:
        return browser.page(path)[0]


def _p95(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def main() -> None:
    """Print the times of each page, and of all of them together."""
    home = Home(Path(sys.argv[1]))
    began = time.process_time()
    with opened(home) as browser:
        print(f"reading what the first pages need: {time.process_time() - began:.1f} s CPU")
        asked = paths(browser)
    alone = {path: cold(home, path) for path in asked}
    with opened(home) as browser:
        first = {path: browser.page(path)[0] for path in asked}
        taken = {path: [browser.page(path)[0] for _ in range(ROUNDS)] for path in asked}
        sizes = {path: len(browser.page(path)[1].encode()) for path in asked}
    heads = ("cold", "work", "first", "work", "median", "work", "p95", "kB")
    print(" ".join(f"{head:>7}" for head in heads), " page (ms; work: of processors)")
    for path in asked:
        clock, work = zip(*taken[path], strict=True)
        again = (statistics.median(clock), statistics.median(work), _p95(clock))
        row = (*alone[path], *first[path], *again, sizes[path] / 1000)
        print(" ".join(f"{one:7.1f}" for one in row), f" {path[:60]}")
    looks = {
        "first looks, each of a server that has just begun": list(alone.values()),
        "first looks, all of one server": list(first.values()),
        "looks again": [one for times in taken.values() for one in times],
    }
    for name, times in looks.items():
        clock, work = zip(*times, strict=True)
        print(
            f"p95 of {name}: {_p95(clock):.0f} ms by the clock, {_p95(work):.0f} ms of processors; "
            f"the slowest {max(clock):.0f} and {max(work):.0f}"
        )
    beside = ("console.css", "mark.svg", "htmx.min.js", "turning.js", "live.js")
    shared = sum(len(read_asset(name).packed) for name in beside)
    letters = sum(len(read_asset(f"Vazirmatn-{w}.ttf").packed) for w in ("Regular", "Bold"))
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    print(f"beside each page {shared / 1000:.0f} kB; Arabic letters {letters / 1000:.0f} kB, once")


if __name__ == "__main__":
    main()
