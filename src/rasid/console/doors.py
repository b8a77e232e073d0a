"""Who is let in: sessions in a cookie, and nothing that another site could ask for."""

import hashlib
from collections.abc import Callable
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

from rasid.console.gate import LONGEST, Gate

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",  # with none, browsers hide from us that a form is our own
    "Vary": "Cookie, Accept-Language",
}
"""Of every page: styles, pictures and letters are our own, and no script runs at all."""

_OWN = ("same-origin", "none")
_SAFE = ("GET", "HEAD")
_COOKIE = "rasid-console"

Answer = Callable[[Request], Response]


class Doors:
    """Lets requests pass that have a session, and refuses those that another site caused.

    `tell` gets a new address whenever somebody asks for one; whoever started the server reads it.
    """

    def __init__(self, gate: Gate, tell: Callable[[str], None]) -> None:
        self._gate = gate
        self._tell = tell

    def inside(self, answer: Answer, locked: Answer) -> Answer:
        """Return what answers whoever has a session, and tells all others that it is locked."""

        def answered(request: Request) -> Response:
            if not is_own(request):
                return refused()
            if not self._gate.knows(_secret(request)):
                return locked(request)
            return answer(request)

        return answered

    def enter(self, request: Request) -> str:
        """Spend the token of an address; returns the secret of a new session, or nothing."""
        return self._gate.enter(request.query_params.get("token", ""))

    def keep(self, request: Request, response: Response, secret: str) -> None:
        """Let a browser keep a session's secret, which no script and no other site can read."""
        response.set_cookie(
            _name(request),
            secret,
            max_age=int(LONGEST.total_seconds()),
            path="/",
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="strict",
        )

    @staticmethod
    def caller(request: Request) -> str:
        """Return what stands for the session of a request, and opens nothing."""
        return hashlib.sha256(f"caller\0{_secret(request)}".encode()).hexdigest()

    def ask_again(self) -> bool:
        """Let whoever started the server read a new address; not where one was made just now."""
        token = self._gate.issue_again()
        if token:
            self._tell(token)
        return bool(token)

    def leave(self, request: Request, response: Response) -> None:
        """End the session of a request."""
        self._gate.leave(_secret(request))
        response.delete_cookie(_name(request), path="/", httponly=True, samesite="strict")


def is_own(request: Request) -> bool:
    """Tell whether a request may have been caused by a person or by a page of ours.

    A page of another site may lead here, but not fetch or embed anything. What changes something
    must come from a page of ours, and the browser must say so.
    """
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    ours = f"{request.url.scheme}://{request.headers.get('host', '')}"
    if request.method in _SAFE:
        return site in (None, *_OWN) or request.headers.get("sec-fetch-mode") == "navigate"
    if origin is not None and origin != ours:
        return False
    return site in _OWN if site is not None else origin == ours


def refused() -> Response:
    """Answer what another site caused."""
    return Response("Refused.\n", HTTPStatus.FORBIDDEN, HEADERS, "text/plain")


def _secret(request: Request) -> str:
    return request.cookies.get(_name(request), "")


def _name(request: Request) -> str:
    """Return the cookie's name: cookies know no ports, and two servers must not share one."""
    if request.url.scheme == "https":
        return f"__Host-{_COOKIE}"
    return f"{_COOKIE}-{request.url.port or 80}"
