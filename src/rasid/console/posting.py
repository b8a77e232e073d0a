"""Forms: what a page of ours sends with a request, and not in its address, where logs keep it."""

from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

_MOST_FIELDS = 20


def posted(answer: Callable[[Request], Response]) -> Callable[[Request], Awaitable[Response]]:
    """Return what reads a form before it answers; how long that may be is the guard's."""

    async def answered(request: Request) -> Response:
        request.state.form = _read(await request.body())
        return await run_in_threadpool(answer, request)

    return answered


def form_of(request: Request) -> Mapping[str, str]:
    """Return the form that came with a request; empty where none did."""
    found: Mapping[str, str] = getattr(request.state, "form", {})
    return found


def _read(body: bytes) -> Mapping[str, str]:
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS))
    except ValueError:
        return {}
