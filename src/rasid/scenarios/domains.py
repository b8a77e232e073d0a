"""Domains that were seen: bait of the group on servers that are told of, and honest sites.

All names are below endings that nobody can register (RFC 2606), and addresses are fictional ones.
The records are as certificate logs, passive DNS, RDAP and a report's list have them.
"""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from random import Random
from typing import Any

from rasid.scenarios.actors import Actor
from rasid.scenarios.chance import hexadecimal
from rasid.scenarios.world.build import World
from rasid.scenarios.world.names import words
from rasid.scenarios.world.networks import address

_ENDINGS = ("example", "test", "invalid")
_ACCOUNT_WORDS = (
    *("account", "session", "verify", "recovery", "identity", "confirm"),
    *("customer", "service", "mailbox", "security", "signin", "profile"),
)
_TRADES = ("bakery", "choir", "books", "cycling", "pottery", "gardens", "school", "dental")
_REPORTED, _UNREPORTED, _HONEST, _SHARING = 6, 5, 8, 24
_SOURCE = "Simulated research"

Record = dict[str, Any]


def write_domains(world: World, rng: Random, actor: Actor | None) -> str:
    """Return the records of seen domains, one a line; `actor` is the group at work, if known."""
    author = _Author(world, rng)
    records = [*author.honest(), *(author.bait(actor) if actor else ())]
    return "".join(f"{json.dumps(record)}\n" for record in records)


class _Author:
    """Draws names and tells of them; each name once."""

    def __init__(self, world: World, rng: Random) -> None:
        self._rng, self._month = rng, world.month
        self._networks = world.internet.networks["hosting"]
        self._hosts = [self._host() for _ in range(_HONEST + 1)]
        self._names: set[str] = set()

    def honest(self) -> Iterator[Record]:
        """Tell of shops and clubs: some on addresses of their own, more on one that many share."""
        shared, *own = self._hosts
        for place in [*own, *[shared] * _SHARING]:
            name = self._new(self._trade)
            registered = self._day(-2_000, -300)
            yield _registered(name, registered, "Simulated Registrar One")
            yield self._seen(name, place, self._day(-40, -5))
            yield self._certified(name, self._day(-40, -5))

    def bait(self, actor: Actor) -> Iterator[Record]:
        """Tell of the group's names; a report lists some, one of which is a site broken into."""
        known = [place.text for place in actor.addresses if ":" not in place.text][:3]
        servers = known or [self._host()]
        minute, registrar = self._day(-30, -20), "Simulated Registrar Two"
        reported = [self._new(self._account) for _ in range(_REPORTED)]
        others = [self._new(self._account) for _ in range(_UNREPORTED)]
        plain = self._new(self._trade)
        for place, name in enumerate([*reported, *others, plain]):
            first = minute + timedelta(days=place % 7 + 1)
            yield _registered(name, minute + timedelta(seconds=7 * place), registrar)
            yield self._seen(name, servers[place % len(servers)], first)
            yield self._certified(name, first)
        yield self._seen(reported[0], self._hosts[0], minute + timedelta(days=2))
        yield self._certified(plain, minute + timedelta(days=3), others[0])
        entered = self._new(self._trade)
        yield _registered(entered, self._day(-2_600, -2_000), "Simulated Registrar One")
        yield self._seen(entered, servers[0], minute + timedelta(days=4))
        yield {"rrname": entered, "rrtype": "MX", "rdata": f"10 mx.{entered}."}
        for name in [*reported, entered]:
            told = (minute + timedelta(days=9)).date().isoformat()
            yield {"domain": name, "group": actor.name, "first_seen": told, "source": _SOURCE}

    def _host(self) -> str:
        network = self._rng.choice(self._networks)
        return address(network, self._rng.randrange(network.size)).text

    def _new(self, draw: Callable[[], str]) -> str:
        while (name := draw()) in self._names:
            pass
        self._names.add(name)
        return name

    def _account(self) -> str:
        chosen = self._rng.sample(_ACCOUNT_WORDS, self._rng.choice((2, 3, 3)))
        return f"{'-'.join(chosen)}.{self._rng.choice(_ENDINGS)}"

    def _trade(self) -> str:
        first = self._rng.choice(words("organisations")).lower()
        return f"{first}{self._rng.choice(('', '-'))}{self._rng.choice(_TRADES)}.example"

    def _day(self, first: int, last: int) -> datetime:
        """Draw a moment between two days, counted from the beginning of the month."""
        days, minutes = self._rng.randint(first, last), self._rng.randrange(1_440)
        begin = datetime.combine(self._month.start, time(), UTC)
        return begin + timedelta(days=days, minutes=minutes)

    def _seen(self, name: str, place: str, first: datetime) -> Record:
        last = first + timedelta(days=self._rng.randint(2, 30), minutes=self._rng.randrange(1_440))
        return {
            "rrname": name,
            "rrtype": "A",
            "rdata": place,
            "time_first": int(first.timestamp()),
            "time_last": int(last.timestamp()),
            "sensor_id": "Simulated passive DNS",
        }

    def _certified(self, name: str, at: datetime, *others: str) -> Record:
        return {
            "dns_names": [name, f"www.{name}", *others],
            "sha256": hexadecimal(self._rng, 64),
            "not_before": at.isoformat(),
        }


def _registered(name: str, at: datetime, registrar: str) -> Record:
    handle = registrar.rpartition(" ")[2].lower()
    contact = ["email", {}, "text", f"abuse@registrar-{handle}.example"]
    return {
        "ldhName": name,
        "events": [{"eventAction": "registration", "eventDate": at.isoformat()}],
        "entities": [
            {
                "roles": ["registrar"],
                "vcardArray": ["vcard", [["fn", {}, "text", registrar]]],
                "entities": [{"roles": ["abuse"], "vcardArray": ["vcard", [contact]]}],
            }
        ],
        "nameservers": [{"ldhName": f"ns{number}.registrar-{handle}.example"} for number in (1, 2)],
    }
