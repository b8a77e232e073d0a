"""The whole of it over real sockets: DNS, HTTP, HTTPS, and what is kept of them."""

import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import dns.flags
import dns.message
import dns.query
import dns.rcode
import pytest

from rasid.sinkhole import Room, accepting, dns_serving, http_serving, tls_context
from rasid.sinkhole.dns_answers import Answerer
from rasid.sinkhole.limits import Gate
from serving.certificates import made_certificate
from sinkhole.running import HOST, ZONE, Running, all_of, running


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Return a sinkhole that the tests of this file share."""
    with running(tmp_path_factory.mktemp("shared")) as started:
        yield started


@pytest.mark.parametrize("tcp", [False, True])
def test_names_are_answered_over_udp_and_tcp(place: Running, *, tcp: bool) -> None:
    told = place.query(f"www.{ZONE}", "AAAA", tcp=tcp)

    assert ["2001:db8::7"] == [str(rdata) for rdata in told.answer[0]]
    assert dns.rcode.REFUSED == place.query("news.example", tcp=tcp).rcode()


def test_many_queries_share_a_connection(place: Running) -> None:
    """And one that comes in pieces is waited for."""
    wire = dns.message.make_query(ZONE, "A").to_wire()
    whole = len(wire).to_bytes(2) + wire
    with socket.create_connection((HOST, place.dns_port), 20) as opened:
        opened.sendall(whole * 3 + whole[:5])
        opened.sendall(whole[5:])
        opened.shutdown(socket.SHUT_WR)
        came = all_of(opened)

    assert 4 == came.count(wire[:2])


@pytest.mark.parametrize("text", [b"\xff\xff" + b"x" * 70_000, b"\0\2ab", b"\0\0"])
def test_garbage_over_tcp_is_hung_up_on(place: Running, text: bytes) -> None:
    with socket.create_connection((HOST, place.dns_port), 20) as opened:
        opened.sendall(text)

        assert b"" == all_of(opened)


def test_dig_gets_its_answers(place: Running) -> None:
    dig = _tool("dig")

    def told(*words: str) -> str:
        asked = [dig, f"@{HOST}", "-p", str(place.dns_port), "+tries=1", "+time=10", *words]
        return subprocess.run(asked, capture_output=True, text=True, check=False).stdout

    assert "192.0.2.7\n" == told("+short", ZONE, "A")
    assert "192.0.2.7\n" == told("+short", "+tcp", "+dnssec", f"a.b.{ZONE}", "A")
    assert f"ns1.{ZONE}.\n" == told("+short", ZONE, "NS")
    assert '"RFC8482" ""\n' == told("+short", "+notcp", ZONE, "ANY")
    assert "Transfer failed" in told(ZONE, "AXFR")
    assert "status: REFUSED" in told("news.example", "A")
    assert "status: NOTIMP" in told("+opcode=notify", ZONE, "SOA")


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "OPTIONS", "TRACE", "BREW"])
@pytest.mark.parametrize("path", ["/", "/a/b?c=d", "/%ff", "http://x/y"])
def test_every_path_gets_the_notice(place: Running, method: str, path: str) -> None:
    head, _, body = place.get(f"www.{ZONE}:8080", path, method).partition(b"\r\n\r\n")

    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"This website was taken over" in body
    assert f"Content-Length: {len(body)}".encode() in head
    assert b"Content-Security-Policy: default-src 'none'" in head


def test_head_has_no_body(place: Running) -> None:
    said, sent = place.get(ZONE), place.get(ZONE, method="HEAD")

    assert said.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" == sent


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (b"\x16\x03\x01\x02\x00garbage\r\n\r\n", 400),
        (b"GET /\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 421),
        (b"GET /" + b"a" * 9_000 + b" HTTP/1.1\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: news.example\r\n\r\n", 421),
        (b"GET / HTTP/1.1\r\nHost: evil-login.example\r\nX: " + b"a" * 9_000 + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.0\r\n\r\n", 421),
        (f"CONNECT {ZONE}:443 HTTP/1.1\r\nHost: {ZONE}\r\n\r\n".encode(), 405),
    ],
)
def test_what_is_wrong_gets_a_sound_answer(place: Running, text: bytes, status: int) -> None:
    head, _, body = place.say(text).partition(b"\r\n\r\n")

    assert head.startswith(f"HTTP/1.1 {status} ".encode())
    assert f"Content-Length: {len(body)}".encode() in head


def test_curl_posts_and_reads_the_answer(place: Running) -> None:
    """An answer reaches a client that is still sending."""
    curl = _tool("curl")
    asked = [curl, "-sS", "-o", "-", "-w", "%{http_code}", "-H", f"Host: {ZONE}", "-d", "x" * 9_000]
    told = subprocess.run(
        [*asked, f"http://{HOST}:{place.http}/"], capture_output=True, text=True, check=True
    )

    assert told.stdout.endswith("200")
    assert "This website was taken over" in told.stdout


def test_tls_is_spoken(tmp_path: Path) -> None:
    """What the group's pages left in a browser is cleared; who speaks no TLS is counted."""
    made = made_certificate(tmp_path)
    context = ssl.create_default_context(cafile=str(made.certificate))
    request = f"GET /login HTTP/1.1\r\nHost: {ZONE}\r\n\r\n".encode()
    (tmp_path / "log").mkdir()
    with running(tmp_path / "log", tls=tls_context(made.certificate, made.key)) as place:
        with (
            socket.create_connection((HOST, place.https), 20) as plain,
            context.wrap_socket(plain, server_hostname="localhost") as opened,
        ):
            opened.sendall(request)
            came = all_of(opened)
        place.say(request, port=place.https)
    (record,) = place.records()

    assert b"Clear-Site-Data: " in came
    assert f"https://{ZONE}/login" == record["http_request"]["url"]["url_string"]
    assert (1, 1) == (place.counts.http_answered, place.counts.handshakes_failed)


