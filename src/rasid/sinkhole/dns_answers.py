"""What is answered to a DNS query: for names that were handed over little, for others nothing."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.opcode
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.rrset

from rasid.sinkhole.zones import Found, Zones

TTL = 300
"""Seconds: short, so that a name that is given back does not linger."""

ANY_TTL = 3_789
"""As in the example of RFC 8482: there is nothing to ask anew for."""

MOST_UDP = 512
"""Bytes of an answer over UDP, whatever the client says that it takes: nothing is amplified."""

MOST_TCP = 65_535
EDNS_PAYLOAD = 1_232
HEADER = 12
MOST_ADDITIONAL = 2
"""Records beside the question: what a client says of itself, and a signature. More are only there
to be unpacked at length."""


_WISHES = range(128, 256)  # types that are no data (RFC 6895): transfers, `ANY` and the like

LONGEST_LABEL = 63
LONGEST_END = HEADER + 254
"""Where the last byte of a name of 255 bytes is."""

_COUNTS = struct.Struct("!HHHH")

Address = IPv4Address | IPv6Address


@dataclass(frozen=True, slots=True)
class Own:
    """What is said of our zones: the addresses of every name, and who serves them.

    Without name servers each zone has `ns1` in itself.
    """

    addresses: Sequence[Address]
    name_servers: Sequence[str]
    serial: int


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as bytes; `found` and `kind` are told where it was for one of our names."""

    wire: bytes
    rcode: int
    found: Found | None = None
    kind: str = ""

    @property
    def is_refusal(self) -> bool:
        """Whether the query was sound and is not answered all the same."""
        return self.rcode in (dns.rcode.REFUSED, dns.rcode.NOTIMP, dns.rcode.BADVERS)


class Answerer:
    """Answers queries from memory alone: it asks nobody."""

    def __init__(self, zones: Zones, own: Own) -> None:
        self._zones = zones
        self._own = own
        self._addresses = {
            dns.rdatatype.A: _rdatas("A", [a for a in own.addresses if a.version == 4]),
            dns.rdatatype.AAAA: _rdatas("AAAA", [a for a in own.addresses if a.version == 6]),
        }
        self._any = _rdatas("HINFO", ['"RFC8482" ""'])
        self._servers = {zone: _rdatas("NS", _servers(zone, own)) for zone in zones.names}
        self._starts = {zone: _rdatas("SOA", [_start(zone, own)]) for zone in zones.names}

    def answer(self, wire: bytes, *, tcp: bool, slip: bool = False) -> Reply | None:
        """Return the answer; None where a query must not be answered at all.

        With `slip` it is empty and truncated, whatever was asked for, so that the client asks
        again over TCP.
        """
        if len(wire) < HEADER or wire[2] & 0x80:
            return None
        if (wire[2] >> 3) & 0xF != dns.opcode.QUERY:
            return _bare(wire, dns.rcode.NOTIMP)
        questions, answers, authority, additional = _COUNTS.unpack_from(wire, 4)
        if questions != 1 or answers or authority > 1 or additional > MOST_ADDITIONAL:
            return _bare(wire, dns.rcode.FORMERR)
        if slip:
            return _slipped(wire)
        try:
            query = dns.message.from_wire(wire)  # fails for one that is signed: no key is known
        except (dns.exception.DNSException, ValueError):
            return _bare(wire, dns.rcode.FORMERR)
        return self._answered(query, MOST_TCP if tcp else MOST_UDP)

    def _answered(self, query: dns.message.Message, most: int) -> Reply:
        asked = query.question[0]
        response = dns.message.make_response(query, our_payload=EDNS_PAYLOAD)
        found = self._zones.find(asked.name.labels[:-1])
        if query.edns > 0:
            response.set_rcode(dns.rcode.BADVERS)
        elif (
            found is None
            or asked.rdclass != dns.rdataclass.IN
            or (asked.rdtype in _WISHES and asked.rdtype != dns.rdatatype.ANY)
        ):
            response.set_rcode(dns.rcode.REFUSED)
        else:
            response.flags |= dns.flags.AA
            self._fill(response, asked.name, asked.rdtype, found)
        rcode = response.rcode()
        wire = response.to_wire(max_size=most, prefer_truncation=True)
        if rcode or found is None:
            return Reply(wire, rcode)
        return Reply(wire, rcode, found, dns.rdatatype.to_text(asked.rdtype))

    def _fill(
        self,
        response: dns.message.Message,
        name: dns.name.Name,
        kind: dns.rdatatype.RdataType,
        found: Found,
    ) -> None:
        zone = dns.name.Name(name.labels[len(found.below) :])
        data: Sequence[dns.rdata.Rdata] = ()
        ttl = TTL
        if kind in self._addresses:
            data = self._addresses[kind]
        elif kind == dns.rdatatype.ANY:
            data, ttl = self._any, ANY_TTL
        elif found.below:
            pass
        elif kind == dns.rdatatype.NS:
            data = self._servers[found.zone]
        elif kind == dns.rdatatype.SOA:
            data = self._starts[found.zone]
        if data:
            response.answer.append(dns.rrset.from_rdata_list(name, ttl, data))
        else:
            start = self._starts[found.zone]
            response.authority.append(dns.rrset.from_rdata_list(zone, TTL, start))


def _servers(zone: str, own: Own) -> list[str]:
    return [f"{name}." for name in own.name_servers or [f"ns1.{zone}"]]


def _start(zone: str, own: Own) -> str:
    """Return the SOA record of a zone, as text."""
    first = _servers(zone, own)[0]
    return f"{first} hostmaster.{zone}. {own.serial} 7200 3600 1209600 {TTL}"


def _rdatas(kind: str, texts: Sequence[object]) -> Sequence[dns.rdata.Rdata]:
    return [dns.rdata.from_text("IN", kind, str(text)) for text in texts]


def _bare(wire: bytes, rcode: int) -> Reply:
    """Answer with a header alone; of what came it holds the number and what was wished for."""
    flags = bytes([0x80 | wire[2] & 0x79, rcode & 0xF])
    return Reply(wire[:2] + flags + bytes(8), rcode)


def _slipped(wire: bytes) -> Reply:
    """Answer with the question alone, truncated: without reading it, for there are many of it."""
    end = HEADER
    while end < len(wire) and 0 < wire[end] <= LONGEST_LABEL:
        end += 1 + wire[end]
    question = wire[HEADER : end + 5]
    if end >= len(wire) or wire[end] or len(question) != end + 5 - HEADER or end > LONGEST_END:
        return _bare(wire, dns.rcode.FORMERR)
    flags = bytes([0x82 | wire[2] & 0x79, 0])
    return Reply(wire[:2] + flags + _COUNTS.pack(1, 0, 0, 0) + question, dns.rcode.NOERROR)
