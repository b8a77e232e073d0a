"""Forms that change something: read, taken once, carried out, and answered with where to look."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import TypeVar
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from rasid.accounts import Problem
from rasid.case import Case
from rasid.console.desk import Desk
from rasid.console.gate import Gate
from rasid.console.mailing import Mailer
from rasid.console.masking import Mask
from rasid.console.origin import HEADERS
from rasid.console.session import Session
from rasid.console.snapshot import Reading, Snapshot
from rasid.console.visit import mask_of
from rasid.settings import Home

T = TypeVar("T")

MOST_FIELDS = 20
LONGEST_REASON = 2_000

_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Deciding:
    """What the command line knows of decisions: the same code decides there.

    `candidate` returns id and name of an actor by a name; `remember` keeps what a confirmed
    campaign was seen to do.
    """

    candidate: Callable[[Home, str], tuple[str, str]]
    remember: Callable[[Home], None]


@dataclass(frozen=True, slots=True)
class Doing:
    """A form that somebody sent: who, what is in it, and what its address names."""

    session: Session
    gate: Gate
    desk: Desk
    reading: Reading
    deciding: Deciding
    mailer: Mailer
    names: Mapping[str, str]
    form: Mapping[str, str]

    @property
    def home(self) -> Home:
        """The home of the case."""
        return self.desk.home

    def field(self, name: str) -> str:
        """Return what stands in a field; empty where it was left so."""
        return self.form.get(name, "").strip()

    @property
    def why(self) -> str:
        """The reason; Problem where none is given."""
        why = " ".join(self.field("why").split())
        if not why:
            raise Problem("why", "a reason is needed.")
        if len(why) > LONGEST_REASON:
            raise Problem("long_why", f"a reason has at most {LONGEST_REASON} characters.")
        return why

    def look(self, at: Callable[[Case, Mask], T]) -> T:
        """Return what is seen in one state of the home; it must change nothing."""

        def seen(snapshot: Snapshot) -> T:
            return at(snapshot.case, mask_of(snapshot))

        return self.reading.read(seen)


Act = Callable[[Doing], str]
"""Carries a form out and returns the address to look at; UsageError where nothing was done."""


def posted(answer: Callable[[Request], Response]) -> Callable[[Request], object]:
    """Return what reads a form and then answers; `request.state.form` is None for what is none."""

    async def answered(request: Request) -> Response:
        try:
            request.state.form = await _read(request)
        except ClientDisconnect:
            return Response(status_code=HTTPStatus.BAD_REQUEST)
        return await run_in_threadpool(answer, request)

    return answered


def see_other(address: str) -> Response:
    """Lead a browser on, so that loading the page again sends nothing again."""
    return Response(status_code=HTTPStatus.SEE_OTHER, headers={**HEADERS, "Location": address})


async def _read(request: Request) -> Mapping[str, str] | None:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = await request.body()
    if kind != _FORM:
        return {} if not body else None
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError:
        return None
    told = dict(pairs)
    return told if len(told) == len(pairs) else None
