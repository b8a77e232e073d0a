"""The address at which people know the console: to it passkeys and sign-ins elsewhere are bound."""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from rasid.errors import UsageError

LOCAL = "localhost"


@dataclass(frozen=True, slots=True)
class Site:
    """An origin, and its host, which passkeys are made for."""

    origin: str
    host: str


def site_of(address: str) -> Site:
    """Return the site of an address; UsageError for one at which no passkey can be made.

    Browsers want a name and not a number, and TLS but on this machine.
    """
    wrong = UsageError(
        f"access.address got {address[:200]!a}, expected https://NAME or https://NAME:PORT, "
        "with a name and not a number."
    )
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise wrong from None
    usual = {"https": 443, "http": 80}.get(parts.scheme, 0)
    is_plain = parts.scheme == "https" or (parts.scheme == "http" and host == LOCAL)
    told = f"{parts.scheme}://{host}" + (f":{port}" if port and port != usual else "")
    is_whole = address.lower().rstrip("/") in (told, f"{told}:{port}")
    if not is_plain or not host or _is_number(host) or not is_whole:
        raise wrong
    return Site(told, host)


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return host.replace(".", "").isdecimal()
    return True
