"""The sinkhole: opens its ports, gives up its rights, answers until it is told to end."""

import asyncio
import errno
import signal
import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rasid.errors import UsageError
from rasid.sinkhole.accepting import Acceptor, Client
from rasid.sinkhole.books import Books
from rasid.sinkhole.counts import Counts
from rasid.sinkhole.dns_answers import Answerer, Own
from rasid.sinkhole.dns_serving import Datagrams, Resolving, Streams
from rasid.sinkhole.http_serving import Site, Visit
from rasid.sinkhole.limits import AnswerLimit, Gate
from rasid.sinkhole.log import Log, Room
from rasid.sinkhole.notice import notice
from rasid.sinkhole.privileges import become, prepare_folder
from rasid.sinkhole.records import Recorder
from rasid.sinkhole.zones import Hider, Zones

END_SECONDS = 3.0
"""How long those who are being answered have when it is to end."""

BACKLOG = 1_024
UDP_BUFFER = 4 * 2**20
TRIES = 20

Tell = Callable[[str], None]
Until = Callable[[Callable[[], None]], None]
Handler = Callable[[asyncio.AbstractEventLoop, dict[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Ports:
    """Where to listen; a port of None is not opened, 0 takes one that is free."""

    hosts: Sequence[str]
    dns: int | None
    http: int | None
    https: int | None


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a run is told; `own` and `dns_rate` are for DNS alone."""

    names: Sequence[str]
    own: Own
    output: Path
    dns_rate: float
    room: Room
    operator: str = ""
    user: str = ""
    gate: Gate = field(default_factory=Gate)


@dataclass(slots=True)
class Opened:
    """The sockets, open before any right is given up."""

    datagrams: list[socket.socket] = field(default_factory=list)
    streams: list[socket.socket] = field(default_factory=list)
    http: list[socket.socket] = field(default_factory=list)
    https: list[socket.socket] = field(default_factory=list)

    def places(self) -> Iterator[str]:
        """Say what is answered where."""
        kinds = (("DNS", self.datagrams), ("HTTP", self.http), ("HTTPS", self.https))
        for kind, sockets in kinds:
            for opened in sockets:
                host, port = opened.getsockname()[:2]
                shown = f"[{host}]" if ":" in host else host
                yield f"{kind} at {shown}:{port}"


def tls_context(certificate: Path, key: Path) -> ssl.SSLContext:
    """Read a certificate with its chain, and its key, both PEM; raises UsageError."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_alpn_protocols(["http/1.1"])
    try:
        context.load_cert_chain(certificate, key)
    except OSError as error:
        why = error.strerror or getattr(error, "reason", "") or "they are no PEM pair"
        message = f"cannot use the certificate {certificate} with the key {key}: {why}."
        raise UsageError(message) from None
    return context


@contextmanager
def opened_ports(ports: Ports) -> Iterator[Opened]:
    """Open all that is to be listened at; raises UsageError."""
    opened = Opened()
    with ExitStack() as stack:
        for host in ports.hosts:
            if ports.dns is not None:
                stream, datagram = _dns_pair(host, ports.dns)
                opened.streams.append(stack.enter_context(stream))
                opened.datagrams.append(stack.enter_context(datagram))
            if ports.http is not None:
                one = _open(host, ports.http, socket.SOCK_STREAM, "--http-port")
                opened.http.append(stack.enter_context(one))
            if ports.https is not None:
                one = _open(host, ports.https, socket.SOCK_STREAM, "--https-port")
                opened.https.append(stack.enter_context(one))
        yield opened


def end_by_signals(end: Callable[[], None]) -> None:
    """Let SIGINT and SIGTERM end what runs."""
    loop = asyncio.get_running_loop()
    for one in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(one, end)


def run(  # noqa: PLR0913 - what is to be done, and who hears of it
    plan: Plan,
    opened: Opened,
    tls: ssl.SSLContext | None,
    *,
    ready: Callable[[], None],
    tell: Tell,
    until: Until = end_by_signals,
) -> Counts:
    """Answer until it is ended; return what became of all that came.

    `ready` is called once everything answers, `tell` with a sentence for failures of our own,
    `until` once with what ends it.
    """
    counts = Counts()
    zones = Zones(plan.names)
    prepare_folder(plan.output, plan.user)
    if plan.user:
        become(plan.user)
    recorder = Recorder()
    log = Log(plan.output, recorder, counts, tell, plan.room)
    books = Books(counts, recorder, Hider(), log.put)
    resolving = Resolving(Answerer(zones, plan.own), books)
    site = Site(zones, notice(plan.operator), books)
    limit = AnswerLimit(plan.dns_rate)
    datagrams = [Datagrams(one, resolving, limit) for one in opened.datagrams]
    makes: list[tuple[Sequence[socket.socket], Callable[[], Client], ssl.SSLContext | None]] = [
        (opened.streams, lambda: Streams(resolving), None),
        (opened.http, lambda: Visit(site, "http"), None),
        (opened.https, lambda: Visit(site, "https"), tls),
    ]
    acceptors = [
        Acceptor(one, make, plan.gate, counts, context)
        for sockets, make, context in makes
        for one in sockets
    ]
    with log:
        asyncio.run(_serve(datagrams, acceptors, _counting(counts, tell), ready, until))
    return counts


async def _serve(
    datagrams: Sequence[Datagrams],
    acceptors: Sequence[Acceptor],
    handle: Handler,
    ready: Callable[[], None],
    until: Until,
) -> None:
    loop = asyncio.get_running_loop()
    ending = asyncio.Event()
    until(ending.set)
    loop.set_exception_handler(handle)
    for reader in datagrams:
        reader.start()
    tasks = [loop.create_task(acceptor.run()) for acceptor in acceptors]
    ready()
    await ending.wait()
    for reader in datagrams:
        reader.stop()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.gather(*(acceptor.end(END_SECONDS) for acceptor in acceptors))


def _counting(counts: Counts, tell: Tell) -> Handler:
    """Return what counts failures of our own, and tells of each kind once, without what came."""
    told: set[str] = set()

    def handle(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        counts.failed += 1
        kind = type(context.get("exception")).__name__
        if kind not in told:
            told.add(kind)
            tell(f"a connection failed by a mistake of ours: {kind}.")

    return handle


def _dns_pair(host: str, port: int) -> tuple[socket.socket, socket.socket]:
    """Open one port for TCP and UDP; where any will do, one that is free for both."""
    for _ in range(TRIES):
        stream = _open(host, port, socket.SOCK_STREAM, "--dns-port")
        try:
            datagram = _open(host, stream.getsockname()[1], socket.SOCK_DGRAM, "--dns-port")
        except UsageError:
            stream.close()
            if port:
                raise
            continue
        return stream, datagram
    raise UsageError(f"no port of {host} is free for UDP and TCP.")


def _open(host: str, port: int, kind: socket.SocketKind, option: str) -> socket.socket:
    bare = host.strip("[]")
    opened = socket.socket(socket.AF_INET6 if ":" in bare else socket.AF_INET, kind)
    try:
        if ":" in bare:
            opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        if kind == socket.SOCK_STREAM:
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        else:
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, UDP_BUFFER)
        opened.bind((bare, port))
        if kind == socket.SOCK_STREAM:
            opened.listen(BACKLOG)
    except OverflowError:
        opened.close()
        raise UsageError(f"{option} got {port}, expected a number below 65536.") from None
    except OSError as error:
        opened.close()
        raise UsageError(_sentence(bare, port, option, error)) from None
    return opened


def _sentence(host: str, port: int, option: str, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} of {host} is taken; {option} names another, 0 takes one that is free."
    if error.errno == errno.EACCES:
        return f"port {port} of {host} is not for you to open; {option} names another."
    return f"cannot listen at {host} port {port}: {error.strerror}."
