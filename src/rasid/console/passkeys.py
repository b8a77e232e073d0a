"""Passkeys in the console: what browsers are asked, and what their answers prove."""

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

from rasid import accounts
from rasid.accounts import CounterError, Problem, Proof, Site
from rasid.console.desk import Desk
from rasid.console.doors import Doors
from rasid.console.origin import HEADERS, is_own, refused

USE, MAKE = "use", "make"
"""What a challenge is for."""


class Ceremonies:
    """Gives out challenges, each to one browser or session."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors
        self._desk = doors.desk

    def use(self, request: Request) -> Response:
        """Return what a browser needs to use a passkey, whosever it is."""
        if not is_own(request):
            return refused()
        site = self._desk.site
        if site is None:
            return _nothing()
        holder = self._doors.holder(request) or self._doors.new_holder()
        response = _json(accounts.asked_to_use(site, self._issue(USE, holder)))
        self._doors.keep_holder(request, response, holder)
        return response

    def make(self, request: Request) -> Response:
        """Return what a browser needs to make a passkey of whoever is in."""
        site, person = self._desk.site, request.state.session.person
        account = accounts.find_account(self._desk.store, person.name) if person.mark else None
        if site is None or account is None:
            return _nothing()
        challenge = self._issue(MAKE, request.state.session.holder)
        return _json(accounts.asked_to_make(self._desk.store, account, site, challenge))

    def _issue(self, purpose: str, holder: str) -> str:
        return self._desk.challenges.issue(purpose, holder)


def proof_of(desk: Desk, credential: str, holder: str, place: str) -> Proof:
    """Return whose passkey answered a challenge of this holder, which is used up then.

    Problem for what is none; a passkey whose counter went back is written down.
    """
    site = site_at(desk)
    challenge = accounts.challenge_in(credential)
    if not desk.challenges.stands(challenge, USE, holder):
        raise Problem("passkey_late", "that took too long, or was used already.")
    try:
        proof = accounts.prove(desk.store, site, credential, desk.clock())
    except CounterError as error:
        account, name = error.proof.account, error.proof.passkey.name
        desk.write_of(account.name, account.role, place, "passkey refused", f"{name}: {error.why}")
        raise
    if not desk.challenges.spend(challenge, USE, holder):
        raise Problem("passkey_late", "that took too long, or was used already.")
    return proof


def site_at(desk: Desk) -> Site:
    """Return the site that passkeys are for; Problem where there is none."""
    if desk.site is None:
        raise Problem("passkey", "passkeys are not used here.")
    return desk.site


def place_of_passkeys(desk: Desk, request: Request) -> str:
    """Tell where passkeys work: `here`, else the address where they do, or nothing."""
    if desk.site is None:
        return ""
    here = f"{request.url.scheme}://{request.headers.get('host', '')}"
    return "here" if here == desk.site.origin else desk.site.origin


def _json(text: str) -> Response:
    return Response(text, HTTPStatus.OK, HEADERS, "application/json")


def _nothing() -> Response:
    return Response("There are no passkeys here.\n", HTTPStatus.NOT_FOUND, HEADERS, "text/plain")
