"""Fictional networks: private-use AS numbers, addresses that are never routed.

IPv4 comes from 240.0.0.0/4 (reserved, never routed), a /16 a network, because the documentation
ranges are too small for tens of thousands of accounts; IPv6 from 2001:db8::/32 (documentation).
"""

from dataclasses import dataclass
from ipaddress import IPv6Address
from random import Random
from typing import Literal, NamedTuple

from rasid.scenarios.chance import pick
from rasid.scenarios.world.names import words

Kind = Literal["home", "mobile", "business", "hosting", "vpn", "hotel"]
_Planned = tuple[Kind, str, int, bool]

FIRST_ASN = 64_512
"""The first private-use AS number; the n-th network gets the n-th after it."""

COUNTRIES = {
    "US": -5.0, "GB": 0.0, "DE": 1.0, "FR": 1.0, "SE": 1.0, "NL": 1.0, "ES": 1.0, "CA": -5.0,
    "TR": 3.0, "IR": 3.5, "AE": 4.0, "EG": 2.0, "JO": 3.0, "MA": 1.0, "UA": 2.0, "IN": 5.5,
    "AF": 4.5, "AR": -3.0,
}  # fmt: skip
"""Hours east of UTC; summer time is left out."""

_LAST: dict[Kind, tuple[str, ...]] = {
    "home": ("Broadband", "Fibre", "Cable", "Telecom"),
    "mobile": ("Mobile", "Cellular", "Wireless"),
    "business": ("Business Lines", "Carrier", "Networks"),
    "hosting": ("Hosting", "Cloud", "Servers", "Datacenter", "VPS"),
    "vpn": ("VPN", "Tunnel", "Privacy"),
    "hotel": ("Hospitality Net", "Guest WiFi"),
}


@dataclass(frozen=True, slots=True)
class Network:
    """One autonomous system; `size` is how many addresses its customers appear behind."""

    asn: int
    name: str
    country: str
    kind: Kind
    size: int
    v6: bool = False


class Address(NamedTuple):
    """One address as logged, with the network that announces it."""

    text: str
    network: Network


def address(network: Network, spot: int, host: int = 1) -> Address:
    """Return the address at a spot of a network; `host` only matters to IPv6."""
    block = network.asn - FIRST_ASN
    if network.v6:
        prefix = 0x2001_0DB8 << 96 | block << 80 | spot % 65_536 << 64
        return Address(
            str(IPv6Address(prefix | (host << 40 ^ spot * 0x9E37_79B9_7F4A_7C15) % 2**64)), network
        )
    low = spot % network.size + 1
    return Address(f"{240 + block % 15}.{block}.{low >> 8 & 255}.{low & 255}", network)


@dataclass(frozen=True, slots=True)
class Vpn:
    """A service whose customers leave by a handful of shared exits."""

    name: str
    exits: tuple[Address, ...]


@dataclass(frozen=True, slots=True)
class Internet:
    """All networks by kind, the popular ones first."""

    networks: dict[Kind, tuple[Network, ...]]
    vpns: tuple[Vpn, ...]

    def local(self, kind: Kind, country: str) -> tuple[Network, ...]:
        """Return the networks of a kind in a country, or all of the kind where it has none."""
        of_kind = self.networks[kind]
        return tuple(net for net in of_kind if net.country == country) or of_kind


def draw_internet(rng: Random, countries: tuple[str, ...]) -> Internet:
    """Draw the networks of the countries, which are given most populous first."""
    plan = _plan(rng, countries)
    names = [
        f"{first} {last}"
        for kind, *_ in plan
        for first in words("networks")
        for last in _LAST[kind]
    ]
    names = list(dict.fromkeys(names))
    rng.shuffle(names)
    networks: dict[Kind, list[Network]] = {kind: [] for kind in _LAST}
    for number, (kind, country, size, v6) in enumerate(plan):
        name = next(name for name in names if name.endswith(_LAST[kind]))
        names.remove(name)
        networks[kind].append(Network(FIRST_ASN + number, name, country, kind, size, v6))
    fixed = {kind: tuple(found) for kind, found in networks.items()}
    return Internet(fixed, _draw_vpns(rng, fixed["vpn"] + fixed["hosting"][:2]))


def _plan(rng: Random, countries: tuple[str, ...]) -> list[_Planned]:
    plan: list[_Planned] = []
    for country in countries:
        plan += [
            ("home", country, rng.randint(8_000, 60_000), rng.random() < 0.25)
            for _ in range(rng.randint(1, 4))
        ]
        plan += [("mobile", country, rng.randint(40, 300), False) for _ in range(rng.randint(1, 2))]
    elsewhere: tuple[tuple[Kind, int, int], ...] = (
        ("business", rng.randint(3, 5), 20_000),
        ("hosting", rng.randint(9, 14), 1_200),
        ("vpn", rng.randint(3, 5), 400),
        ("hotel", rng.randint(3, 5), 500),
    )
    for kind, count, size in elsewhere:
        plan += [(kind, pick(rng, countries), size, False) for _ in range(count)]
    return plan


def _draw_vpns(rng: Random, networks: tuple[Network, ...]) -> tuple[Vpn, ...]:
    vpns = []
    for network in networks:
        spots = rng.sample(range(network.size), rng.randint(6, 45))
        vpns.append(Vpn(network.name, tuple(address(network, spot) for spot in spots)))
    return tuple(vpns)
