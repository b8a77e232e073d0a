"""Addresses, networks, fingerprints … out of STIX observables and indicator patterns.

A pattern's comparisons are taken one by one, whatever AND and OR join them: each is a claim to be
weighed by how rare it is. Negated, LIKE and MATCHES comparisons name no value and are left out.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from ipaddress import ip_network
from typing import Any, Literal
from urllib.parse import urlsplit

from stix2patterns.exceptions import ParseException
from stix2patterns.v20.pattern import Pattern as Pattern20
from stix2patterns.v21.pattern import Pattern as Pattern21

Kind = Literal["address", "cidr", "asn", "fingerprint", "domain", "user_agent"]
Found = tuple[Kind, str]

NAMING_OPERATORS = ("=", "==", "IN", "ISSUBSET")
HOST_PATHS = {
    ("ipv4-addr", "value"),
    ("ipv6-addr", "value"),
    ("domain-name", "value"),
    ("network-traffic", "src_ref", "value"),
    ("network-traffic", "dst_ref", "value"),
}
FINGERPRINT_WORDS = ("ja3", "ja4", "fingerprint")
LITERAL = re.compile(r"'((?:[^'\\]|\\.)*)'|(-?\d+)", re.DOTALL)
DOMAIN = re.compile(r"[\w-]+(\.[\w-]+)+")


def from_observable(stix: Mapping[str, Any]) -> frozenset[Found]:
    """Return what an observable, or a custom property of an infrastructure, states."""
    leaves = _leaves((str(stix["type"]),), stix)
    return frozenset(found for path, text in leaves if (found := _classified(path, text)))


@cache
def from_pattern(pattern: str, version: str) -> frozenset[Found]:
    """Return what a STIX pattern names; ValueError says why it is none."""
    try:
        parsed = (Pattern20 if version == "2.0" else Pattern21)(pattern)
    except (ParseException, RecursionError) as error:
        raise ValueError(f"the pattern cannot be read: {error}") from None
    return frozenset(
        found
        for object_type, comparisons in parsed.inspect().comparisons.items()
        for path, operator, literal in comparisons
        if operator in NAMING_OPERATORS
        for text in _literals(literal)
        if (found := _classified((object_type, *map(str, path)), text))
    )


def _leaves(path: tuple[str, ...], value: object) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _leaves((*path, name), inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(path, inner)
    elif isinstance(value, str | int):
        yield path, str(value)


def _literals(text: str) -> Iterator[str]:
    for quoted, number in LITERAL.findall(text):
        yield number or re.sub(r"\\(.)", r"\1", quoted)


def _classified(path: tuple[str, ...], text: str) -> Found | None:
    """Return what a value at this object path is, or None for what rasid has no use for."""
    if path == ("autonomous-system", "number"):
        return ("asn", text) if text.isdecimal() else None
    if path == ("url", "value"):
        return _host(_host_of_url(text))
    if path in HOST_PATHS:
        return _host(text)
    named = (path[0] if path[1:] == ("value",) else "", *path[1:])
    words = " ".join(named).lower().replace("_", "-")
    if "user-agent" in words:
        return "user_agent", text
    if any(word in words for word in FINGERPRINT_WORDS):
        return "fingerprint", text
    return None


def _host(text: str) -> Found | None:
    try:
        network = ip_network(text.strip(), strict=False)
    except ValueError:
        name = text.strip().lower().rstrip(".")
        return ("domain", name) if DOMAIN.fullmatch(name) else None
    if network.prefixlen == network.max_prefixlen:
        return "address", str(network.network_address)
    return "cidr", str(network)


def _host_of_url(text: str) -> str:
    try:
        return urlsplit(text).hostname or ""
    except ValueError:
        return ""
