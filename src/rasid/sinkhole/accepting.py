"""Taking connections in: counted before anything is read of them, encryption included."""

import asyncio
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress

from rasid.sinkhole.counts import Counts
from rasid.sinkhole.limits import Gate
from rasid.sinkhole.records import Caller

HANDSHAKE_SECONDS = 5.0
PAUSE_SECONDS = 0.1
"""How long nothing is taken in where the system has no file left for a connection."""


class Client(asyncio.Protocol):
    """One connection, which is closed when its time is up, whatever the client does.

    `seconds` is how long it may last; `leave` is called once, when it ends.
    """

    def __init__(self, counts: Counts, seconds: float) -> None:
        self.counts = counts
        self.seconds = seconds
        self.caller = Caller("", 0)
        self.leave: Callable[[], None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._transport: asyncio.Transport | None = None

    @property
    def transport(self) -> asyncio.Transport:
        """The connection, once it is made."""
        assert self._transport is not None  # noqa: S101 - asyncio calls connection_made first
        return self._transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin, and set the clock."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - TCP has no other
        self._transport = transport
        transport.set_write_buffer_limits(high=2**16)
        self.give(self.seconds)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's own
        """End."""
        if self._timer is not None:
            self._timer.cancel()
        if self.leave is not None:
            self.leave()
            self.leave = None

    def pause_writing(self) -> None:
        """Break off with a client that asks and does not read."""
        self.counts.too_slow += 1
        self.transport.abort()

    def give(self, seconds: float) -> None:
        """Let so much time be left from now on."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(seconds, self.expire)

    def expire(self) -> None:
        """Break off: the time is up."""
        self.counts.too_slow += 1
        self.transport.abort()


class Acceptor:
    """Takes connections of one listening socket in, as long as the gate lets them."""

    def __init__(
        self,
        opened: socket.socket,
        make: Callable[[], Client],
        gate: Gate,
        counts: Counts,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._opened = opened
        self._make = make
        self._gate = gate
        self._counts = counts
        self._tls = tls
        self._greeted: set[asyncio.Task[None]] = set()
        self._clients: set[Client] = set()
        self._left = asyncio.Event()
        opened.setblocking(False)

    async def run(self) -> None:
        """Take connections in until this is cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            try:
                came, address = await loop.sock_accept(self._opened)
            except OSError:  # the client has gone again, or no file is left
                self._counts.turned_away += 1
                await asyncio.sleep(PAUSE_SECONDS)
                continue
            self._counts.connections += 1
            if not self._gate.enter(address[0]):
                self._counts.turned_away += 1
                came.close()
                continue
            task = loop.create_task(self._greet(came, address))
            self._greeted.add(task)
            task.add_done_callback(self._done)

    async def end(self, seconds: float) -> None:
        """Give those who are here so long to be done, and break off with the others."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self._clients or self._greeted:
                    self._left.clear()
                    await self._left.wait()
        for task in self._greeted:
            task.cancel()
        for client in list(self._clients):
            client.transport.abort()
        await asyncio.sleep(0)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._greeted.discard(task)
        self._left.set()

    async def _greet(self, came: socket.socket, address: tuple[str, int]) -> None:
        client = self._make()
        client.caller = Caller(address[0].partition("%")[0], address[1])

        def leave() -> None:
            self._clients.discard(client)
            self._left.set()
            self._gate.leave(address[0])

        client.leave = leave
        try:
            await asyncio.get_running_loop().connect_accepted_socket(
                lambda: client,
                came,
                ssl=self._tls,
                ssl_handshake_timeout=HANDSHAKE_SECONDS if self._tls else None,
                ssl_shutdown_timeout=1.0 if self._tls else None,
            )
        except (OSError, ssl.SSLError, asyncio.CancelledError):
            came.close()
            if client.leave is not None:
                self._counts.handshakes_failed += 1
                leave()
                client.leave = None
            return
        if client.leave is not None:
            self._clients.add(client)
