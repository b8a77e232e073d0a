"""What every request passes through, whatever it asks for: who may ask, how much, what is told."""

from collections.abc import Callable, Collection, Mapping, MutableMapping
from http import HTTPStatus
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rasid.serving.failure import Failure, answer

MOST_BODY = 64 * 2**10
"""Bytes of a request's body, but where a room takes more."""

SECURITY_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_ONLY_TLS = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}


class Guard:
    """Stands before the app: a name that is ours, a body of bounded size, headers, no traceback.

    `hosts` are the names by which we may be called: a page of another name that leads here by its
    DNS is refused. `tell` gets a sentence for each failure of our own. `bodies` are the bytes that
    a request may bring to paths which begin so.
    """

    def __init__(
        self,
        app: ASGIApp,
        hosts: Collection[str],
        tell: Callable[[str], None],
        bodies: Mapping[str, int] | None = None,
    ) -> None:
        self._app = app
        self._bodies = dict(bodies or {})
        self._hosts = {host.lower() for host in hosts}
        self._tell = tell

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        if scope["type"] != "http":
            return
        passing = _Passing(scope, receive, send, self._most(scope["path"]))
        try:
            self._require_host(scope)
            passing.require_bounded()
            await self._app(scope, passing.receive, passing.send)
        except Failure as failure:
            await passing.fail(failure)
        except Exception as error:  # noqa: BLE001 - whatever it is, the client learns nothing of it
            self._tell(f"{scope['method']} failed: {type(error).__name__}: {error}")
            await passing.fail(Failure(HTTPStatus.INTERNAL_SERVER_ERROR, "The request failed."))

    def _most(self, path: str) -> int:
        return next(
            (most for begins, most in self._bodies.items() if path.startswith(begins)), MOST_BODY
        )

    def _require_host(self, scope: Scope) -> None:
        named = Headers(scope=scope).getlist("host")
        if len(named) != 1 or _without_port(named[0]) not in self._hosts:
            raise Failure(HTTPStatus.MISDIRECTED_REQUEST, "This server goes by another name.")


class _Passing:
    """One request on its way through."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, most: int) -> None:
        self._scope = scope
        self._most = most
        self._receive = receive
        self._send = send
        self._came = 0
        self._started = False

    def require_bounded(self) -> None:
        """Refuse a body that is said to be too long before it is read."""
        length = Headers(scope=self._scope).get("content-length", "0")
        if not length.isdecimal() or int(length) > self._most:
            raise _too_long(self._most)

    async def receive(self) -> Message:
        """Hand on a part of the body, unless it is one too many."""
        message = await self._receive()
        self._came += len(message.get("body", b""))
        if self._came > self._most:
            raise _too_long(self._most)
        return message

    async def send(self, message: Message) -> None:
        """Hand on a part of the answer, with our headers."""
        if message["type"] == "http.response.start":
            self._started = True
            self._harden(message)
        await self._send(message)

    async def fail(self, failure: Failure) -> None:
        """Answer with a failure, unless an answer is under way: then it breaks off."""
        if self._started:
            raise failure
        await answer(failure, self._scope["path"])(self._scope, self._receive, self.send)

    def _harden(self, message: MutableMapping[str, Any]) -> None:
        headers = MutableHeaders(scope=message)
        wanted = SECURITY_HEADERS | (_ONLY_TLS if self._scope["scheme"] == "https" else {})
        for name, value in wanted.items():
            headers.setdefault(name, value)


def _without_port(host: str) -> str:
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdecimal() else host).lower()


def _too_long(most: int) -> Failure:
    why = f"The request has more than {most:,} bytes."
    return Failure(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, why, {"Connection": "close"})
