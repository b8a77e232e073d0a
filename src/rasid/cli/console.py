"""The console of a home: what it shows is what the commands tell."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from starlette.routing import BaseRoute

from rasid.cli.campaigns import facts_of
from rasid.cli.show_actors import actor_told, actors_told
from rasid.cli.voice import say
from rasid.console import ENTER, Console, Doors, Gate, Knowledge, Reading, console_routes
from rasid.settings import Home

KNOWLEDGE = Knowledge(facts_of, actors_told, actor_told)
"""What the console knows beside the tables."""


@dataclass(frozen=True, slots=True)
class OpenedConsole:
    """A console that can be served; `tell_address` prints an address that works once."""

    routes: Sequence[BaseRoute]
    tell_address: Callable[[], None]


@contextmanager
def opened_console(reading: Reading, url: str) -> Iterator[OpenedConsole]:
    """Open the console of what is served at a URL."""
    gate = Gate()

    def tell(token: str) -> None:
        say("Console, for one browser and once:", f"{url.rstrip('/')}{ENTER}?token={token}")

    console = Console(reading, Doors(gate, tell), KNOWLEDGE)
    yield OpenedConsole(console_routes(console), lambda: tell(gate.issue()))


@contextmanager
def opened_reading(home: Home) -> Iterator[Reading]:
    """Open what the console and the API look at a home with, together: one engine, one cache."""
    reading = Reading(home)
    try:
        yield reading
    finally:
        reading.close()
