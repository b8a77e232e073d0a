"""The console of a home: what it shows is what the commands tell."""

import getpass
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

from starlette.routing import BaseRoute

from rasid.accounts import Role, Site, open_accounts, site_of
from rasid.cli.campaigns import errata_of, told_in_full
from rasid.cli.decide_actors import candidate
from rasid.cli.known import remember_now
from rasid.cli.notify_begun import begun
from rasid.cli.retain import retentions_of
from rasid.cli.show_actors import actor_told, actors_told
from rasid.cli.told_by_others import campaigns_like
from rasid.cli.voice import progress, say, warn
from rasid.clock import utc_now
from rasid.console import (
    ENTER,
    OWNER,
    Console,
    Deciding,
    Desk,
    Doors,
    Folder,
    Gate,
    Importer,
    Knowledge,
    Mailer,
    Person,
    Reading,
    Warmer,
    console_routes,
)
from rasid.settings import Home
from rasid.signing import signer_of

KNOWLEDGE = Knowledge(
    told_in_full, errata_of, actors_told, actor_told, campaigns_like, retentions_of
)
"""What the console knows beside the tables."""

DECIDING = Deciding(candidate, remember_now)
"""What it needs to decide as the commands do."""


@dataclass(frozen=True, slots=True)
class OpenedConsole:
    """A console that can be served; `tell_address` prints how to come in."""

    routes: Sequence[BaseRoute]
    importer: Importer
    tell_address: Callable[[], None]


@contextmanager
def opened_console(
    home: Home, reading: Reading, url: str, *, by_address: bool
) -> Iterator[OpenedConsole]:
    """Open the console of a home that is served at a URL.

    `by_address` lets whoever started the server in by an address that works once.
    """
    gate, base = Gate(utc_now, _owner()), url.rstrip("/")

    def tell(token: str) -> None:
        say("Console, for one browser and once:", f"{base}{ENTER}?token={token}")

    def tell_address() -> None:
        if by_address:
            tell(gate.issue())
        else:
            say(f"Console, for who has an account: {base}/")

    with open_accounts(home) as store:
        site = _site(home, url, by_address=by_address)
        desk = Desk(
            home, store, signer_of(home), utc_now, by_address, site, home.settings().provider
        )
        importer = Importer(Folder(home, utc_now), utc_now, warn)
        mailer = Mailer(partial(begun, home), warn)
        doors = Doors(gate, desk, tell)
        console = Console(reading, doors, KNOWLEDGE, DECIDING, importer, mailer)
        warmer = Warmer(reading, KNOWLEDGE)
        with importer.running(), mailer.running(), warmer.running():
            with progress("reading") as read:
                warmer.wait(read)
            yield OpenedConsole(console_routes(console), importer, tell_address)


def _site(home: Home, url: str, *, by_address: bool) -> Site | None:
    """Return where passkeys are for: the address that is set, on this machine else its name."""
    address = home.settings().access.address
    if address or not by_address:
        return site_of(address) if address else None
    port = urlsplit(url).port
    return site_of(f"http://localhost:{port}")


def _owner() -> Person:
    """Return whoever started the server, as the system calls them."""
    try:
        return Person(getpass.getuser(), Role.ADMIN)
    except (OSError, KeyError, ImportError):
        return OWNER


@contextmanager
def opened_reading(home: Home) -> Iterator[Reading]:
    """Open what the console and the API look at a home with, together: one engine, one cache."""
    reading = Reading(home)
    try:
        yield reading
    finally:
        reading.close()
