import asyncio
from typing import Any

import pytest

from rasid.errors import UsageError
from rasid.serving.fronted import Fronted, proxies_of


def seen(peer: str, said: list[str], proxies: list[str]) -> tuple[str, str]:
    """Return scheme and address as an app behind a proxy sees them."""
    found: list[Any] = []

    async def app(scope: Any, _: Any, __: Any) -> None:  # noqa: ANN401 - of ASGI
        found.append((scope["scheme"], scope["client"][0]))

    headers = [(b"x-forwarded-for", one.encode()) for one in said]
    scope = {"type": "http", "scheme": "http", "client": (peer, 1), "headers": headers}
    asyncio.run(Fronted(app, proxies_of(proxies))(scope, None, None))  # type: ignore[arg-type]
    told: tuple[str, str] = found[0]
    return told


@pytest.mark.parametrize(
    ("peer", "said", "proxies", "address"),
    [
        ("127.0.0.1", ["192.0.2.7"], [], "192.0.2.7"),
        ("127.0.0.1", ["10.0.0.1, 192.0.2.7"], [], "192.0.2.7"),
        ("127.0.0.1", ["10.0.0.1", "2001:db8::7"], [], "2001:db8::7"),
        ("::1", ["192.0.2.7"], [], "192.0.2.7"),
        ("127.0.0.1", [], [], "127.0.0.1"),
        ("127.0.0.1", ["192.0.2.7, nonsense"], [], "127.0.0.1"),
        ("203.0.113.5", ["192.0.2.7"], [], "203.0.113.5"),
        ("203.0.113.5", ["192.0.2.7"], ["203.0.113.5"], "192.0.2.7"),
        ("127.0.0.1", ["192.0.2.7"], ["203.0.113.5"], "127.0.0.1"),
    ],
)
def test_only_a_proxy_says_who_asks(
    peer: str, said: list[str], proxies: list[str], address: str
) -> None:
    """And of what it says only what it added itself: the rest a client can make up."""
    assert ("https", address) == seen(peer, said, proxies)


def test_a_proxy_is_an_address() -> None:
    with pytest.raises(UsageError, match="--proxy got 'front', expected an address"):
        proxies_of(["front"])
