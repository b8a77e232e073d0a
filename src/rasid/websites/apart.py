"""What sets a website apart: a host that anybody shares proves nothing about who is behind it."""

from collections.abc import Iterable
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from rasid.websites.hosts import registered_domain
from rasid.websites.packaged import packaged_list

Network = IPv4Network | IPv6Network


def is_dynamic(domain: str) -> bool:
    """Say whether a domain stands below an ending that a dynamic DNS service hands out."""
    return domain.partition(".")[2] in dynamic_endings()


def is_parked(addresses: Iterable[str], name_servers: Iterable[str]) -> bool:
    """Say whether an address or a name server is one of those that park names for sale."""
    if any(registered_domain(server) in _parking_servers() for server in name_servers):
        return True
    return any(_within(address, "parking_addresses") for address in addresses)


def is_sinkholed(addresses: Iterable[str]) -> bool:
    """Say whether an address is a sinkhole's."""
    return any(_within(address, "sinkholes") for address in addresses)


@cache
def dynamic_endings() -> frozenset[str]:
    """Return the endings below which dynamic DNS services hand out names."""
    return frozenset(packaged_list("dynamic_dns"))


@cache
def _parking_servers() -> frozenset[str]:
    return frozenset(packaged_list("parking_name_servers"))


@cache
def _within(address: str, name: str) -> bool:
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in _networks(name))


@cache
def _networks(name: str) -> tuple[Network, ...]:
    return tuple(ip_network(text, strict=False) for text in packaged_list(name))
