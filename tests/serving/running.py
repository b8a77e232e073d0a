"""A real server in a thread, and clients that say exactly what a test wants said."""

import http.client
import json
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread
from typing import Any
from urllib.parse import urlencode, urlsplit

from starlette.types import ASGIApp

from rasid.serving.listening import Tls, listening, server_of

TAXII = "application/taxii+json;version=2.1"


@dataclass(frozen=True, slots=True)
class Told:
    """What a server answered."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def document(self) -> Any:  # noqa: ANN401 - whatever the JSON holds
        """What the answer says as JSON."""
        return json.loads(self.text)


@contextmanager
def running(app: ASGIApp, tls: Tls | None = None) -> Iterator[str]:
    """Serve an app until the block ends; yields its URL."""
    with listening("127.0.0.1", 0, tls) as listener:
        server = server_of(app, tls)
        thread = Thread(target=server.run, kwargs={"sockets": [listener.opened]})
        thread.start()
        try:
            yield listener.url
        finally:
            server.should_exit = True
            thread.join(10)
            assert not thread.is_alive()


def ask(
    url: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: str | None = None,
    **query: object,
) -> Told:
    """Ask once; keys of the query that are no names are given as `match_id` for `match[id]`."""
    parts = urlsplit(url)
    pairs = {_filter(name): value for name, value in query.items()}
    told = "&".join(filter(None, (parts.query, urlencode(pairs))))
    target = f"{parts.path}?{told}" if told else parts.path
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=20)
    try:
        connection.request(method, target, body, headers={"Accept": TAXII, **(headers or {})})
        response = connection.getresponse()
        named = {name.lower(): value for name, value in response.getheaders()}
        return Told(response.status, named, response.read().decode())
    finally:
        connection.close()


def opened(url: str, seconds: float = 5) -> socket.socket:
    """Connect, and wait for that long at most each time."""
    parts = urlsplit(url)
    return socket.create_connection((str(parts.hostname), parts.port or 80), seconds)


def say(url: str, text: bytes, seconds: float = 20) -> bytes:
    """Send bytes as they are and return all that comes back."""
    with opened(url, seconds) as connection:
        connection.sendall(text)
        pieces = []
        while piece := connection.recv(65_536):
            pieces.append(piece)
    return b"".join(pieces)


def unheard(_: str) -> None:
    """Take what a server says of its failures, where no test asks for it."""


def _filter(name: str) -> str:
    return f"match[{name.removeprefix('match_')}]" if name.startswith("match_") else name