SECRET = "S3cretPassw0rd"  # noqa: S105 - the one that must not be found


def test_nothing_that_is_typed_is_kept(tmp_path: Path) -> None:
    """In whatever part of a request or a name a password is, no file holds it."""
    body = f"user=zelda&password={SECRET}"
    encoded = "UzNjcmV0UGFzc3cwcmQ="
    heads = [
        f"Cookie: session={SECRET}\r\n",
        f"Authorization: Basic {encoded}\r\n",
        f"Referer: https://{ZONE}/?p={SECRET}\r\n",
        f"X-{SECRET}: {SECRET}\r\n",
        f"Content-Length: {len(body)}\r\n\r\n{body}",
        f"Transfer-Encoding: chunked\r\n\r\n{len(body):x}\r\n{body}\r\n0\r\n",
    ]
    with running(tmp_path) as place:
        for head in heads:
            assert b"200 OK" in place.get(ZONE, "/login", "POST", head)
        for path in (
            f"/?p={SECRET}",
            f"/{SECRET}",
            f"/login/{SECRET}",
            f"/zelda@x:{SECRET}@{ZONE}",
        ):
            assert b"200 OK" in place.get(ZONE, path)
        place.get(f"{SECRET}.{ZONE}")
        place.get(f"{SECRET}.news.example")
        place.get(ZONE, method=SECRET)
        place.say(f"{SECRET} {SECRET}\r\n\r\n".encode())
        place.query(f"{SECRET}.{ZONE}", "TXT")
        place.query(f"{SECRET}.news.example")
    found = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())

    assert 13 == len(place.records())
    for spelling in (SECRET, SECRET.lower(), encoded, SECRET.encode().hex()):
        assert spelling.encode() not in found
    assert b"zelda" not in found


