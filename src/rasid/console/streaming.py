"""News as server-sent events: a bounded number of streams, each cut after a while and resumed."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from rasid.console.news import Item, Place, news_after, place_in, present
from rasid.console.snapshot import ChangingError, Reading

MOST_STREAMS = 64
"""At once; whoever comes then is told to come again."""

MOST_OF_ONE = 6
"""Of one session or token."""

LONGEST = 100
"""Seconds until a stream is cut; the server would break off a longer answer."""

TICK_SECONDS = 1.0
BEAT_TICKS = 15
"""After so many ticks without news a line says that the stream stands."""

LOOK_TICKS = 2
"""After so many it is looked again whether the listener may still listen."""

_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
_RETRY = b"retry: 3000\n\n"

Told = Callable[[Item], Mapping[str, Any] | None]
"""What a listener is told of a piece of news; nothing where it is not theirs to know."""


@dataclass(frozen=True, slots=True)
class Listener:
    """Who listens: `key` is theirs alone, `may` tells whether they still may, `told` what.

    `states` returns what is told again whenever it changes, by key; it is no news, and has no id.
    """

    key: str
    may: Callable[[], bool]
    told: Told
    states: Callable[[], Mapping[str, str]] | None = None


@dataclass(slots=True)
class Streams:
    """All who listen to the news of a home; they share one look at it a tick."""

    reading: Reading
    _open: Counter[str] = field(default_factory=Counter)
    _looking: asyncio.Lock = field(default_factory=asyncio.Lock)
    _seen: Place | None = None
    _seen_at: float = -TICK_SECONDS

    def answer(self, request: Request, listener: Listener, headers: Mapping[str, str]) -> Response:
        """Return a stream from the place that the request names on, or from the present.

        `wait` in the query says for how many seconds at most; 0 tells what is new and ends.
        Raises HTTPException where that is none, and where too many listen.
        """
        wait = _wait(request)
        if self._open.total() >= MOST_STREAMS or self._open[listener.key] >= MOST_OF_ONE:
            raise HTTPException(
                HTTPStatus.TOO_MANY_REQUESTS, "Too many streams.", {"Retry-After": "10"}
            )
        asked = request.headers.get("last-event-id") or request.query_params.get("since", "")
        stream = self._stream(listener, place_in(asked[:80]), wait)
        return StreamingResponse(
            stream, headers={**headers, **_HEADERS}, media_type="text/event-stream"
        )

    async def _stream(
        self, listener: Listener, place: Place | None, wait: int
    ) -> AsyncIterator[bytes]:
        with self._counted(listener.key):
            yield _RETRY
            known: dict[str, str] = {}
            for tick in range(int(wait / TICK_SECONDS) + 1):
                if tick:
                    await asyncio.sleep(TICK_SECONDS)
                if tick % LOOK_TICKS == 0 and not await run_in_threadpool(listener.may):
                    return
                if place is None:
                    place = await self._present()
                    if place is not None:
                        yield _event("present", place, {})
                for item in await self._after(place):
                    place = item.place
                    told = listener.told(item)
                    if told is not None:
                        yield _event(item.kind, place, told)
                for key, state in await self._changed(listener, known):
                    yield _event("state", None, {"key": key, "text": state})
                if tick % BEAT_TICKS == BEAT_TICKS - 1:
                    yield b": still here\n\n"

    @contextmanager
    def _counted(self, key: str) -> Iterator[None]:
        self._open[key] += 1
        try:
            yield
        finally:
            self._open[key] -= 1
            if not self._open[key]:
                del self._open[key]

    @staticmethod
    async def _changed(listener: Listener, known: dict[str, str]) -> Sequence[tuple[str, str]]:
        """Return the states that are other than they were known, and know them."""
        if listener.states is None:
            return []
        now = await run_in_threadpool(listener.states)
        changed = [(key, state) for key, state in now.items() if known.get(key) != state]
        known.update(changed)
        return changed

    async def _present(self) -> Place | None:
        """Return how far the home is, as it was at most a tick ago; None while it changes."""
        async with self._looking:
            now = asyncio.get_running_loop().time()
            if self._seen is None or now - self._seen_at >= TICK_SECONDS:
                try:
                    self._seen = await run_in_threadpool(self.reading.read, present)
                except ChangingError:
                    return self._seen
                self._seen_at = asyncio.get_running_loop().time()
            return self._seen

    async def _after(self, place: Place | None) -> Sequence[Item]:
        if place is None or await self._present() in (place, None):
            return []
        async with self._looking:
            try:
                return await run_in_threadpool(news_after, self.reading, place)
            except ChangingError:
                return []


def _wait(request: Request) -> int:
    text = request.query_params.get("wait", str(LONGEST))
    if not (text.isascii() and text.isdecimal()) or int(text[:9]) > LONGEST:
        raise HTTPException(HTTPStatus.BAD_REQUEST, f"wait takes a number from 0 to {LONGEST}.")
    return int(text)


def _event(kind: str, place: Place | None, told: Mapping[str, Any]) -> bytes:
    said = json.dumps(told, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    named = f"id: {place}\n" if place else ""
    return f"event: {kind}\n{named}data: {said}\n\n".encode("ascii")
