import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from sqlalchemy import Engine
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from rasid.serving.app import make_app
from rasid.serving.guard import MOST_BODY, SECURITY_HEADERS
from serving.running import ask, opened, running, say, unheard


async def count(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


def fall(_: Request) -> Response:
    raise RuntimeError("P0001 \x1b[2J is nobody's business")


ROUTES = [Route("/count", count, methods=["POST"]), Route("/fall", fall)]


@pytest.fixture
def url(ledger: Engine) -> Iterator[str]:
    """Return the URL of a server that takes bodies and falls."""
    with running(make_app(ledger, ROUTES, {"127.0.0.1"}, unheard)) as url:
        yield url


def post(url: str, head: str, body: bytes = b"") -> bytes:
    host = urlsplit(url).netloc
    text = f"POST /count HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{head}\r\n\r\n"
    return say(url, text.encode() + body)


@pytest.mark.parametrize("path", ["healthz", "count", "fall", "nothing", "taxii2/", "../../etc"])
def test_every_answer_has_the_headers(url: str, path: str) -> None:
    """Failures too; and none tells which program answers."""
    headers = ask(url + path).headers

    assert (
        SECURITY_HEADERS.items() <= {name.title(): text for name, text in headers.items()}.items()
    )
    assert "server" not in headers
    assert "strict-transport-security" not in headers


def test_health_is_told_to_anybody(url: str) -> None:
    assert {"status": "ok"} == ask(f"{url}healthz").document


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "[::1]"])
def test_another_name_is_refused(url: str, host: str) -> None:
    """So that no page of another name can reach in by its DNS."""
    assert 421 == ask(f"{url}healthz", headers={"Host": host}).status


def test_a_failure_of_ours_tells_the_client_nothing(ledger: Engine) -> None:
    """It is told to whoever runs the server."""
    told: list[str] = []
    with running(make_app(ledger, ROUTES, {"127.0.0.1"}, told.append)) as url:
        answer = ask(f"{url}fall")

    assert (500, "The request failed.") == (answer.status, answer.document["description"])
    assert "RuntimeError" not in answer.text
    assert ["GET failed: RuntimeError: P0001 \x1b[2J is nobody's business"] == told


def test_a_body_is_bounded(url: str) -> None:
    """One that says how long it is and one that does not; the limit itself still passes."""
    most = b"x" * MOST_BODY
    chunked = b"%x\r\n%s\r\n0\r\n\r\n"

    assert post(url, f"Content-Length: {MOST_BODY}", most).endswith(b"\r\n\r\n65536")
    for answer in (
        post(url, f"Content-Length: {MOST_BODY + 1}"),
        post(url, "Content-Length: 99999999999999999999"),
        post(url, "Transfer-Encoding: chunked", chunked % (MOST_BODY + 1, most + b"x")),
    ):
        assert answer.startswith(b"HTTP/1.1 413 ")


def test_a_long_head_is_refused(url: str) -> None:
    assert say(url, b"GET /" + b"a" * 100_000).startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize(
    ("head", "status"),
    [
        ("GET /" + "a" * 20_000, 400),
        ("POST /count HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9999999\r\n\r\n", 413),
    ],
)
def test_who_is_still_sending_is_told_why(url: str, head: str, status: int) -> None:
    """Our answer is there before all of it was sent: closed at once, it would be lost."""
    with opened(url) as connection:
        connection.sendall(head.encode())
        for _ in range(4):
            time.sleep(0.1)
            connection.sendall(b"x" * 20_000)
        assert connection.recv(12) == b"HTTP/1.1 %d" % status


def test_nothing_is_told_of_files(url: str) -> None:
    for path in ("%2e%2e/%2e%2e/etc/passwd", "healthz/..%2f..%2fetc%2fpasswd", "taxii2/%00/"):
        assert ask(url + path).status in (404, 401)
