"""Taking in files that somebody sends from the page of imports."""

from collections.abc import Callable
from functools import partial
from http import HTTPStatus

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from rasid.accounts import Problem
from rasid.console.acting import see_other
from rasid.console.desk import Desk
from rasid.console.session import Session
from rasid.console.uploads import Arriving, Importer, Received, receive_form
from rasid.errors import RasidError

_MOST_DRAINED = 64 << 20
"""So many bytes of a form that is refused are read, so that its browser shows why."""

_ADMITTED = Response()

NotDone = Callable[[Request, RasidError], Response]


def admitted(_: Request) -> Response:
    """Stand for an answer to whoever may bring files."""
    return _ADMITTED


class Bringing:
    """Takes a form with files, once it is known who sends it.

    `admit` answers a request with that of `admitted` or says why not; `not_done` tells what went
    wrong.
    """

    def __init__(
        self,
        desk: Desk,
        importer: Importer,
        admit: Callable[[Request], Response],
        not_done: NotDone,
    ) -> None:
        self._desk = desk
        self._importer = importer
        self._admit = admit
        self._not_done = not_done

    async def bring(self, request: Request) -> Response:
        """Take files in, and lead on to what becomes of them."""
        told = await run_in_threadpool(self._admit, request)
        if told is not _ADMITTED:
            told.headers["Connection"] = "close"  # its body was not read, and will not be
            return told
        session: Session = request.state.session
        received = Received(self._begin(session), partial(_require_form, session))
        try:
            await receive_form(request, received)
            if not received.uploads:
                raise Problem("no_file", "no file was chosen.")  # noqa: TRY301 - one answer
        except ClientDisconnect:
            return Response(status_code=HTTPStatus.BAD_REQUEST)
        except Problem as problem:
            await _drain(request)
            response = await run_in_threadpool(self._not_done, request, problem)
            response.headers["Connection"] = "close"
            return response
        finally:
            await run_in_threadpool(self._note, session, received)
        return see_other("/imports")

    def _begin(self, session: Session) -> Callable[[str], Arriving]:
        return partial(self._importer.folder.begin, by=session.person.name)

    def _note(self, session: Session, received: Received) -> None:
        """Write down what came whole, and have it imported."""
        for upload in received.uploads:
            self._desk.write(session, "file brought", f"{upload.name}, {upload.key}")
        self._importer.wake()


def _require_form(session: Session, fields: dict[str, str]) -> None:
    if not session.has_given(fields.get("form", ""), "/imports"):
        raise Problem("stale", "that form was not given out by this session.")


async def _drain(request: Request) -> None:
    """Read on for a while: a browser that is cut off while it sends shows no answer."""
    left = _MOST_DRAINED
    try:
        async for chunk in request.stream():
            left -= len(chunk)
            if left < 0:
                return
    except (ClientDisconnect, RuntimeError):  # the second: the stream was read to its end
        return
