"""Closing a connection on which more is under way, so that our last answer still arrives."""

import asyncio
from collections.abc import Callable
from typing import Any

LEAVING_SECONDS = 2.0
"""How long a client may go on speaking once it was answered for the last time."""


class HearingOut:
    """A transport that is closed in two steps where `is_spoken_to` says that more may come.

    A socket closed on bytes that nobody read resets the connection, and a client that still sends
    then never sees why it was refused (RFC 9112 §9.6). TLS has no half-closed connections: there
    it is closed at once.
    """

    def __init__(self, transport: asyncio.Transport, is_spoken_to: Callable[[], bool]) -> None:
        self.leaving = False
        self._transport = transport
        self._is_spoken_to = is_spoken_to

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the transport has
        return getattr(self._transport, name)

    def is_closing(self) -> bool:
        """Tell whether nothing more will be sent."""
        return self.leaving or self._transport.is_closing()

    def close(self) -> None:
        """Send what is left and say that it is all; what still comes is for nobody."""
        if self.is_closing() or not (self._is_spoken_to() and self._transport.can_write_eof()):
            self._transport.close()
            return
        self.leaving = True
        self._transport.write_eof()
        if not self._transport.is_reading():
            self._transport.resume_reading()
        asyncio.get_running_loop().call_later(LEAVING_SECONDS, self._transport.abort)
