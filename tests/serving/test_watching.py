import socket
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest
from sqlalchemy import Engine
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from rasid.serving import watching
from rasid.serving.app import make_app
from serving.running import ask, opened, running, say, unheard

CUT_OFF = r"reset|Broken|abort"


def linger(_: Request) -> Response:
    time.sleep(1)
    return Response("done")


@pytest.fixture
def url(ledger: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Return the URL of a server that waits for half a second."""
    monkeypatch.setattr(watching, "REQUEST_SECONDS", 0.5)
    with running(make_app(ledger, [Route("/linger", linger)], {"127.0.0.1"}, unheard)) as url:
        yield url


def trickle(connection: socket.socket, text: bytes, head: bytes = b"") -> None:
    """Send a byte now and then; raises OSError once the other side has ended it."""
    connection.sendall(head)
    for byte in text:
        connection.sendall(bytes([byte]))
        time.sleep(0.05)


@pytest.mark.parametrize(
    "head", [b"", b"GET /healthz HTTP/1.1\r\n", b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-"]
)
def test_who_says_nothing_is_cut_off(url: str, head: bytes) -> None:
    began = time.monotonic()
    with suppress(ConnectionResetError):
        assert b"" == say(url, head, 5)

    assert time.monotonic() - began < 4


def test_who_trickles_is_cut_off(url: str) -> None:
    """However often a byte comes."""
    with opened(url) as connection, pytest.raises(OSError, match=CUT_OFF):
        trickle(connection, b"G" * 60)


def test_who_trickles_a_body_is_cut_off(url: str) -> None:
    """After the answer too."""
    head = b"POST /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\n"
    with opened(url) as connection, pytest.raises(OSError, match=CUT_OFF):
        trickle(connection, b"x" * 60, head)


def test_an_answer_may_take_its_time(url: str) -> None:
    """Longer than a request may; and the slow hold nobody up."""
    with opened(url), opened(url):
        assert "done" == ask(f"{url}linger").text


def test_requests_one_after_another_pass(url: str) -> None:
    """On one connection, also after a pause, also several at once."""
    asked = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    with opened(url) as connection:
        for text in (asked, asked, asked * 3):
            connection.sendall(text)
            time.sleep(0.3)
        answered = connection.recv(65_536)

    assert 5 == answered.count(b"HTTP/1.1 200 OK")


def test_one_address_has_so_many_connections(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine has more, for a proxy may stand here."""
    monkeypatch.setattr(watching, "MOST_OF_ONE", 2)
    crowd = [opened(url) for _ in range(4)]
    assert 200 == ask(f"{url}healthz").status
    monkeypatch.setattr(watching, "is_loopback", lambda _: False)
    late = opened(url)
    with pytest.raises(OSError, match=CUT_OFF):
        trickle(late, b"G" * 60)
    for connection in (*crowd, late):
        connection.close()
