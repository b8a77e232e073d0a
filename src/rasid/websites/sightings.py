"""From a record of any format to what it tells of hosts."""

import ipaddress
import json
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rasid.websites.formats import PLAIN, Format, format_of
from rasid.websites.hosts import Host, NotAName, read_host
from rasid.websites.moments import latest_meant, moment
from rasid.websites.paths import Record
from rasid.websites.saved_pages import SHORTEST_TITLE, Trait, shown_as, traits_of

HONEST_WORDS = frozenset(("benign", "honest", "legitimate", "legit", "clean", "popular", "safe"))
HOSTILE_WORDS = frozenset(("phishing", "malicious", "hostile", "bait", "malware", "bad"))

_OTHER_THINGS = re.compile(
    r"(?:ip|ipv[46]|asn?|as|md5|sha|ssdeep|imphash|tlsh|file\w*|mutex|regkey|windows-registry|process"
    r"|email-addr|btc|yara|vulnerability|identity|user-account|mac-addr|hash)(?![a-z])",
    re.IGNORECASE,
)
"""Types of indicators that look like names (a file's, say) and are none."""

_BETWEEN = re.compile(r"[\s,;|]+")
_IN_PATTERN = re.compile(r"(?:domain-name|hostname|url):value\s*(?:=|LIKE)\s*'((?:[^'\\]|\\.)*)'")
_NEVER_READ = 200
_NOTHING = frozenset(("", "0", "-"))


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
    traits: tuple[Trait, ...] = ()


def read_hosts(record: Record) -> list[Host]:
    """Return the hosts that a record names; raises NotAName where there is none."""
    text = record.get(PLAIN)
    if isinstance(text, str) and len(record) == 1:
        return [read_host(text)]
    given = format_of(record)
    if given is None:
        raise NotAName("no field that names a website")
    return hosts_of(record, given)


def hosts_of(record: Record, given: Format) -> list[Host]:
    """Return the hosts that a record of a format names; raises NotAName where there is none."""
    what = _text(given.find(record, "what"))
    if _OTHER_THINGS.match(what):
        raise NotAName(f"of type {what[:40]}, which is no name")
    return _hosts(given.find(record, "names"))


def read_sightings(record: Record, given: Format) -> list[Sighting]:
    """Return what a record tells of each host; raises NotAName where it names none."""
    text = record.get(PLAIN)
    if isinstance(text, str) and len(record) == 1:
        return [Sighting(read_host(text), given.kind)]
    hosts = hosts_of(record, given)
    addresses, servers = _answers(given.find(record, "answers"), given.find(record, "answer_type"))
    hostile, group = _label(given.find(record, "label"), given.find(record, "group"))
    told = Sighting(
        host=hosts[0],
        kind=given.kind,
        seen_at=moment(given.find(record, "seen_at")),
        until_at=moment(given.find(record, "until_at")),
        registered_at=moment(given.find(record, "registered_at")),
        registrar=_text(given.find(record, "registrar")),
        addresses=tuple(sorted({*addresses, *_addresses(given.find(record, "addresses"))})),
        name_servers=tuple(sorted({*servers, *_servers(given.find(record, "name_servers"))})),
        certificate=_text(given.find(record, "certificate")).lower().replace(":", ""),
        source=_text(given.find(record, "source")),
        hostile=hostile,
        group=group,
        known_at=latest_meant(given.find(record, "seen_at")),
        # Of several names nobody says whose page it is.
        traits=_traits(record, given) if len(hosts) == 1 else (),
    )
    beside = _beside(given.find(record, "also"), {host.host for host in hosts})
    return [
        told,
        *(_with_host(told, host) for host in hosts[1:]),
        *(Sighting(host, given.kind, told.seen_at, told.until_at) for host in beside),
    ]


def _traits(record: Record, given: Format) -> tuple[Trait, ...]:
    """Return what a record tells of the page: its title, hashes of icon and body, or all of it."""
    title = shown_as(_text(given.find(record, "title"))).casefold()
    hashes = (("favicon", "favicon"), ("page body", "page_body"))
    found = [Trait(kind, _text(given.find(record, field)).lower()) for kind, field in hashes]
    found.append(Trait("page title", title if len(title) >= SHORTEST_TITLE else ""))
    for page in given.find(record, "page"):
        if isinstance(page, str):
            found.extend(traits_of(page.encode("utf-8", "replace")))
    return tuple(dict.fromkeys(one for one in found if one.shared not in _NOTHING))


def _beside(found: Sequence[Any], known: set[str]) -> list[Host]:
    """Return the other hosts that a record speaks of, of which it tells no more than when."""
    if not found:
        return []
    try:
        return [host for host in _hosts(found) if host.host not in known]
    except NotAName:
        return []


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
        for text in _written_names(value):
            try:
                host = read_host(text)
            except NotAName as error:
                fault = fault or error
            else:
                hosts.setdefault(host.host, host)
    if not hosts:
        raise fault or NotAName("no name")
    return list(hosts.values())


def _written_names(text: str) -> Sequence[str]:
    """Return the names that one text holds: lines, parts of `domain|ip`, a pattern of STIX."""
    if "\n" in text:
        return text.split("\n")
    if text.startswith("[") and "'" in text:
        return [name.replace("\\", "") for name in _IN_PATTERN.findall(text)]
    if text.startswith('["'):
        with suppress(ValueError, RecursionError):
            return [name for name in json.loads(text) if isinstance(name, str)]
    return text.split("|")[:1] if "|" in text and "://" not in text else (text,)


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
    return [part for text in texts for part in _BETWEEN.split(text) if part]


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
