"""Names and addresses: which of them mean this machine, and by which a server may be called."""

from collections.abc import Sequence
from ipaddress import ip_address

from rasid.errors import UsageError

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
"""What a server on this machine is called by its own browsers and clients."""


def is_loopback(host: str) -> bool:
    """Tell whether a host name or address is this machine and nothing else."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def hosts_of(host: str, names: Sequence[str]) -> frozenset[str]:
    """Return the names by which a server that listens at `host` may be called.

    Raises UsageError where it listens at every address and no name is given.
    """
    if is_loopback(host):
        return frozenset({bracketed(host), *LOOPBACK, *names})
    try:
        everywhere = ip_address(host).is_unspecified
    except ValueError:
        everywhere = False
    if everywhere and not names:
        raise UsageError(f"--host {host} is every address: --name says what clients call it.")
    return frozenset({*names} if everywhere else {bracketed(host), *names})


def bracketed(host: str) -> str:
    """Return a host as it stands in a URL."""
    return f"[{host}]" if ":" in host and not host.startswith("[") else host
