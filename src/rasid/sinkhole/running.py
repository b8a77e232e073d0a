"""The sinkhole: gives up its rights, and answers until it is told to end."""

import asyncio
import resource
import signal
import socket
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import dns.message
import h11

from rasid.errors import UsageError
from rasid.sinkhole.accepting import Acceptor, Client
from rasid.sinkhole.books import Books
from rasid.sinkhole.counts import Counts
from rasid.sinkhole.dns_answers import Answerer, Own
from rasid.sinkhole.dns_serving import Datagrams, Resolving, Streams
from rasid.sinkhole.http_serving import Site, Visit
from rasid.sinkhole.limits import MOST_CONNECTIONS, AnswerLimit, Gate
from rasid.sinkhole.log import Log, Room
from rasid.sinkhole.notice import notice
from rasid.sinkhole.ports import Opened
from rasid.sinkhole.privileges import become, prepare_folder
from rasid.sinkhole.records import Caller, Recorder
from rasid.sinkhole.zones import Hider, Zones

END_SECONDS = 3.0
"""How long those who are being answered have when it is to end."""

Tell = Callable[[str], None]
Until = Callable[[Callable[[], None]], None]
Handler = Callable[[asyncio.AbstractEventLoop, dict[str, Any]], None]


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
    answerer = Answerer(zones, plan.own)
    page = notice(plan.operator)
    _rehearse(zones, answerer, page)
    _want_files()
    prepare_folder(plan.output, plan.user)
    if plan.user:
        become(plan.user)
    recorder = Recorder()
    log = Log(plan.output, recorder, counts, tell, plan.room)
    books = Books(counts, recorder, Hider(), log.put)
    resolving = Resolving(answerer, books)
    site = Site(zones, page, books)
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
    waiting = loop.create_task(ending.wait())
    tasks = [loop.create_task(acceptor.run()) for acceptor in acceptors]
    ready()
    await asyncio.wait({waiting, *tasks}, return_when=asyncio.FIRST_COMPLETED)
    for reader in datagrams:
        reader.stop()
    for task in (waiting, *tasks):
        task.cancel()
    ended = await asyncio.gather(waiting, *tasks, return_exceptions=True)
    await asyncio.gather(*(acceptor.end(END_SECONDS) for acceptor in acceptors))
    for fault in ended:
        if isinstance(fault, Exception):  # a port that nobody listens at is no quiet port
            raise fault


def _want_files() -> None:
    """Let so many files be open as connections may be, and some more, where the system lets us."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * MOST_CONNECTIONS
    if 0 <= soft < wanted:
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def _rehearse(zones: Zones, answerer: Answerer, page: bytes) -> None:
    """Answer once for nobody, so that all is loaded that another user may not be let read."""
    books = Books(Counts(), Recorder(), Hider(), lambda _: None)
    name = zones.names[0]
    caller = Caller("192.0.2.1", 0)
    query = dns.message.make_query(f"rehearsal.{name}", "A", use_edns=0).to_wire()
    Resolving(answerer, books).answer(query, caller, tcp=False)
    request = h11.Request(method="GET", target="/rehearsal", headers=[("Host", name)])
    Site(zones, page, books).take(request, caller, "http")


def _counting(counts: Counts, tell: Tell) -> Handler:
    """Return what counts failures of our own, and tells of each kind once, without what came."""
    told: set[str] = set()

    def handle(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        counts.failed += 1
        kind = type(context.get("exception")).__name__
        if kind not in told:
            told.add(kind)
            tell(f"what came was not answered, by a mistake of ours: {kind}.")

    return handle