def test_flood_is_limited_and_tcp_still_answers(tmp_path: Path) -> None:
    """Above the limit every other query gets an empty truncated answer, no larger than itself."""
    query = dns.message.make_query(ZONE, "A", id=7).to_wire()
    with running(tmp_path, rate=1) as place:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as opened:
            opened.settimeout(20)
            for _ in range(100):
                opened.sendto(query, (HOST, place.dns_port))
            came = [dns.message.from_wire(opened.recv(600)) for _ in range(50)]
        over_tcp = place.query(ZONE, tcp=True)
    full = [message for message in came if message.answer]

    assert 2 <= len(full) < 20
    assert all(message.flags & dns.flags.TC for message in came if not message.answer)
    assert dns.rcode.NOERROR == over_tcp.rcode()
    assert 101 == place.counts.dns_answered + place.counts.dns_limited
    assert place.counts.dns_answered == len(place.records()) == place.counts.log_kept


def test_slow_clients_are_hung_up_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether they dawdle with a head, a handshake, a query, or do not read."""
    monkeypatch.setattr(http_serving, "HEAD_SECONDS", 0.2)
    monkeypatch.setattr(dns_serving, "TCP_SECONDS", 0.2)
    monkeypatch.setattr(accepting, "HANDSHAKE_SECONDS", 0.2)
    made = made_certificate(tmp_path)
    (tmp_path / "log").mkdir()
    with (
        running(tmp_path / "log", tls=tls_context(made.certificate, made.key)) as place,
        ExitStack() as stack,
    ):
        for port, text in (
            (place.http, b"GET / HT"),
            (place.dns_port, b"\0"),
            (place.https, b"\x16"),
        ):
            opened = stack.enter_context(socket.create_connection((HOST, port), 20))
            opened.sendall(text)

            assert b"" == all_of(opened)

    assert (2, 1) == (place.counts.too_slow, place.counts.handshakes_failed)


def test_bodies_without_end_are_hung_up_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_serving, "UNREAD_SECONDS", 0.2)
    head = f"POST / HTTP/1.1\r\nHost: {ZONE}\r\nContent-Length: 99999999\r\n\r\n".encode()
    with running(tmp_path) as place, socket.create_connection((HOST, place.http), 20) as opened:
        opened.sendall(head)

        assert b"200 OK" in all_of(opened)
    assert 0 == place.counts.too_slow


def test_one_address_has_so_many_connections(tmp_path: Path) -> None:
    """The next one is turned away, and taken in again when another has gone."""
    with running(tmp_path, gate=Gate(most=9, most_of_one=2)) as place, ExitStack() as stack:
        held = [socket.create_connection((HOST, place.http), 20) for _ in range(2)]
        for one in held:
            stack.enter_context(one)
        assert b"" == place.get(ZONE)
        held[0].sendall(f"GET / HTTP/1.1\r\nHost: {ZONE}\r\n\r\n".encode())
        assert b"200 OK" in all_of(held[0])
        assert b"200 OK" in place.get(ZONE)

    assert 1 == place.counts.turned_away


def test_mistake_of_ours_is_counted_told_once_and_ends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what came is not in the sentence."""
    answer = Answerer.answer
    with running(tmp_path) as place:

        def fail(*_: object, **__: object) -> None:
            raise ZeroDivisionError(SECRET)

        monkeypatch.setattr(Answerer, "answer", fail)
        wire = dns.message.make_query(ZONE, "A").to_wire()
        for _ in range(2):
            assert b"" == place.say(len(wire).to_bytes(2) + wire, port=place.dns_port)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as opened:
            opened.sendto(wire, (HOST, place.dns_port))
            assert b"200 OK" in place.get(ZONE)
        monkeypatch.setattr(Answerer, "answer", answer)
        assert dns.rcode.NOERROR == place.query(ZONE).rcode()

    assert 3 == place.counts.failed
    assert ["what came was not answered, by a mistake of ours: ZeroDivisionError."] == place.said


def test_log_that_cannot_keep_up_is_told(tmp_path: Path) -> None:
    """What answers does not wait for the log."""
    with running(tmp_path, room=Room(10**6, 2_000)) as place:
        for _ in range(10):
            assert dns.rcode.NOERROR == place.query(ZONE).rcode()
    counts = place.counts

    assert 10 == counts.log_kept + counts.log_lost == counts.dns_answered
    assert counts.log_lost > 0
    assert 1 == len(place.said)


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"there is no {name}")
    return found
