"""Answering programs: who may ask, some rows at a time, and nothing where it is known already."""

import base64
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from rasid.console import (
    KINDS,
    RESOURCES,
    ChangingError,
    Item,
    Listener,
    NotThereError,
    Resource,
    Resources,
)
from rasid.errors import UsageError
from rasid.serving.access import Access
from rasid.serving.api.document import EVENTS, MOST, ROOT, USUAL, openapi
from rasid.serving.failure import Failure
from rasid.serving.readers import API, Reader

_OF_PAGING = ("limit", "cursor")
_HEADERS = {"Cache-Control": "private, no-cache", "Vary": "Authorization"}
_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="rasid API"'}


def api_routes(resources: Resources, access: Access) -> Sequence[BaseRoute]:
    """Return the routes of the API: one for each resource, and the document of them all."""
    api = _Api(resources, access)
    return [
        Route(f"{ROOT}/openapi.json", _document, methods=["GET"]),
        Route(f"{ROOT}{EVENTS}", api.events, methods=["GET"]),
        *(Route(f"{ROOT}{one.path}", api.answer(one), methods=["GET"]) for one in RESOURCES),
    ]


class _Api:
    def __init__(self, resources: Resources, access: Access) -> None:
        self._resources = resources
        self._access = access
        self._streams = resources.streams()

    def answer(self, resource: Resource) -> Callable[[Request], Response]:
        """Return what answers for a resource."""

        def answered(request: Request) -> Response:
            self._require_scope(request, resource.scope)
            query = _filters(request, resource)
            path = request.url.path
            limit, (start, state) = _limit(request), _start(request, path, query)
            try:
                found = self._resources.look(resource, request.path_params, query, (start, limit))
            except (NotThereError, UsageError):
                raise Failure(HTTPStatus.NOT_FOUND, "There is no such thing.") from None
            except ChangingError:
                why = "A change is being put in place."
                raise Failure(HTTPStatus.SERVICE_UNAVAILABLE, why, {"Retry-After": "5"}) from None
            if state not in ("", found.state):
                raise _bad("The cursor is of an older state of the home; begin anew.")
            end = start + len(found.rows)
            more = end < found.total and found.rows
            said = {
                "data": found.rows,
                "total": found.total,
                "next": _cursor(path, query, end, found.state) if more else None,
            }
            return _told(request, said)

        return answered

    def events(self, request: Request) -> Response:
        """Answer with a stream of news, of the kinds that the token may know of."""
        reader = self._reader(request)
        scopes = {kind: f"{API}{scope}" for kind, scope in KINDS.items()}
        if not set(scopes.values()) & set(reader.collections):
            raise Failure(HTTPStatus.FORBIDDEN, "The token lacks every scope that has news.")

        def may() -> bool:
            try:
                return self._reader(request) == reader
            except Failure:
                return False

        def told(item: Item) -> Mapping[str, Any] | None:
            scope = scopes.get(item.kind)
            return item.told if scope is None or scope in reader.collections else None

        try:
            return self._streams.answer(request, Listener(f"{reader.number}", may, told), _HEADERS)
        except HTTPException as error:
            raise Failure(HTTPStatus(error.status_code), error.detail, error.headers) from None

    def _reader(self, request: Request) -> Reader:
        address = request.client.host if request.client else ""
        try:
            return self._access.reader(request.headers.get("authorization"), address)
        except Failure as failure:
            if failure.status == HTTPStatus.UNAUTHORIZED:
                failure.headers |= _CHALLENGE
            raise

    def _require_scope(self, request: Request, scope: str) -> None:
        if f"{API}{scope}" not in self._reader(request).collections:
            raise Failure(HTTPStatus.FORBIDDEN, f"The token lacks the scope {scope}.")


def _document(request: Request) -> Response:
    return _told(request, openapi(RESOURCES))


def _told(request: Request, said: Mapping[str, Any]) -> Response:
    body = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {**_HEADERS, "ETag": tag}
    known = [one.strip() for one in request.headers.get("if-none-match", "").split(",")]
    if "*" in known or tag in (one.removeprefix("W/") for one in known):
        return Response(b"", HTTPStatus.NOT_MODIFIED, headers)
    return Response(body, HTTPStatus.OK, headers, "application/json")


def _filters(request: Request, resource: Resource) -> dict[str, str]:
    """Return what narrows the rows; raises Failure for what cannot."""
    asked = resource.asked or {}
    found: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if name in _OF_PAGING:
            continue
        if name not in asked or name in found:
            raise _bad(f"The filter {name[:40]!a} is not known here, or stands twice.")
        if asked[name] and value not in asked[name]:
            raise _bad(f"{name} takes one of: {', '.join(asked[name])}.")
        found[name] = value
    return found


def _limit(request: Request) -> int:
    text = request.query_params.get("limit", str(USUAL))
    if not (text.isascii() and text.isdecimal()) or not 1 <= int(text[:9]) <= MOST:
        raise _bad(f"limit takes a number from 1 to {MOST}.")
    return int(text)


def _start(request: Request, path: str, query: Mapping[str, str]) -> tuple[int, str]:
    """Return the place from which on a cursor asks, and of which state; 0 where there is none."""
    text = request.query_params.get("cursor")
    if text is None:
        return 0, ""
    try:
        told = json.loads(base64.urlsafe_b64decode(text.encode("ascii") + b"==="))
        of, place, state = told
    except (ValueError, TypeError, RecursionError):
        raise _bad("The cursor is none.") from None
    is_place = type(place) is int and 0 < place < 2**31
    if of != _of(path, query) or not is_place or not isinstance(state, str) or not state:
        raise _bad("The cursor is of something else.")
    return place, state


def _cursor(path: str, query: Mapping[str, str], place: int, state: str) -> str:
    told = json.dumps([_of(path, query), place, state], separators=(",", ":"))
    return base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")


def _of(path: str, query: Mapping[str, str]) -> str:
    """Return what a cursor is of, so that it is used for nothing else."""
    told = json.dumps([path, sorted(query.items())])
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:16]


def _bad(why: str) -> Failure:
    return Failure(HTTPStatus.BAD_REQUEST, why)
