"""The console's addresses, and what becomes of a request on its way to a page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from rasid.accounts import BACK, Problem, Role
from rasid.console.acting import Act, Deciding, Doing, posted, see_other
from rasid.console.acts import ACTS
from rasid.console.arriving import Arrivals
from rasid.console.assets import asset
from rasid.console.bringing import Bringing, admitted
from rasid.console.doors import Answer, Doors
from rasid.console.elsewhere import Elsewhere
from rasid.console.listing import as_csv
from rasid.console.mailing import Mailer
from rasid.console.news import present, spoken
from rasid.console.origin import HEADERS, is_own, refused
from rasid.console.pages import PAGES, imports, notices, saved
from rasid.console.passkeys import Ceremonies, place_of_passkeys
from rasid.console.permissions import least, require_roles
from rasid.console.rendering import filled
from rasid.console.snapshot import ChangingError, Reading, Snapshot
from rasid.console.speech import Speech, speech_in
from rasid.console.standing import is_under_way, standing_of
from rasid.console.streaming import Listener, Streams
from rasid.console.uploads import Importer
from rasid.console.visit import (
    Handler,
    Inside,
    Knowledge,
    NotThereError,
    Page,
    TooOftenError,
    Visit,
    mask_of,
)
from rasid.errors import RasidError, UnreachableError, UsageError
from rasid.languages import LANGUAGES

ENTER = "/enter"
_TONGUE = "rasid-language"
_YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Console:
    """The console of one home: how it is read, who is let in, and what the command line knows."""

    reading: Reading
    doors: Doors
    knowledge: Knowledge
    deciding: Deciding
    importer: Importer
    mailer: Mailer


def console_routes(console: Console) -> Sequence[BaseRoute]:
    """Return the console's routes; LookupError where one has no role."""
    screens = _Screens(console)
    arrivals = screens.arrivals

    def inside(method: str, path: str, answer: Answer) -> Answer:
        role = least(method, path)
        return console.doors.inside(role, answer, arrivals.locked, screens.forbidden)

    check = screens.sent(notices.Desk().check)
    shelve = screens.sent(saved.Shelf(console.doors.desk.clock).change)
    elsewhere = Elsewhere(console.doors, arrivals)
    ceremonies = Ceremonies(console.doors)
    streams = Streams(console.reading)
    admit = inside("POST", "/imports", admitted)
    bringing = Bringing(console.doors.desk, console.importer, admit, screens.not_done)
    routes = [
        Route("/events", screens.events(streams), methods=["GET"]),
        Route("/imports", bringing.bring, methods=["POST"]),
        Route("/codes", posted(inside("POST", "/codes", check)), methods=["POST"]),
        Route("/views", posted(inside("POST", "/views", shelve)), methods=["POST"]),
        Route(ENTER, screens.enter, methods=["GET"]),
        Route("/enter/again", screens.ask_again, methods=["POST"]),
        Route("/sign-in", posted(arrivals.sign_in), methods=["POST"]),
        Route("/passkeys/use", ceremonies.use, methods=["POST"]),
        Route(
            "/passkeys/make", inside("POST", "/passkeys/make", ceremonies.make), methods=["POST"]
        ),
        Route("/passkeys/sign-in", posted(arrivals.sign_in_by_passkey), methods=["POST"]),
        Route("/provider/start", elsewhere.start, methods=["GET"]),
        Route(BACK, elsewhere.back, methods=["GET"]),
        Route("/join", arrivals.invited, methods=["GET"]),
        Route("/join", posted(arrivals.join), methods=["POST"]),
        Route("/join/code", posted(arrivals.join_code), methods=["POST"]),
        Route("/leave", screens.leave, methods=["POST"]),
        Route("/assets/{name}", asset, methods=["GET"]),
        *(
            Route(path, posted(inside("POST", path, screens.act(act))), methods=["POST"])
            for path, act in ACTS.items()
        ),
        *(
            Route(path, inside("GET", path, screens.page(handler)), methods=["GET"])
            for path, handler in PAGES.items()
        ),
    ]
    require_roles(routes)
    return routes


