"""A real sinkhole in a thread, and clients that say exactly what a test wants said."""

import asyncio
import json
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from threading import Event, Thread
from typing import Any

import dns.message
import dns.query

from rasid.sinkhole import Counts, Opened, Own, Plan, Ports, Room, opened_ports, run
from rasid.sinkhole.limits import Gate

ZONE = "evil-login.example"
OTHER = "handed-over.example"
HOST = "127.0.0.1"
PLENTY = Room(file_bytes=10**7, all_bytes=10**8)
OWN = Own([ip_address("192.0.2.7"), ip_address("2001:db8::7")], [], 1)


@dataclass
class Running:
    """Where a sinkhole answers, and what it wrote and counted once it has ended."""

    dns_port: int
    http: int
    https: int
    output: Path
    counts: Counts = field(default_factory=Counts)
    said: list[str] = field(default_factory=list)

    def records(self) -> list[dict[str, Any]]:
        """Return what the log holds."""
        files = sorted(self.output.glob("*.ndjson"))
        return [json.loads(line) for file in files for line in file.read_text().splitlines()]

    def query(self, name: str, kind: str = "A", *, tcp: bool = False) -> dns.message.Message:
        """Ask once by DNS."""
        ask = dns.query.tcp if tcp else dns.query.udp
        return ask(dns.message.make_query(name, kind), HOST, timeout=20, port=self.dns_port)

    def say(self, text: bytes, *, port: int | None = None) -> bytes:
        """Send bytes over TCP as they are, and return all that comes back."""
        with socket.create_connection((HOST, port or self.http), 20) as opened:
            opened.sendall(text)
            return all_of(opened)

    def get(self, host: str, path: str = "/", method: str = "GET", more: str = "") -> bytes:
        """Ask once by HTTP; `more` stands after the header that names the host."""
        return self.say(f"{method} {path} HTTP/1.1\r\nHost: {host}\r\n{more}\r\n".encode())


def all_of(opened: socket.socket) -> bytes:
    """Return all that comes until the other side is done."""
    pieces = []
    try:
        while piece := opened.recv(65_536):
            pieces.append(piece)
    except ConnectionResetError:
        pass
    return b"".join(pieces)


@contextmanager
def running(
    output: Path,
    *,
    rate: float = 10_000,
    room: Room = PLENTY,
    gate: Gate | None = None,
    tls: ssl.SSLContext | None = None,
) -> Iterator[Running]:
    """Answer until the block ends; then `counts` are filled in."""
    plan = Plan([ZONE, OTHER], OWN, output, rate, room, operator="CERT <X>", gate=gate or Gate())
    with opened_ports(Ports([HOST], 0, 0, 0 if tls else None)) as opened:
        ports = [places[0].getsockname()[1] if places else 0 for places in _places(opened)]
        dns_port, http_port, https_port = ports
        place = Running(dns_port, http_port, https_port, output)
        ready = Event()
        ends: list[Callable[[], object]] = []
        done: list[Counts] = []

        def until(end: Callable[[], None]) -> None:
            loop = asyncio.get_running_loop()
            ends.append(lambda: loop.call_soon_threadsafe(end))

        def work() -> None:
            ran = run(plan, opened, tls, ready=ready.set, tell=place.said.append, until=until)
            done.append(ran)

        thread = Thread(target=work)
        thread.start()
        try:
            assert ready.wait(20)
            yield place
        finally:
            for end in ends:
                end()
            thread.join(20)
        place.counts = done[0]


def _places(opened: Opened) -> list[list[socket.socket]]:
    return [opened.datagrams, opened.http, opened.https]
