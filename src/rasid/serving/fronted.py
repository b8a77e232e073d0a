"""Behind a proxy that speaks TLS: what clients see is https, and who asks is who the proxy says."""

from collections.abc import Collection, Sequence
from ipaddress import ip_address

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from rasid.errors import UsageError
from rasid.serving.names import is_loopback


class Fronted:
    """Tells an app the scheme and the address of the client as they are before the proxy.

    The address is the last in X-Forwarded-For, which the proxy itself added; it is believed from
    the proxies alone. Without any given these are those on this machine.
    """

    def __init__(self, app: ASGIApp, proxies: Collection[str]) -> None:
        self._app = app
        self._proxies = frozenset(proxies)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on."""
        if scope["type"] == "http":
            scope = {**scope, "scheme": "https", "client": self._client(scope)}
        await self._app(scope, receive, send)

    def _client(self, scope: Scope) -> tuple[str, int] | None:
        client: tuple[str, int] | None = scope.get("client")
        if client is None or not self._is_proxy(client[0]):
            return client
        said = ",".join(Headers(scope=scope).getlist("x-forwarded-for")).rpartition(",")[2].strip()
        try:
            return (str(ip_address(said)), 0)
        except ValueError:
            return client

    def _is_proxy(self, address: str) -> bool:
        return address in self._proxies if self._proxies else is_loopback(address)


def proxies_of(addresses: Sequence[str]) -> frozenset[str]:
    """Return addresses as they are compared; UsageError for what is none."""
    found = set()
    for text in addresses:
        try:
            found.add(str(ip_address(text.strip())))
        except ValueError:
            message = f"--proxy got {text!r}, expected an address such as 192.0.2.1."
            raise UsageError(message) from None
    return frozenset(found)