class _Screens:
    def __init__(self, console: Console) -> None:
        self._reading = console.reading
        self._doors = console.doors
        self._knowledge = console.knowledge
        self._deciding = console.deciding
        self._importer = console.importer
        self._mailer = console.mailer
        self.arrivals = Arrivals(console.doors, self._bare)

    def page(self, handler: Handler) -> Callable[[Request], Response]:
        """Return what answers with the page that a handler makes."""

        def answered(request: Request) -> Response:
            speech = _speech(request)
            try:
                response = self._reading.read(
                    lambda snapshot: self._answer(handler, request, speech, snapshot)
                )
            except (NotThereError, UsageError):
                return self.nothing(request)
            except TooOftenError as error:
                told = self._plain(request, "waiting", HTTPStatus.TOO_MANY_REQUESTS, is_inside=True)
                told.headers["Retry-After"] = str(int(error.seconds) + 1)
                return told
            except ChangingError:
                return self._plain(request, "changing", HTTPStatus.SERVICE_UNAVAILABLE)
            return response

        return answered

    def sent(self, handler: Handler) -> Answer:
        """Return what answers a form with the page that a handler makes of it."""
        page = self.page(handler)

        def answered(request: Request) -> Response:
            refusal = self._refusal(request)
            return refusal or page(request)

        return answered

    def act(self, act: Act) -> Answer:
        """Return what carries a form out, once, and leads on to where its effect is seen."""

        def answered(request: Request) -> Response:
            refusal = self._refusal(request)
            if refusal is not None:
                return refusal
            session, token = request.state.session, request.state.form["form"]
            if not session.begin(token):
                return see_other(session.led_to(token) or "/")
            try:
                address = act(self._doing(request))
            except BaseException as error:
                session.undone(token)
                if not isinstance(error, RasidError) or isinstance(error, UnreachableError):
                    raise
                return self.not_done(request, error)
            session.done(token, address)
            return see_other(address)

        return answered

    def events(self, streams: Streams) -> Answer:
        """Return what answers with a stream of news, each as a sentence."""

        def answered(request: Request) -> Response:
            session, speech = request.state.session, _speech(request)

            def may() -> bool:
                return self._doors.session(request, renew=False) is session

            listener = Listener(
                session.number, may, partial(spoken, speech), self._states(request, speech)
            )
            return streams.answer(request, listener, HEADERS)

        least_role = least("GET", "/events")
        return self._doors.inside(
            least_role, answered, self.arrivals.locked, self.forbidden, renew=False
        )

    def _states(self, request: Request, speech: Speech) -> Callable[[], Mapping[str, str]] | None:
        """Return what tells how far what a page shows is: imports, or a sending."""
        asked = request.query_params
        if "notices" in asked:
            return partial(notices.states, speech, self._mailer, asked["notices"])
        if "imports" in asked and request.state.session.person.role >= Role.ANALYST:
            return partial(imports.states, speech, self._importer)
        return None

    def forbidden(self, request: Request) -> Response:
        """Tell somebody that their role does not do."""
        return self._plain(request, "forbidden", HTTPStatus.FORBIDDEN, is_inside=True)

    def nothing(self, request: Request) -> Response:
        """Tell that there is no such page."""
        return self._plain(request, "missing", HTTPStatus.NOT_FOUND, is_inside=True)

    def enter(self, request: Request) -> Response:
        """Let a browser in whose address was not used yet."""
        secret = self._doors.enter(request)
        if not secret:
            return self.arrivals.locked(request)
        response = self.arrivals.entered(request, "entered", "/")
        self._doors.keep(request, response, secret)
        return response

    def ask_again(self, request: Request) -> Response:
        """Let whoever started the server read another address."""
        if not is_own(request):
            return refused()
        told = self._doors.ask_again()
        return self._plain(request, "asked" if told else "asked_just_now", HTTPStatus.OK)

    def leave(self, request: Request) -> Response:
        """End the session."""
        if not is_own(request):
            return refused()
        response = self._plain(request, "left", HTTPStatus.OK)
        self._doors.leave(request, response)
        return response

    def _answer(
        self, handler: Handler, request: Request, speech: Speech, snapshot: Snapshot
    ) -> Response:
        names, query = request.path_params, dict(request.query_params)
        page = handler(
            Visit(
                snapshot,
                speech,
                mask_of(snapshot),
                self._knowledge,
                names,
                query,
                Inside(
                    request.state.session,
                    self._doors.gate,
                    self._doors.desk,
                    self._importer,
                    self._mailer,
                    place_of_passkeys(self._doors.desk, request),
                ),
                getattr(request.state, "form", {}),
            )
        )
        for table in page.tables:
            if table.page > table.pages:
                raise NotThereError("there is no such page.")
        if query.get("csv"):
            return _file(page, query["csv"])
        if query.get("figure"):
            return JSONResponse(page.figure(query["figure"]), HTTPStatus.OK, HEADERS)
        told = {
            **page.data,
            "title": page.title,
            "area": page.area,
            "tables": {table.name: table for table in page.tables},
            "standing": standing_of(snapshot),
            "is_under_way": is_under_way(snapshot),
            "since": str(present(snapshot)),
            "is_inside": True,
        }
        html = filled(page.template, request, speech, told)
        return _told(request, html, HTTPStatus.OK)

    def _refusal(self, request: Request) -> Response | None:
        """Return the answer to what is no form, or none that this session was given."""
        form = request.state.form
        if form is None:
            return self._plain(request, "no_form", HTTPStatus.BAD_REQUEST, is_inside=True)
        if not request.state.session.has_given(form.get("form", ""), request.url.path):
            return self._plain(request, "stale_form", HTTPStatus.FORBIDDEN, is_inside=True)
        return None

    def _doing(self, request: Request) -> Doing:
        return Doing(
            request.state.session,
            self._doors.gate,
            self._doors.desk,
            self._reading,
            self._deciding,
            self._mailer,
            request.path_params,
            request.state.form,
        )

    def not_done(self, request: Request, error: RasidError) -> Response:
        """Tell why a form did nothing."""
        if isinstance(error, NotThereError):
            return self.nothing(request)
        key = error.key if isinstance(error, Problem) else ""
        told = {"is_inside": True, "problem": key, "sentence": str(error)}
        return self._bare(request, "not_done.html.j2", "not_done", HTTPStatus.BAD_REQUEST, **told)

    def _plain(
        self, request: Request, kind: str, status: HTTPStatus, *, is_inside: bool = False
    ) -> Response:
        return self._bare(request, "plain.html.j2", kind, status, is_inside=is_inside)

    def _bare(
        self, request: Request, template: str, kind: str, status: HTTPStatus, **more: object
    ) -> Response:
        """Return a page that tells nothing of the home."""
        speech = _speech(request)
        told: dict[str, Any] = {"kind": kind, "area": "", "is_inside": False, **more}
        told["title"] = speech.say(f"plain.{kind}.title")
        return _told(request, filled(template, request, speech, told), status)


def _told(request: Request, html: str, status: HTTPStatus) -> Response:
    response = Response(html, status, HEADERS, "text/html; charset=utf-8")
    chosen = request.query_params.get("lang", "")
    if chosen in LANGUAGES:
        secure, name = request.url.scheme == "https", _tongue(request)
        response.set_cookie(name, chosen, _YEAR, secure=secure, httponly=True, samesite="strict")
    return response


def _tongue(request: Request) -> str:
    return f"__Host-{_TONGUE}" if request.url.scheme == "https" else _TONGUE


def _file(page: Page, name: str) -> Response:
    table = page.table(name)
    headers = {**HEADERS, "Content-Disposition": f'attachment; filename="rasid-{table.name}.csv"'}
    return Response(as_csv(table), HTTPStatus.OK, headers, "text/csv; charset=utf-8")


def _speech(request: Request) -> Speech:
    """Return the language that is asked for, was chosen before, or that the browser prefers."""
    asked = [request.query_params.get("lang", ""), request.cookies.get(_tongue(request), "")]
    ranges = request.headers.get("accept-language", "")[:200].split(",")
    asked += [one.split(";")[0].strip().lower().split("-")[0] for one in ranges]
    return speech_in(next((code for code in asked if code in LANGUAGES), "en"))
