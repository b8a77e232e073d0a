"""Coming in: signing in with an account, and taking an invitation to one."""

import re
import secrets
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from threading import Lock
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from rasid import accounts
from rasid.accounts import Problem, Proof, Refused, Role, SignedIn
from rasid.console.acting import see_other
from rasid.console.doors import Doors, place_of
from rasid.console.origin import is_own, refused
from rasid.console.passkeys import place_of_passkeys, proof_of
from rasid.console.session import Person

JOINING_LASTS = timedelta(minutes=15)
"""How long somebody may take to set their authenticator up."""

MOST_JOINING = 100

_ADDRESS = re.compile(r"/(?!/)[A-Za-z0-9/._~%?=&:+-]{0,500}")

Shown = Callable[..., Response]
"""Makes a page: request, template, kind, status, and what is told on it."""


@dataclass(frozen=True, slots=True)
class _Joining:
    name: str
    invitation: str
    password: str = field(repr=False)
    secret: str = field(repr=False)
    until: datetime


class Arrivals:
    """Answers those who want to come in."""

    def __init__(self, doors: Doors, shown: Shown) -> None:
        self._doors = doors
        self._desk = doors.desk
        self._shown = shown
        self._joining: OrderedDict[str, _Joining] = OrderedDict()
        self._lock = Lock()

    def locked(self, request: Request) -> Response:
        """Tell somebody without a session how to come in, and nothing else."""
        return self._door(request, HTTPStatus.UNAUTHORIZED, "")

    def sign_in(self, request: Request) -> Response:
        """Let an account in; what was wrong is not told."""
        form = self._form(request)
        if isinstance(form, Response):
            return form
        name, place = form.get("name", "")[:200], place_of(request)
        try:
            proof = self._proof(request, form)
        except Problem as problem:
            return self._refused_passkey(request, problem)
        found = self._desk.sign_ins.sign_in(
            name,
            form.get("password", ""),
            form.get("code", "")[:100],
            address=place,
            device=self._doors.device(request),
            proof=proof.account.key if proof else "",
        )
        if isinstance(found, Refused):
            return self._not_in(request, found, name, place)
        why = f"with the passkey {proof.passkey.name}" if proof else ""
        return self._let_in(request, found, form, why)

    def sign_in_by_passkey(self, request: Request) -> Response:
        """Let in whoever used a passkey; it stands for a password and a code."""
        form = self._form(request)
        if isinstance(form, Response):
            return form
        try:
            proof = self._proof(request, form)
        except Problem as problem:
            return self._refused_passkey(request, problem)
        if proof is None:
            return self._door(request, HTTPStatus.UNAUTHORIZED, "passkey")
        found = self._desk.sign_ins.by_passkey(proof.account, self._doors.device(request))
        return self._let_in(request, found, form, f"by the passkey {proof.passkey.name} alone")

    def _proof(self, request: Request, form: Mapping[str, str]) -> Proof | None:
        """Return whose passkey was used, if one was; Problem where it proves nothing."""
        credential, holder = form.get("proof", ""), self._doors.holder(request)
        if not credential:
            return None
        return proof_of(self._desk, credential, holder, place_of(request))

    def _refused_passkey(self, request: Request, problem: Problem) -> Response:
        self._desk.write_refusal("", place_of(request))
        return self._door(request, HTTPStatus.UNAUTHORIZED, problem.key)

    def _let_in(
        self, request: Request, found: SignedIn, form: Mapping[str, str], why: str
    ) -> Response:
        """Open a session; it leads on to where somebody wanted to go."""
        account = found.account
        person = Person(account.name, account.role, account.also, account.mark)
        secret = self._doors.open(request, person)
        what = "signed in by recovery code" if found.by_recovery else "signed in"
        self._desk.write_of(account.name, account.role, place_of(request), what, why)
        response = see_other(within(form.get("to", "")))
        self._doors.keep(request, response, secret)
        self._doors.keep_device(request, response, found.device)
        return response

    def invited(self, request: Request) -> Response:
        """Show where an invitation is taken."""
        return self._shown(request, "join.html.j2", "join", HTTPStatus.OK, step="invitation")

    def join(self, request: Request) -> Response:
        """Take an invitation and a password, and show what the authenticator is to learn."""
        form = self._form(request)
        if isinstance(form, Response):
            return form
        name, invitation = form.get("name", "")[:200], form.get("invitation", "")[:200]
        password, now = form.get("password", ""), self._desk.clock()
        try:
            account = accounts.require_invitation(self._desk.store, name, invitation, now)
            if password != form.get("again", ""):
                raise Problem("differ", "the two passwords differ.")  # noqa: TRY301 - one answer
            accounts.require_good(password, account.name)
        except Problem as problem:
            told = {"step": "invitation", "problem": problem.key, "name": name}
            return self._join_page(request, HTTPStatus.BAD_REQUEST, told)
        until = now + JOINING_LASTS
        joining = _Joining(account.name, invitation, password, accounts.new_secret(), until)
        return self._authenticator(request, self._remember(joining), joining)

    def join_code(self, request: Request) -> Response:
        """Take the first code: then the account stands, and its recovery codes are shown once."""
        form = self._form(request)
        if isinstance(form, Response):
            return form
        handle, now = form.get("joining", ""), self._desk.clock()
        with self._lock:
            joining = self._joining.get(handle)
        if joining is None or joining.until <= now:
            told = {"step": "invitation", "problem": "late"}
            return self._join_page(request, HTTPStatus.BAD_REQUEST, told)
        code = "".join(form.get("code", "")[:20].split())
        step = accounts.step_of(code, joining.secret, now, 0)
        if step is None:
            return self._authenticator(request, handle, joining, problem="code")
        try:
            codes = accounts.join(
                self._desk.store,
                joining.name,
                joining.invitation,
                joining.password,
                joining.secret,
                step,
                now,
            )
        except Problem as problem:
            told = {"step": "invitation", "problem": problem.key}
            return self._join_page(request, HTTPStatus.BAD_REQUEST, told)
        with self._lock:
            self._joining.pop(handle, None)
        self._desk.write_of(joining.name, Role.NOBODY, place_of(request), "joined")
        return self._join_page(request, HTTPStatus.OK, {"step": "done", "codes": codes})

    def _authenticator(
        self, request: Request, handle: str, joining: _Joining, problem: str = ""
    ) -> Response:
        told = {
            "step": "authenticator",
            "joining": handle,
            "secret": joining.secret,
            "enrolment": accounts.enrolment(joining.name, joining.secret),
            "problem": problem,
        }
        status = HTTPStatus.BAD_REQUEST if problem else HTTPStatus.OK
        return self._join_page(request, status, told)

    def _join_page(self, request: Request, status: HTTPStatus, told: Mapping[str, Any]) -> Response:
        return self._shown(request, "join.html.j2", "join", status, **told)

    def _remember(self, joining: _Joining) -> str:
        handle = secrets.token_urlsafe(32)
        with self._lock:
            self._joining[handle] = joining
            while len(self._joining) > MOST_JOINING:
                self._joining.popitem(last=False)
        return handle

    def not_in(self, request: Request, problem: Problem, subject: str = "") -> Response:
        """Tell somebody whom a provider led back why they are not in; `subject` is what it told."""
        status = HTTPStatus.FORBIDDEN if subject else HTTPStatus.UNAUTHORIZED
        return self._door(request, status, problem.key, subject)

    def must_wait(self, request: Request, seconds: float) -> Response:
        """Tell somebody to come again later."""
        response = self._door(request, HTTPStatus.TOO_MANY_REQUESTS, "wait")
        response.headers["Retry-After"] = str(int(seconds) + 1)
        return response

    def entered(self, request: Request, kind: str, to: str) -> Response:
        """Tell somebody that they are in, `entered` or `let_in`; the page leads on by itself.

        A cookie that is set in an answer to another site's link is not sent with a redirect.
        """
        return self._shown(request, "plain.html.j2", kind, HTTPStatus.OK, on=to)

    def nothing(self, request: Request) -> Response:
        """Tell that there is no such page."""
        return self._shown(request, "plain.html.j2", "missing", HTTPStatus.NOT_FOUND)

    def _not_in(self, request: Request, found: Refused, name: str, place: str) -> Response:
        if found.wait:
            return self.must_wait(request, found.wait)
        self._desk.write_refusal(name, place)
        return self._door(request, HTTPStatus.UNAUTHORIZED, "wrong")

    def _door(
        self, request: Request, status: HTTPStatus, problem: str, subject: str = ""
    ) -> Response:
        form = getattr(request.state, "form", None) or {}
        path = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
        is_done = request.method == "POST" or path.startswith("/provider")
        told = {
            "problem": problem,
            "subject": subject,
            "provider": self._desk.provider.name if self._desk.provider else "",
            "by_address": self._desk.by_address,
            "passkeys": place_of_passkeys(self._desk, request),
            "has_accounts": self._desk.has_accounts(),
            "to": within(form.get("to", "") or ("" if is_done else path)),
        }
        response = self._shown(request, "locked.html.j2", "locked", status, **told)
        if status == HTTPStatus.UNAUTHORIZED:
            response.headers["WWW-Authenticate"] = 'Session realm="rasid console"'
        return response

    def _form(self, request: Request) -> Mapping[str, str] | Response:
        """Return the fields of a form, or the answer to what is none of ours."""
        if not is_own(request):
            return refused()
        form: Mapping[str, str] | None = request.state.form
        if form is None:
            return self._shown(request, "plain.html.j2", "no_form", HTTPStatus.BAD_REQUEST)
        return form


def within(address: str) -> str:
    """Return an address of the console; that of its first page for any other."""
    is_ours = _ADDRESS.fullmatch(address) and not address.startswith(
        ("/enter", "/join", "/leave", "/provider")
    )
    return address if is_ours else "/"
