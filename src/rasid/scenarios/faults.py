"""What goes wrong between a provider's services and whoever reads their log.

Faults are drawn for each seed. Clocks and empty fields are faults of the services, so they strike
before anything is logged; losses and second deliveries strike records that have their ids.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from random import Random

from rasid.scenarios.chance import stream
from rasid.scenarios.forms.delivery import Again
from rasid.scenarios.log import MAIL_PROTOCOLS, Act, Client, Row
from rasid.scenarios.month import HOUR_MS, Month
from rasid.scenarios.world.networks import Address

FAULTS = {
    "duplicates": "a few records in a hundred are delivered again, the same day or days later",
    "losses": "some records are not in the log, and perhaps some hours of a service",
    "skew": "the clock of one service is off by some minutes",
    "missing": "fields are empty, in a share of the records or in all of one service",
}

_SERVICES = ("sign-in pages", "recovery pages", "mail server", "account settings")
_RECOVERY = {"account.lookup", "account.create", "password.reset"}
_MAIL = {"mail", "mail_rule", "delegate", "link"}
_WORST_SKEW_MS = 300_000
_DAYS_LATER = (0, 0, 0, 0, 1, 1, 2, 3, 5, 9)

Said = dict[str, object]


@cache
def service_of(act: Act) -> str:
    """Name the service of the provider that logs an act."""
    area, _, _ = act.operation.partition(".")
    if act.operation == "signin":
        return "mail server" if act.protocol in MAIL_PROTOCOLS else "sign-in pages"
    if area == "recovery" or act.operation in _RECOVERY:
        return "recovery pages"
    return "mail server" if area in _MAIL else "account settings"


@dataclass(slots=True)
class Faults:
    """The faults of one seed; `said` tells, for the truth, what was drawn."""

    seed: int
    month: Month
    wanted: Collection[str]
    said: dict[str, Said] = field(default_factory=dict)

    def in_services(self, rows: list[Row]) -> list[Row]:
        """Return what happened as services with wrong clocks and empty fields tell of it."""
        if "skew" in self.wanted:
            rows = self._skew(rows)
        return self._missing(rows) if "missing" in self.wanted else rows

    def lose(self, rows: list[Row], uids: list[str]) -> tuple[list[Row], list[str]]:
        """Return the records that reach the log."""
        if "losses" not in self.wanted:
            return rows, uids
        rng = stream(self.seed, "fault losses")
        share, gap = rng.uniform(0.005, 0.03), self._gap(rng)
        kept = [
            (row, uid)
            for row, uid in zip(rows, uids, strict=True)
            if rng.random() >= share and not (gap and gap.holds(row))
        ]
        self.said["losses"] = {"share": round(share, 4), "gap": gap.told() if gap else None}
        return [row for row, _ in kept], [uid for _, uid in kept]

    def again(self, uids: list[str]) -> Again:
        """Return the records that are delivered twice, with how many days lie between."""
        if "duplicates" not in self.wanted:
            return {}
        rng = stream(self.seed, "fault duplicates")
        share = rng.uniform(0.02, 0.04)
        twice = {uid: rng.choice(_DAYS_LATER) for uid in uids if rng.random() < share}
        self.said["duplicates"] = {"share": round(share, 4), "records": len(twice)}
        return twice

    def _gap(self, rng: Random) -> "_Gap | None":
        if rng.random() < 0.4:
            return None
        start = rng.randrange(self.month.start_ms, self.month.end_ms - 12 * HOUR_MS)
        service = rng.choice(("", *_SERVICES))
        return _Gap(start, start + int(rng.uniform(1, 10) * HOUR_MS), service)

    def _skew(self, rows: list[Row]) -> list[Row]:
        rng = stream(self.seed, "fault skew")
        service, sign = rng.choice(_SERVICES), rng.choice((-1, 1))
        off = sign * rng.randint(20_000, _WORST_SKEW_MS)
        self.said["skew"] = {"service": service, "seconds": off / 1000}
        return [
            row._replace(time=row.time + off) if service_of(row.act) == service else row
            for row in rows
        ]

    def _missing(self, rows: list[Row]) -> list[Row]:
        rng = stream(self.seed, "fault missing")
        told: Said = {}
        for name in rng.sample(sorted(_EMPTIED), rng.randint(1, 3)):
            service = rng.choice(("", *_SERVICES))
            share = 1.0 if service else rng.uniform(0.05, 0.6)
            rows = [
                _EMPTIED[name](row)
                if service in {"", service_of(row.act)} and rng.random() < share
                else row
                for row in rows
            ]
            told[name] = {"service": service or None, "share": round(share, 3)}
        self.said["missing"] = told
        return rows


@dataclass(frozen=True, slots=True)
class _Gap:
    """A span of which a service's records are lost, or all where `service` is empty."""

    start: int
    end: int
    service: str

    def holds(self, row: Row) -> bool:
        return self.start <= row.time < self.end and self.service in {"", service_of(row.act)}

    def told(self) -> Said:
        span = [
            f"{datetime.fromtimestamp(moment / 1000, UTC):%Y-%m-%dT%H:%M:%SZ}"
            for moment in (self.start, self.end)
        ]
        return {"service": self.service or None, "span": span}


def _with(row: Row, **changes: object) -> Row:
    return row._replace(client=Client(**(row.client._asdict() | changes)))


@cache
def _elsewhere(address: Address, field_name: str) -> Address:
    network = address.network
    if field_name == "country":
        return Address(address.text, replace(network, country=""))
    return Address(address.text, replace(network, asn=0, name=""))


_EMPTIED: dict[str, Callable[[Row], Row]] = {
    "user agent": lambda row: _with(row, agent=replace(row.client.agent, user_agent="")),
    "fingerprint": lambda row: _with(row, agent=replace(row.client.agent, ja4="")),
    "device": lambda row: _with(row, device=""),
    "session": lambda row: row._replace(session=""),
    "asn": lambda row: _with(row, address=_elsewhere(row.client.address, "asn")),
    "country": lambda row: _with(row, address=_elsewhere(row.client.address, "country")),
}
