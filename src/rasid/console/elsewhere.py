"""Signing in at an identity provider: led there, and let in by what it says."""

import base64
import secrets

from starlette.requests import Request
from starlette.responses import Response

from rasid.access_settings import ProviderPerson
from rasid.accounts import Problem, Provider, Role, UnknownPersonError
from rasid.console.acting import see_other
from rasid.console.arriving import Arrivals, within
from rasid.console.doors import Doors, place_of
from rasid.console.origin import is_own, refused
from rasid.console.session import Person
from rasid.failures import Failures


class Elsewhere:
    """Answers those who sign in at the provider, where there is one."""

    def __init__(self, doors: Doors, arrivals: Arrivals) -> None:
        self._doors = doors
        self._desk = doors.desk
        self._arrivals = arrivals
        self._failures = Failures()

    def start(self, request: Request) -> Response:
        """Lead a browser to the provider, which is to lead it back to this browser alone."""
        provider = self._desk.provider
        if not is_own(request):
            return refused()
        if provider is None:
            return self._arrivals.nothing(request)
        to = within(request.query_params.get("to", ""))
        holder = f"{secrets.token_urlsafe(32)}.{_packed(to)}"
        try:
            response = see_other(provider.begin(f"browser {holder}"))
        except Problem as problem:
            return self._arrivals.not_in(request, problem)
        self._doors.keep_errand(request, response, holder)
        return response

    def back(self, request: Request) -> Response:
        """Let in whom the provider led back, if somebody gave them a role."""
        provider = self._desk.provider
        if provider is None:
            return self._arrivals.nothing(request)
        place = place_of(request)
        wait = self._failures.wait((place, ""))
        if wait:
            return self._arrivals.must_wait(request, wait)
        holder = self._doors.errand(request)
        try:
            person = self._person(provider, request, holder)
        except Problem as problem:
            self._failures.note((place, ""))
            return self._not_in(request, problem)
        return self._let_in(request, provider, person, _to(holder))

    def _person(self, provider: Provider, request: Request, holder: str) -> ProviderPerson:
        told = request.query_params.multi_items()
        if len(dict(told)) < len(told) or not holder:
            raise Problem("provider_late", "that was begun elsewhere.")
        return provider.finish(dict(told), f"browser {holder}")

    def _let_in(
        self, request: Request, provider: Provider, told: ProviderPerson, to: str
    ) -> Response:
        """Open a session; the page then leads on by itself, as after an address of ours."""
        role = Role.named(told.role)
        person = Person(told.name, role, told.system_user)
        secret = self._doors.open(request, person)
        self._desk.write_of(told.name, role, place_of(request), "signed in", f"at {provider.name}")
        response = self._arrivals.entered(request, "let_in", to)
        self._doors.keep(request, response, secret)
        self._doors.end_errand(request, response)
        return response

    def _not_in(self, request: Request, problem: Problem) -> Response:
        subject = problem.subject if isinstance(problem, UnknownPersonError) else ""
        why = f"at the provider: {problem}"
        self._desk.write_refusal(subject, place_of(request), why)
        response = self._arrivals.not_in(request, problem, subject)
        self._doors.end_errand(request, response)
        return response


def _packed(to: str) -> str:
    return base64.urlsafe_b64encode(to.encode()).decode().rstrip("=")


def _to(holder: str) -> str:
    """Return where somebody wanted to go, as it was when they were led away."""
    packed = holder.partition(".")[2]
    return within(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)).decode())
