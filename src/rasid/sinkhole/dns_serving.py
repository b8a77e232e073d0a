"""DNS over UDP and TCP."""

import asyncio
import socket

from rasid.clock import utc_now
from rasid.sinkhole.accepting import Client
from rasid.sinkhole.books import Books
from rasid.sinkhole.dns_answers import Answerer, Reply
from rasid.sinkhole.limits import AnswerLimit
from rasid.sinkhole.records import Caller

MOST_QUERY = 1_232
"""Bytes; a query has a tenth of it."""

AT_ONCE = 64
"""So many datagrams are read before others get their turn."""

TCP_SECONDS = 5.0
"""How long the next query of a connection may take to come in whole."""

TCP_ALL_SECONDS = 60.0
TCP_QUERIES = 100
"""How much one connection may ask."""


class Resolving:
    """What UDP and TCP do alike: answer, count, record."""

    def __init__(self, answerer: Answerer, books: Books) -> None:
        self.counts = books.counts
        self._answerer = answerer
        self._books = books

    def answer(self, wire: bytes, caller: Caller, *, tcp: bool, slip: bool = False) -> Reply | None:
        """Answer a query, and record who asked for one of our names."""
        if len(wire) > MOST_QUERY:
            self.counts.dns_malformed += 1
            return None
        reply = self._answerer.answer(wire, tcp=tcp, slip=slip)
        if slip:
            self.counts.dns_limited += 1
        elif reply is None or reply.found is None:
            refused = reply is not None and reply.is_refusal
            self.counts.dns_refused += refused
            self.counts.dns_malformed += not refused
        else:
            self.counts.dns_answered += 1
            host = self._books.hider.host(reply.found)
            recorder = self._books.recorder
            self._books.keep(recorder.query(utc_now(), caller, host, reply.kind, tcp=tcp))
        return reply


class Datagrams:
    """Reads queries of a UDP socket and answers them at once or not at all: nothing is held."""

    def __init__(self, opened: socket.socket, resolving: Resolving, limit: AnswerLimit) -> None:
        self._opened = opened
        self._resolving = resolving
        self._counts = resolving.counts
        self._limit = limit
        opened.setblocking(False)

    def start(self) -> None:
        """Begin to read."""
        asyncio.get_running_loop().add_reader(self._opened, self._read)

    def stop(self) -> None:
        """Read no more."""
        asyncio.get_running_loop().remove_reader(self._opened)

    def _read(self) -> None:
        now = asyncio.get_running_loop().time()
        for _ in range(AT_ONCE):
            try:
                wire, address = self._opened.recvfrom(MOST_QUERY + 1)
            except BlockingIOError:
                return
            except OSError:  # what an answer before met: the port is closed
                continue
            self._one(wire, address, now)

    def _one(self, wire: bytes, address: tuple[str, int], now: float) -> None:
        verdict = self._limit.ask(address[0], now)
        if verdict == "drop":
            self._counts.dns_limited += 1
            return
        caller = Caller(address[0].partition("%")[0], address[1])
        reply = self._resolving.answer(wire, caller, tcp=False, slip=verdict == "slip")
        if reply is None:
            return
        try:
            self._opened.sendto(reply.wire, address)
        except OSError:  # the network is full, or the sender's port is none
            self._counts.dns_unsent += 1


class Streams(Client):
    """DNS over one TCP connection (RFC 7766)."""

    def __init__(self, resolving: Resolving) -> None:
        super().__init__(resolving.counts, TCP_SECONDS)
        self._resolving = resolving
        self._came = bytearray()
        self._asked = 0
        self._began = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        super().connection_made(transport)
        self._began = asyncio.get_running_loop().time()

    def data_received(self, data: bytes) -> None:
        """Answer each query that came in whole."""
        self._came += data
        while len(self._came) >= 2 and not self.transport.is_closing():
            length = int.from_bytes(self._came[:2])
            if length > MOST_QUERY:
                self.counts.dns_malformed += 1
                self.transport.close()
                return
            if len(self._came) < 2 + length:
                return
            wire = bytes(self._came[2 : 2 + length])
            del self._came[: 2 + length]
            self._answer(wire)

    def _answer(self, wire: bytes) -> None:
        self._asked += 1
        reply = self._resolving.answer(wire, self.caller, tcp=True)
        if reply is not None:
            self.transport.write(len(reply.wire).to_bytes(2) + reply.wire)
        lasted = asyncio.get_running_loop().time() - self._began
        if reply is None or self._asked >= TCP_QUERIES or lasted >= TCP_ALL_SECONDS:
            self.transport.close()
        else:
            self.give(TCP_SECONDS)
