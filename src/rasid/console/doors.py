"""Who is let in: sessions in a cookie, and nothing that another site could ask for."""

import secrets
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response

from rasid.accounts import CHALLENGE_LASTS, DEVICE_LASTS, Role
from rasid.console.desk import Desk
from rasid.console.gate import LONGEST, Gate
from rasid.console.origin import is_own, refused
from rasid.console.session import Person, Session

_COOKIE = "rasid-console"
_DEVICE = "rasid-device"
_HOLDER = "rasid-holder"
_ERRAND = "rasid-errand"

Answer = Callable[[Request], Response]


class Doors:
    """Lets requests pass that have a session, and refuses those that another site caused.

    `tell` gets a new address whenever somebody asks for one; whoever started the server reads it.
    """

    def __init__(self, gate: Gate, desk: Desk, tell: Callable[[str], None]) -> None:
        self.gate = gate
        self.desk = desk
        self._tell = tell

    def inside(
        self,
        least: Role,
        answer: Answer,
        locked: Answer,
        forbidden: Answer,
        *,
        renew: bool = True,
    ) -> Answer:
        """Return what answers whoever has a session and at least a role.

        `locked` tells all others that it is locked, `forbidden` those whose role does not do;
        `renew` is False for what browsers ask by themselves, which keeps no session from ending.
        """

        def answered(request: Request) -> Response:
            if not is_own(request):
                return refused()
            session = self.session(request, renew=renew)
            if session is None:
                return locked(request)
            request.state.session = session
            if session.person.role < least:
                self.desk.write(session, "not allowed", f"{request.method} {request.url.path}")
                return forbidden(request)
            return answer(request)

        return answered

    def session(self, request: Request, *, renew: bool = True) -> Session | None:
        """Return the session of a request, its person as they stand now; `renew` as for Gate."""
        secret = _kept(request, _COOKIE)
        session = self.gate.session(secret, renew=renew)
        if session is None:
            return None
        standing = self.desk.standing(session.person)
        if standing is None:
            self.gate.leave(secret)
            return None
        session.person = standing
        return session

    def enter(self, request: Request) -> str:
        """Spend the token of an address; returns the secret of a new session, or nothing."""
        token, place = request.query_params.get("token", ""), place_of(request)
        secret = self.gate.enter(token, place) if self.desk.by_address else ""
        session = self.gate.session(secret) if secret else None
        if session is not None:
            self.desk.write(session, "signed in", "by an address that works once")
        return secret

    def open(self, request: Request, person: Person) -> str:
        """Open a session of an account; the one that the browser had ends, if it had one."""
        self.gate.leave(_kept(request, _COOKIE))
        return self.gate.open(person, place_of(request))

    def keep(self, request: Request, response: Response, secret: str) -> None:
        """Let a browser keep a session's secret, which no script and no other site can read."""
        _keep(request, response, _COOKIE, secret, int(LONGEST.total_seconds()))

    def keep_device(self, request: Request, response: Response, device: str) -> None:
        """Let a browser keep by what it is known again when somebody signs in on it."""
        _keep(request, response, _DEVICE, device, int(DEVICE_LASTS.total_seconds()))

    def device(self, request: Request) -> str:
        """Return by what a browser is known again."""
        return _kept(request, _DEVICE)

    def holder(self, request: Request) -> str:
        """Return what challenges of a browser are bound to: its session, else what it keeps."""
        session = self.session(request, renew=False)
        kept = _kept(request, _HOLDER)
        return session.holder if session else f"browser {kept}" if kept else ""

    def new_holder(self) -> str:
        """Return what the challenges of a browser can be bound to that has nothing yet."""
        return f"browser {secrets.token_urlsafe(32)}"

    def keep_holder(self, request: Request, response: Response, holder: str) -> None:
        """Let a browser keep what its challenges are bound to; a session is kept anyway."""
        kind, _, secret = holder.partition(" ")
        if kind == "browser":
            _keep(request, response, _HOLDER, secret, int(CHALLENGE_LASTS.total_seconds()))

    def errand(self, request: Request) -> str:
        """Return what a browser keeps that was led to a provider."""
        return _kept(request, _ERRAND)

    def keep_errand(self, request: Request, response: Response, errand: str) -> None:
        """Let a browser keep that it was led to a provider, whose link back brings it."""
        seconds = int(CHALLENGE_LASTS.total_seconds())
        _keep(request, response, _ERRAND, errand, seconds, from_links=True)

    def end_errand(self, request: Request, response: Response) -> None:
        """Let a browser forget that it was led to a provider."""
        _keep(request, response, _ERRAND, "", 0, from_links=True)

    def ask_again(self) -> bool:
        """Let whoever started the server read a new address; not where one was made just now."""
        token = self.gate.issue_again() if self.desk.by_address else ""
        if token:
            self._tell(token)
        return bool(token)

    def leave(self, request: Request, response: Response) -> None:
        """End the session of a request."""
        session = self.session(request)
        if session is not None:
            self.desk.write(session, "left")
        self.gate.leave(_kept(request, _COOKIE))
        secure = request.url.scheme == "https"
        response.delete_cookie(
            _name(request, _COOKIE), path="/", secure=secure, httponly=True, samesite="strict"
        )


def place_of(request: Request) -> str:
    """Return the network address that a request came from."""
    return request.client.host if request.client else "unknown"


def _keep(  # noqa: PLR0913 - what a cookie says
    request: Request,
    response: Response,
    cookie: str,
    secret: str,
    seconds: int,
    *,
    from_links: bool = False,
) -> None:
    response.set_cookie(
        _name(request, cookie),
        secret,
        max_age=seconds,
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax" if from_links else "strict",
    )


def _kept(request: Request, cookie: str) -> str:
    return request.cookies.get(_name(request, cookie), "")


def _name(request: Request, cookie: str) -> str:
    """Return the cookie's name: cookies know no ports, and two servers must not share one."""
    if request.url.scheme == "https":
        return f"__Host-{cookie}"
    return f"{cookie}-{request.url.port or 80}"
