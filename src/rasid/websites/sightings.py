"""From a record of any format to what it tells of hosts; formats are content of `formats/`."""

import ipaddress
import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from rasid.websites.hosts import Host, NotAName, read_host
from rasid.websites.paths import Record, has, values
from rasid.websites.records import PLAIN

HONEST_WORDS = frozenset(("benign", "honest", "legitimate", "legit", "clean", "popular", "safe"))
HOSTILE_WORDS = frozenset(("phishing", "malicious", "hostile", "bait", "malware", "bad"))

_ORDER = (
    *("certstream", "ct_entry", "certificate", "passive_dns", "rdap"),
    *("ocsf_dns", "ocsf_http", "whois", "listed", "mail_url"),
)
"""Formats from the most to the least particular: the first that fits reads a record."""

_PLAIN = {PLAIN}
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - tables hold UTC without a zone
_MILLISECONDS_FROM = 1e11
_EARLIEST, _LATEST = datetime(1980, 1, 1), datetime(2200, 1, 1)  # noqa: DTZ001 - the same
_NEVER_READ = 200
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Sighting:
    """A host and what one record tells of it; times are UTC without a zone.

    `known_at` is the last moment that the first time told may mean: a month means its end.
    """

    host: Host
    kind: str
    seen_at: datetime | None = None
    until_at: datetime | None = None
    registered_at: datetime | None = None
    registrar: str = ""
    addresses: tuple[str, ...] = ()
    name_servers: tuple[str, ...] = ()
    certificate: str = ""
    source: str = ""
    hostile: bool | None = None
    group: str = ""
    known_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Format:
    """Where a kind of record keeps what is wanted: for each thing, paths in order of preference."""

    name: str
    kind: str
    needs: tuple[str, ...]
    paths: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def fits(self, record: Record) -> bool:
        """Say whether a record is of this format."""
        return all(has(record, path) for path in self.needs)

    def find(self, record: Record, what: str) -> list[Any]:
        """Return what a record says of one thing."""
        paths = self.paths.get(what)
        return values(record, paths) if paths else []


@cache
def formats() -> tuple[Format, ...]:
    """Return the packaged formats, the most particular first."""
    folder = files("rasid.websites") / "formats"
    found = []
    for name in _ORDER:
        text = tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))
        kind, needs = text.pop("kind"), text.pop("needs")
        found.append(Format(name, kind, tuple(needs), text))
    return tuple(found)


def format_of(record: Record) -> Format | None:
    """Return the format that fits a record."""
    return next((one for one in formats() if one.fits(record)), None)


def read_hosts(record: Record) -> list[Host]:
    """Return the hosts that a record names; raises NotAName where there is none."""
    if record.keys() == _PLAIN and isinstance(record[PLAIN], str):
        return [read_host(record[PLAIN])]
    given = format_of(record)
    if given is None:
        raise NotAName("no field that names a website")
    return _hosts(given.find(record, "names"))


def read_sightings(record: Record, given: Format) -> list[Sighting]:
    """Return what a record tells of each host; raises NotAName where it names none."""
    if record.keys() == _PLAIN and isinstance(record[PLAIN], str):
        return [Sighting(read_host(record[PLAIN]), given.kind)]
    hosts = _hosts(given.find(record, "names"))
    addresses, servers = _answers(given.find(record, "answers"), given.find(record, "answer_type"))
    hostile, group = _label(given.find(record, "label"), given.find(record, "group"))
    told = Sighting(
        host=hosts[0],
        kind=given.kind,
        seen_at=_moment(given.find(record, "seen_at")),
        until_at=_moment(given.find(record, "until_at")),
        registered_at=_moment(given.find(record, "registered_at")),
        registrar=_text(given.find(record, "registrar")),
        addresses=tuple(sorted({*addresses, *_addresses(given.find(record, "addresses"))})),
        name_servers=tuple(sorted({*servers, *_servers(given.find(record, "name_servers"))})),
        certificate=_text(given.find(record, "certificate")).lower().replace(":", ""),
        source=_text(given.find(record, "source")),
        hostile=hostile,
        group=group,
        known_at=_latest_meant(given.find(record, "seen_at")),
    )
    return [told, *(_with_host(told, host) for host in hosts[1:])]


def _with_host(told: Sighting, host: Host) -> Sighting:
    values_ = {name: getattr(told, name) for name in Sighting.__dataclass_fields__}
    return Sighting(**{**values_, "host": host})


