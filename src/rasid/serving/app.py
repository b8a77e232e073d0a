"""The application: rooms bring their routes, and all of them stand behind the same guard."""

from collections.abc import Callable, Collection, Mapping, Sequence
from http import HTTPStatus

from sqlalchemy import Engine, text
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from rasid.errors import UnreachableError
from rasid.serving.failure import Failure, answer
from rasid.serving.guard import Guard


def make_app(  # noqa: PLR0913 - all that stands between the rooms and the guard
    ledger: Engine,
    routes: Sequence[BaseRoute],
    hosts: Collection[str],
    tell: Callable[[str], None],
    bodies: Mapping[str, int] | None = None,
    *,
    problem: Callable[[], str] = str,
) -> ASGIApp:
    """Return the app with /healthz and these routes; `hosts` are names by which it may be called.

    `tell` gets a sentence for each failure that is no client's; `bodies` are the bytes that may
    come to paths which begin so, where these are more than elsewhere. `problem` says why logs would
    not be taken now; empty where they would.
    """

    def health(_: Request) -> Response:
        with ledger.connect() as connection:
            connection.execute(text("SELECT 1"))
        why = problem()
        if why:
            told = {"status": "failing", "why": why}
            return JSONResponse(told, HTTPStatus.SERVICE_UNAVAILABLE)
        return JSONResponse({"status": "ok"})

    def unreachable(request: Request, error: Exception) -> Response:
        tell(f"{request.method} failed: {error}")
        why = "The ledger's server does not answer now; the same may work later."
        failure = Failure(HTTPStatus.SERVICE_UNAVAILABLE, why)
        return answer(failure, request.url.path)

    app = Starlette(
        routes=[Route("/healthz", health), *routes],
        exception_handlers={
            HTTPException: _refused,
            Failure: _failed,
            UnreachableError: unreachable,
            Exception: _broken,
        },
    )
    app.router.redirect_slashes = False  # a redirect would repeat what the client calls us
    return Guard(app, hosts, tell, bodies)


def _failed(request: Request, error: Exception) -> Response:
    if not isinstance(error, Failure):
        raise error
    return answer(error, request.url.path)


def _broken(request: Request, _: Exception) -> Response:
    """Tell that the request failed; what it was is raised again, and told by the guard."""
    failure = Failure(HTTPStatus.INTERNAL_SERVER_ERROR, "The request failed.")
    return answer(failure, request.url.path)


def _refused(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    status = HTTPStatus(error.status_code)
    whys = {
        HTTPStatus.NOT_FOUND: "There is nothing at this address.",
        HTTPStatus.METHOD_NOT_ALLOWED: "This address does not take that method.",
    }
    failure = Failure(status, whys.get(status, status.description), error.headers)
    return answer(failure, request.url.path)
