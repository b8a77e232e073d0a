"""An indicator: what somebody says that a group uses, from when until when, and how sure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Literal
from urllib.parse import urlsplit

from rasid.defanging import LONGEST, refang

Kind = Literal["address", "network", "domain", "fingerprint", "client"]
KINDS: tuple[Kind, ...] = ("address", "network", "domain", "fingerprint", "client")

BROADEST = {4: 8, 6: 20}
"""Prefix lengths from which on a network means anybody at all."""

LONGEST_NAME = 300
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_TOP = re.compile(r"[a-z][a-z0-9-]{0,62}")
_LONGEST_DOMAIN = 253


@dataclass(frozen=True, slots=True)
class Indicator:
    """One value of one indicator, normalised; None leaves that side of its validity open.

    `whole` is false where the indicator asks for more than this value. `source` names who says so,
    and `indicator_id` what it goes by there; `created` and `modified` are its versions.
    """

    source: str
    indicator_id: str
    kind: Kind
    value: str
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    confidence: int | None = None
    name: str = ""
    tlp: str = ""
    whole: bool = True
    revoked: bool = False
    created: datetime | None = None
    modified: datetime | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """Something that was to be an indicator and cannot be one."""

    what: str
    why: str


def normalised(kind: Kind, text: str) -> tuple[Kind, str]:
    """Return a value as the tables hold it; ValueError says why it is none of that kind."""
    if len(text) > LONGEST:
        raise ValueError(f"it is {len(text):,} characters long")
    if kind in ("address", "network"):
        return _network(refang(text))
    if kind == "domain":
        return "domain", _domain(refang(text))
    value = text.strip()
    if not value or not value.isprintable():
        raise ValueError("it is empty or holds control characters")
    return kind, value


def guessed(text: str) -> tuple[Kind, str]:
    """Return what a value without a kind is: an address, a network, or a domain."""
    host = host_of(text)
    try:
        return normalised("address", host)
    except ValueError:
        pass
    try:
        return normalised("domain", host)
    except ValueError:
        raise ValueError("it is no address, network or domain, and its kind is not said") from None


def host_of(text: str) -> str:
    """Return the host of a URL, else the text."""
    plain = refang(text) if len(text) <= LONGEST else text
    if "://" not in plain:
        return plain
    try:
        return urlsplit(plain).hostname or ""
    except ValueError:
        return ""


def hosts(text: str) -> Iterator[tuple[Kind, str]]:
    """Yield the address or domain that a URL leads to."""
    yield guessed(text)


def told(text: object) -> str:
    """Return a text as it can be kept: not too long, and with no half of a surrogate pair."""
    shortened = text[:LONGEST_NAME] if isinstance(text, str) else ""
    return shortened.encode("utf-8", "replace").decode()


def moment(value: object) -> datetime | None:
    """Return a time with its zone from ISO 8601 or seconds since 1970; ValueError if neither."""
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError("a time is neither text nor a number")  # noqa: TRY004 - of a file
    try:
        if isinstance(value, str) and not value.strip().isdecimal():
            read = datetime.fromisoformat(value.strip())
        else:
            read = datetime.fromtimestamp(float(value), UTC)
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        raise ValueError(f"the time {str(value)[:40]!r} cannot be read") from None


def percent(value: object) -> int | None:
    """Return a confidence from 0 to 100; ValueError for anything else."""
    if value is None or value == "":
        return None
    try:
        read = int(value) if isinstance(value, str | int) and not isinstance(value, bool) else -1
    except ValueError:
        read = -1
    if not 0 <= read <= 100:
        raise ValueError("its confidence is no number from 0 to 100")
    return read


def _network(text: str) -> tuple[Kind, str]:
    try:
        network = ip_network(text.strip(), strict=False)
    except ValueError:
        raise ValueError("it is no address or network") from None
    if "%" in text:
        raise ValueError("it is an address on one link, which means another machine elsewhere")
    if network.prefixlen == network.max_prefixlen:
        address = ip_address(network.network_address)
        return "address", str(getattr(address, "ipv4_mapped", None) or address)
    if network.prefixlen < BROADEST[network.version]:
        raise ValueError(f"a network as broad as /{network.prefixlen} tells nobody apart")
    return "network", str(_unmapped(network))


def _unmapped(network: IPv4Network | IPv6Network) -> IPv4Network | IPv6Network:
    """Return a network of IPv4 addresses written as IPv6 as what it is."""
    mapped = getattr(network.network_address, "ipv4_mapped", None)
    if mapped is None or network.prefixlen < 96 + BROADEST[4]:
        return network
    return IPv4Network(f"{mapped}/{network.prefixlen - 96}")


def _domain(text: str) -> str:
    name = text.strip().lower().removeprefix("*.").rstrip(".")
    try:
        name = name if name.isascii() else name.encode("idna").decode()
    except UnicodeError:
        raise ValueError("it is no domain") from None
    labels = name.split(".")
    fits = len(name) <= _LONGEST_DOMAIN and len(labels) > 1
    if not fits or not all(map(_LABEL.fullmatch, labels)) or not _TOP.fullmatch(labels[-1]):
        raise ValueError("it is no domain")
    return name
