"""The routes of the HTTP Event Collector, by which log shippers send as they are."""

import json
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from http import HTTPStatus
from threading import Lock

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from rasid.serving.access import Access
from rasid.serving.counts import Counts
from rasid.serving.failure import Failure
from rasid.serving.intake.hec import (
    BAD_TOKEN,
    BUSY,
    NO_CHANNEL,
    NO_DATA,
    NO_TOKEN,
    Refusal,
    event_lines,
    raw_lines,
    unpacked,
)
from rasid.serving.intake.spool import FullError, Spool
from rasid.serving.readers import INTAKE

INTAKE_PATH = "/services/collector"

MOST_BODY = 16 << 20
"""Bytes of a request that brings logs."""

MOST_CHANNELS = 10_000

_Lines = Callable[[bytes], list[bytes]]


def intake_routes(
    access: Access,
    spool: Spool,
    tell: Callable[[str], None],
    counts: Counts | None = None,
) -> Sequence[BaseRoute]:
    """Return the routes; `tell` gets a sentence where lines could not be kept."""
    intake = _Intake(access, spool, tell, counts or Counts())
    taking = {
        "": event_lines,
        "/event": event_lines,
        "/event/1.0": event_lines,
        "/raw": raw_lines,
        "/raw/1.0": raw_lines,
    }
    return [
        *(
            Route(f"{INTAKE_PATH}{path}", intake.takes(lines), methods=["POST"])
            for path, lines in taking.items()
        ),
        Route(f"{INTAKE_PATH}/ack", intake.answering(intake.acknowledge), methods=["POST"]),
        Route(f"{INTAKE_PATH}/health", intake.health, methods=["GET"]),
        Route(f"{INTAKE_PATH}/health/1.0", intake.health, methods=["GET"]),
    ]


class _Intake:
    def __init__(
        self, access: Access, spool: Spool, tell: Callable[[str], None], counts: Counts
    ) -> None:
        self._counts = counts
        self._access = access
        self._spool = spool
        self._tell = tell
        self._acks = _Acks()

    def takes(self, lines: _Lines) -> Callable[[Request], Awaitable[Response]]:
        """Return what answers a request once its lines are on disk."""

        async def take(request: Request) -> Response:
            body = await request.body()
            encoding = request.headers.get("content-encoding", "").strip().lower()
            await run_in_threadpool(self._keep, lines, body, encoding)
            told: dict[str, object] = {"text": "Success", "code": 0}
            channel = _channel(request)
            if channel:
                told["ackId"] = self._acks.next(channel)
            return JSONResponse(told)

        return self.answering(take)

    def answering(
        self, handler: Callable[[Request], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        """Return a handler that lets in who may send, and answers as the protocol does."""

        async def answered(request: Request) -> Response:
            try:
                await run_in_threadpool(self._require_sender, request)
                return await handler(request)
            except Refusal as refusal:
                self._counts.refuse(_reason(refusal))
                return JSONResponse(refusal.document(), refusal.status)

        return answered

    async def acknowledge(self, request: Request) -> Response:
        """Tell which requests are on disk: all that were ever answered since we began."""
        channel = _channel(request)
        if not channel:
            raise NO_CHANNEL
        try:
            asked = json.loads(await request.body())["acks"]
            numbers = [number for number in asked if isinstance(number, int)]
        except (ValueError, KeyError, TypeError, RecursionError):
            raise NO_DATA from None
        known = {str(number): self._acks.knows(channel, number) for number in numbers}
        return JSONResponse({"acks": known})

    async def health(self, _: Request) -> Response:
        """Tell whether lines would be taken."""
        if await run_in_threadpool(self._spool.problem):
            told = {"text": "HEC is unhealthy, queues are full", "code": 18}
            return JSONResponse(told, HTTPStatus.SERVICE_UNAVAILABLE)
        return JSONResponse({"text": "HEC is healthy", "code": 17})

    def _require_sender(self, request: Request) -> None:
        header = request.headers.get("authorization")
        if not header:
            raise NO_TOKEN
        address = request.client.host if request.client else ""
        try:
            reader = self._access.reader(header, address)
        except Failure as failure:
            if failure.status == HTTPStatus.UNAUTHORIZED:
                raise BAD_TOKEN from None
            raise
        if INTAKE not in reader.collections:
            raise BAD_TOKEN

    def _keep(self, lines: _Lines, body: bytes, encoding: str) -> None:
        found = lines(unpacked(body, encoding))
        try:
            self._counts.take(self._spool.add(found))
        except (FullError, OSError) as error:
            why = error.strerror if isinstance(error, OSError) else error
            self._tell(f"logs were sent away: {why}")
            self._counts.send_away(len(found))
            raise BUSY from None


def _reason(refusal: Refusal) -> str:
    if refusal.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return "token"
    return "full" if refusal is BUSY else "format"


class _Acks:
    """Numbers of requests by channel; what was answered is on disk, so all known are true."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._next: OrderedDict[str, int] = OrderedDict()

    def next(self, channel: str) -> int:
        with self._lock:
            number = self._next.pop(channel, 0)
            self._next[channel] = number + 1
            while len(self._next) > MOST_CHANNELS:
                self._next.popitem(last=False)
            return number

    def knows(self, channel: str, number: int) -> bool:
        with self._lock:
            return 0 <= number < self._next.get(channel, 0)


def _channel(request: Request) -> str:
    told = request.headers.get("x-splunk-request-channel") or request.query_params.get("channel")
    return (told or "")[:128]