def _hosts(found: Sequence[Any]) -> list[Host]:
    """Return the hosts of a field, each once; raises NotAName with the first one's fault."""
    hosts: dict[str, Host] = {}
    fault: NotAName | None = None
    for value in found:
        if not isinstance(value, str):
            fault = fault or NotAName(f"{_kind_of(value)} where a name should be")
            continue
        for text in value.split("\n") if "\n" in value else (value,):
            try:
                host = read_host(text)
            except NotAName as error:
                fault = fault or error
            else:
                hosts.setdefault(host.host, host)
    if not hosts:
        raise fault or NotAName("no name")
    return list(hosts.values())


def _kind_of(value: object) -> str:
    kinds = {bool: "true or false", int: "a number", float: "a number", dict: "an object"}
    return kinds.get(type(value), "something else")


def _answers(found: Sequence[Any], kinds: Sequence[Any]) -> tuple[list[str], list[str]]:
    """Return the addresses among DNS answers, and the name servers where they were asked for."""
    kind = _text(kinds).upper()
    return _addresses(found), _servers(found) if kind == "NS" else []


def _addresses(found: Sequence[Any]) -> list[str]:
    listed = []
    for text in _parts(found):
        try:
            listed.append(str(ipaddress.ip_address(text.replace("[.]", "."))))
        except ValueError:
            continue
    return listed


def _servers(found: Sequence[Any]) -> list[str]:
    listed = []
    for text in _parts(found):
        try:
            listed.append(read_host(text).host)
        except NotAName:
            continue
    return listed


def _parts(found: Sequence[Any]) -> list[str]:
    """Return the words of the texts of a field: lists are also written into one."""
    texts = (value for value in found if isinstance(value, str))
    return [part for text in texts for part in text.replace(",", " ").replace(";", " ").split()]


def _text(found: Sequence[Any]) -> str:
    """Return the first text or number of a field on one line, without what no screen can show."""
    for value in found:
        if isinstance(value, str | int) and not isinstance(value, bool):
            text = " ".join(str(value).split())[:_NEVER_READ]
            return "".join(letter for letter in text if letter.isprintable())
    return ""


def _label(labels: Sequence[Any], groups: Sequence[Any]) -> tuple[bool | None, str]:
    group, word = _text(groups), _text(labels).lower()
    if word in HONEST_WORDS or group.lower() in HONEST_WORDS:
        return False, ""
    return (True if group or word in HOSTILE_WORDS else None), group


def _moment(found: Sequence[Any]) -> datetime | None:
    """Return the earliest moment of a field; what is no time is not told."""
    moments = [moment for value in found if (moment := _one_moment(value)) is not None]
    return min(moments, default=None)


def _one_moment(value: Any) -> datetime | None:  # noqa: ANN401 - whatever JSON holds
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = _number(value) if isinstance(value, str) else float(value)
        moment = _written(str(value)) if number is None else _since_epoch(number)
    except (ValueError, OverflowError, TypeError):
        return None
    return moment if _EARLIEST <= moment < _LATEST else None


def _latest_meant(found: Sequence[Any]) -> datetime | None:
    """Return the end of the month or year that the first time of a field means, else that time."""
    moment = _moment(found[:1])
    written = str(found[0]).strip() if found else ""
    if moment is None or len(written) not in (len("2018-12"), len("2018")):
        return moment
    is_year = len(written) == len("2018")
    year, month = moment.year + (is_year or moment.month == _MONTHS), moment.month % _MONTHS + 1
    return datetime(year, 1 if is_year else month, 1) - timedelta(seconds=1)  # noqa: DTZ001


def _number(text: str) -> float | None:
    stripped = text.strip()
    is_day = (
        len(stripped) == len("20181213") and stripped.isdigit() and stripped[:2] in ("19", "20")
    )
    if is_day or not stripped.replace(".", "", 1).isdigit() or len(stripped) == len("2018"):
        return None
    return float(stripped)


def _since_epoch(number: float) -> datetime:
    if not math.isfinite(number):
        raise ValueError(number)
    seconds = number / 1000 if number >= _MILLISECONDS_FROM else number
    return _EPOCH + timedelta(seconds=seconds)


def _written(text: str) -> datetime:
    written = text.strip()
    if len(written) == len("2018-12"):
        written += "-01"
    if len(written) == len("2018"):
        written += "-01-01"
    moment = datetime.fromisoformat(written)
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
