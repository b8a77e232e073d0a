from ipaddress import ip_address

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.opcode
import dns.rcode
import dns.tsig
import dns.update
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasid.sinkhole.dns_answers import MOST_UDP, Answerer, Own, Reply
from rasid.sinkhole.zones import Zones

ZONE = "evil-login.example"
LABEL = "a" * 63
LONGEST = f"{LABEL}.{LABEL}.{LABEL}.{'b' * 42}.{ZONE}."
OWN = Own([ip_address("192.0.2.7"), ip_address("2001:db8::7")], ["ns.sink.example"], 42)
ANSWERER = Answerer(Zones([ZONE]), OWN)
SOA = "ns.sink.example. hostmaster.evil-login.example. 42 7200 3600 1209600 300"


def replied(query: dns.message.Message, *, tcp: bool = False, slip: bool = False) -> Reply:
    reply = ANSWERER.answer(query.to_wire(), tcp=tcp, slip=slip)
    assert reply is not None
    return reply


def asked(name: str, kind: str, **wanted: bool) -> dns.message.Message:
    return dns.message.from_wire(replied(dns.message.make_query(name, kind), **wanted).wire)


@pytest.mark.parametrize(
    ("name", "kind", "data"),
    [
        (ZONE, "A", ["192.0.2.7"]),
        (f"any.thing.{ZONE}", "A", ["192.0.2.7"]),
        (f"www.{ZONE}", "AAAA", ["2001:db8::7"]),
        (ZONE, "NS", ["ns.sink.example."]),
        (ZONE, "SOA", [SOA]),
        (ZONE, "ANY", ['"RFC8482" ""']),
    ],
)
def test_our_names_are_answered(name: str, kind: str, data: list[str]) -> None:
    told = asked(name, kind)

    assert (dns.rcode.NOERROR, data) == (told.rcode(), [str(rdata) for rdata in told.answer[0]])
    assert told.flags & dns.flags.AA
    assert not told.flags & dns.flags.RA


@pytest.mark.parametrize(
    ("name", "kind"),
    [(ZONE, "TXT"), (ZONE, "MX"), (ZONE, "CAA"), (f"www.{ZONE}", "NS"), (ZONE, "TYPE65280")],
)
def test_other_types_are_empty_and_say_for_how_long(name: str, kind: str) -> None:
    told = asked(name, kind)

    assert (dns.rcode.NOERROR, []) == (told.rcode(), told.answer)
    assert [f"{ZONE}. 300 IN SOA {SOA}"] == [str(rrset) for rrset in told.authority]


@pytest.mark.parametrize("tcp", [False, True])
@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("news.example", "A"),
        (".", "NS"),
        ("example", "ANY"),
        (ZONE, "AXFR"),
        (ZONE, "IXFR"),
        (ZONE, "MAILB"),
        (ZONE, "TKEY"),
    ],
)
def test_the_rest_is_refused_without_a_word(name: str, kind: str, *, tcp: bool) -> None:
    query = dns.message.make_query(name, kind)
    reply = replied(query, tcp=tcp)

    assert (dns.rcode.REFUSED, None) == (reply.rcode, reply.found)
    assert len(reply.wire) <= len(query.to_wire())


def test_chaos_is_refused() -> None:
    query = dns.message.make_query("version.bind", "TXT", rdclass="CH")

    assert dns.rcode.REFUSED == replied(query).rcode


@pytest.mark.parametrize("opcode", [dns.opcode.NOTIFY, dns.opcode.IQUERY, dns.opcode.STATUS])
def test_what_is_no_query_is_not_implemented(opcode: dns.opcode.Opcode) -> None:
    query = dns.message.make_query(ZONE, "SOA")
    query.set_opcode(opcode)
    reply = replied(query)

    assert (dns.rcode.NOTIMP, 12) == (reply.rcode, len(reply.wire))
    assert opcode == dns.message.from_wire(reply.wire).opcode()


def test_updates_are_not_implemented() -> None:
    update = dns.update.UpdateMessage(ZONE)
    update.add("www", 300, "A", "203.0.113.1")

    assert dns.rcode.NOTIMP == replied(update).rcode


def test_answers_and_scraps_are_dropped() -> None:
    """An answer that is answered is the beginning of a loop."""
    response = dns.message.make_response(dns.message.make_query(ZONE, "A")).to_wire()

    assert ANSWERER.answer(response, tcp=False) is None
    assert ANSWERER.answer(b"\0" * 11, tcp=False) is None


QUERY = dns.message.make_query(ZONE, "A", use_edns=False, id=7).to_wire()
ANSWER = b"\xc0\x0c\0\1\0\1\0\0\0\0\0\4\1\2\3\4"


