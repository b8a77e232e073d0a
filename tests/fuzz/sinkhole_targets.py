"""What is fuzzed of the sinkhole: queries, and requests in two pieces."""

import asyncio
import json
import re
from collections.abc import Iterator
from ipaddress import ip_address

import dns.message

from rasid.sinkhole.books import Books
from rasid.sinkhole.counts import Counts
from rasid.sinkhole.dns_answers import MOST_UDP, Answerer, Own
from rasid.sinkhole.http_serving import Site, Visit
from rasid.sinkhole.records import Record, Recorder
from rasid.sinkhole.zones import Hider, Zones

ZONE = "evil-login.example"
ZONES = Zones([ZONE])
ANSWERER = Answerer(ZONES, Own([ip_address("192.0.2.7")], [], 1))
MARK = re.compile(r"/(h-[0-9a-f]{12})?|/[a-z0-9.-]{1,16}")
HOST = re.compile(rf"((h-[0-9a-f]{{12}}|[a-z0-9.-]{{1,16}})\.){{0,4}}{re.escape(ZONE)}")


class Kept(asyncio.Transport):
    """Keeps what is written."""

    def __init__(self) -> None:
        super().__init__()
        self.text = b""

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Keep it."""
        self.text += data

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """Have no bound."""

    def can_write_eof(self) -> bool:
        """Say that nothing can be half closed."""
        return False

    def close(self) -> None:
        """Do nothing."""

    abort = close


def queries(wire: bytes) -> None:
    """Answer a query: with an answer, and a small one."""
    reply = ANSWERER.answer(wire, tcp=False)
    if reply is not None:
        assert wire[:2] == reply.wire[:2]
        assert reply.wire[2] & 0x80
        assert len(reply.wire) <= min(MOST_UDP, len(wire) + 120)
        if reply.found:
            assert HOST.fullmatch(Hider().host(reply.found))


def requests(text: bytes) -> None:
    """Answer a request, however it is cut; keep nothing of it but what is said to be kept."""
    asyncio.run(_asked(text))


async def _asked(text: bytes) -> None:
    for at in (len(text), len(text) // 2):
        kept: list[Record] = []
        visit = Visit(
            Site(ZONES, b"page", Books(Counts(), Recorder(), Hider(), kept.append)), "http"
        )
        transport = Kept()
        visit.connection_made(transport)
        for piece in filter(None, (text[:at], text[at:])):
            visit.data_received(piece)
        visit.connection_lost(None)
        assert transport.text.startswith(b"HTTP/1.1 ") or not transport.text
        assert len(kept) <= 1
        for record in kept:
            url = record["http_request"]["url"]
            assert MARK.fullmatch(url["path"])
            assert HOST.fullmatch(url["hostname"])
            assert len(json.dumps(record)) < 1_500


def sinkhole_seeds(target: str) -> Iterator[bytes]:
    """Yield sound queries and requests."""
    if target == "queries":
        for kind in ("A", "SOA", "ANY", "AXFR", "TXT"):
            yield dns.message.make_query(f"www.{ZONE}", kind, use_edns=0).to_wire()
    if target == "requests":
        yield f"GET /login?a=b HTTP/1.1\r\nHost: www.{ZONE}\r\nUser-Agent: A\r\n\r\n".encode()
        yield f"POST /x HTTP/1.1\r\nHost: {ZONE}\r\nContent-Length: 3\r\n\r\na=b".encode()
        yield f"HEAD http://{ZONE}/ HTTP/1.0\r\nHost: {ZONE}:80\r\n\r\n".encode()
