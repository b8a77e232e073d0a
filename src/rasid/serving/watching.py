"""Connections that take too long or come in too great a number are closed."""

import asyncio
from typing import Any, cast

import h11
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from rasid.serving.hearing_out import HearingOut
from rasid.serving.names import is_loopback

REQUEST_SECONDS = 10.0
"""How long a request may take to come in whole."""

UPLOADS = ("/imports", "/api/v1/imports")
"""Paths to which whole files come: there it is a number of bytes that must come in that time."""

LEAST_BYTES = 64 * 2**10

ANSWER_SECONDS = 120.0
"""How long its answer may take to be made and fetched."""

MOST_OF_ONE = 32
"""Connections of one address; of this machine, where a proxy may stand, there is no such bound."""

_CAME = (h11.DONE, h11.MUST_CLOSE, h11.CLOSED, h11.ERROR)


class WatchedProtocol(H11Protocol):
    """HTTP/1.1 with a limit to how long a client may dawdle: a slow one holds a place briefly."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._timer: asyncio.TimerHandle | None = None
        self._came = False
        self._brought = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request."""
        self._hearing = HearingOut(transport, self._is_spoken_to)
        super().connection_made(cast("asyncio.Transport", self._hearing))
        if self._are_too_many():
            transport.abort()
        else:
            self._wait(REQUEST_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._rest()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Look whether the request came in whole."""
        if self._hearing.leaving:
            return
        super().data_received(data)
        came = self.conn.their_state in _CAME
        if came and not self._came:
            self._rest()
            self._wait(ANSWER_SECONDS)
        elif self._timer is None:
            self._wait(REQUEST_SECONDS)
        elif not came and self._is_upload():
            self._brought += len(data)
            if self._brought >= LEAST_BYTES:
                self._rest()
                self._wait(REQUEST_SECONDS)
        self._came = came

    def on_response_complete(self) -> None:
        """Begin anew."""
        self._rest()
        self._came = False
        super().on_response_complete()
        if not self.cycle.response_complete:  # the next request had come in already
            self._wait(ANSWER_SECONDS)

    def _is_spoken_to(self) -> bool:
        """Tell whether the client may still be sending what we will not read."""
        return self.conn.their_state in {h11.SEND_BODY, h11.ERROR}

    def _are_too_many(self) -> bool:
        if self.client is None or is_loopback(self.client[0]):
            return False
        clients = (getattr(one, "client", None) for one in self.connections)
        same = [client for client in clients if client and client[0] == self.client[0]]
        return len(same) > MOST_OF_ONE

    def _is_upload(self) -> bool:
        """Tell whether a file is coming that somebody answers for: strangers are answered first."""
        is_open = self.cycle is not None and not self.cycle.response_started
        return is_open and self.scope is not None and self.scope["path"] in UPLOADS

    def _wait(self, seconds: float) -> None:
        self._brought = 0
        self._timer = self.loop.call_later(seconds, self.transport.abort)

    def _rest(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