MALFORMED = [
    QUERY[:-1],
    QUERY + b"x",
    QUERY[:5] + b"\2" + QUERY[6:],
    QUERY[:7] + b"\1" + QUERY[8:] + ANSWER,
    QUERY[:11] + b"\3" + QUERY[12:] + ANSWER * 3,
    QUERY[:5] + b"\0" + QUERY[6:12],
    QUERY[:12] + b"\xc0\x0c\0\1\0\1",  # a name that points at itself
    QUERY[:12] + b"\x3fa" * 3,
    QUERY[:12] + b"\x80a\0\0\1\0\1",
    QUERY[:12] + b"\x3f" + b"a" * 63 + b"\x3f" + b"b" * 63 + b"\x3f" + b"c" * 63
    + b"\x3f" + b"d" * 63 + b"\0\0\1\0\1",  # 257 bytes
]  # fmt: skip


@pytest.mark.parametrize("wire", MALFORMED)
def test_malformed_queries_get_a_header(wire: bytes) -> None:
    reply = ANSWERER.answer(wire, tcp=False)

    assert reply is not None
    assert (dns.rcode.FORMERR, 12, wire[:2]) == (reply.rcode, len(reply.wire), reply.wire[:2])


@pytest.mark.parametrize("wire", [wire for wire in MALFORMED if not wire.startswith(QUERY)])
def test_malformed_queries_do_not_slip(wire: bytes) -> None:
    """What comes after a question is not looked at, the question is."""
    assert ANSWERER.answer(wire, tcp=False) == ANSWERER.answer(wire, tcp=False, slip=True)


def test_signed_queries_are_malformed_to_us() -> None:
    query = dns.message.make_query(ZONE, "A")
    query.use_tsig({dns.name.from_text("key."): b"secret"})

    assert dns.rcode.FORMERR == replied(query).rcode


def test_longest_name_is_answered_within_bounds() -> None:
    """A name has at most 255 bytes; an answer over UDP never has more than 512."""
    reply = replied(dns.message.make_query(LONGEST, "A", use_edns=0))

    assert 254 == len(LONGEST)
    assert dns.rcode.NOERROR == reply.rcode
    assert len(reply.wire) <= MOST_UDP


def test_many_addresses_are_truncated_over_udp_alone() -> None:
    own = Own([ip_address(f"2001:db8::{n:x}") for n in range(1, 60)], [], 1)
    query = dns.message.make_query(ZONE, "AAAA", use_edns=0, payload=4096).to_wire()
    over_udp, over_tcp = (Answerer(Zones([ZONE]), own).answer(query, tcp=t) for t in (False, True))

    assert over_udp and over_tcp  # noqa: PT018
    assert len(over_udp.wire) <= MOST_UDP
    assert dns.message.from_wire(over_udp.wire).flags & dns.flags.TC
    assert 59 == len(dns.message.from_wire(over_tcp.wire).answer[0])


def test_unknown_edns_is_told() -> None:
    query = dns.message.make_query(ZONE, "A", use_edns=1)

    assert dns.rcode.BADVERS == replied(query).rcode


@pytest.mark.parametrize("name", [ZONE, "news.example", ".", LONGEST])
def test_slip_is_a_truncated_question(name: str) -> None:
    query = dns.message.make_query(name, "A", use_edns=False)
    wire = replied(query, slip=True).wire
    told = dns.message.from_wire(wire)

    assert (query.question, [], [], True) == (
        *(told.question, told.answer, told.authority),
        bool(told.flags & dns.flags.TC),
    )
    assert len(query.to_wire()) == len(wire)


def test_letters_come_back_as_they_were_asked() -> None:
    """Resolvers mix the case of a name and want it back."""
    told = asked(f"wWw.{ZONE.upper()}", "A")

    assert f"wWw.{ZONE.upper()}." == str(told.question[0].name) == str(told.answer[0].name)


names = st.sampled_from([ZONE, f"www.{ZONE}", "news.example", "."])
changed = st.builds(
    lambda name, kind, edns, at, byte, more: _changed(name, kind, edns, at, byte) + more,
    names,
    st.integers(0, 65535),
    st.sampled_from([False, 0, 1]),
    st.integers(0, 80),
    st.integers(0, 255),
    st.sampled_from([b"", b"\0", b"\xc0\x0c"]),
)


def _changed(name: str, kind: int, edns: bool | int, at: int, byte: int) -> bytes:  # noqa: FBT001
    query = bytearray(dns.message.make_query(name, f"TYPE{kind}", use_edns=edns).to_wire())
    if at < len(query):
        query[at] = byte
    return bytes(query)


@given(st.binary(max_size=600) | changed, st.booleans())
def test_whatever_comes_the_answer_is_small_and_an_answer(wire: bytes, slip: bool) -> None:  # noqa: FBT001
    reply = ANSWERER.answer(wire, tcp=False, slip=slip)
    if reply is None:
        assert len(wire) < 12 or wire[2] & 0x80
        return

    assert wire[:2] == reply.wire[:2]
    assert reply.wire[2] & 0x80
    assert len(reply.wire) <= min(MOST_UDP, len(wire) + (0 if slip else 120))
