"""Listening for requests until somebody ends it."""

import errno
import signal
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from rasid.errors import UsageError
from rasid.serving.names import bracketed
from rasid.serving.watching import WatchedProtocol

MOST_CONNECTIONS = 256
"""More are told to come back later."""

MOST_HEAD = 16 * 2**10
"""Bytes of a request's first line and headers."""

IDLE_SECONDS = 5
END_SECONDS = 5
"""How long answers under way may take once it is to end."""


@dataclass(frozen=True, slots=True)
class Tls:
    """A certificate with its chain, and its key, both PEM."""

    certificate: Path
    key: Path


@dataclass(frozen=True, slots=True)
class Listener:
    """A socket that listens, and what it is called."""

    opened: socket.socket
    url: str


@contextmanager
def listening(host: str, port: int, tls: Tls | None) -> Iterator[Listener]:
    """Listen at an address; port 0 takes one that is free. Raises UsageError where it cannot."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as opened:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            opened.bind((host.strip("[]"), port))
            opened.listen()
        except OSError as error:
            raise UsageError(_sentence(host, port, error)) from None
        except OverflowError:
            raise UsageError(f"--port got {port}, expected a number below 65536.") from None
        scheme = "https" if tls else "http"
        taken = opened.getsockname()[1]
        yield Listener(opened, f"{scheme}://{bracketed(host)}:{taken}/")


def serve(app: ASGIApp, listener: Listener, tls: Tls | None) -> None:
    """Answer requests until SIGINT or SIGTERM; answers under way are finished first."""
    server = server_of(app, tls)
    with _ending_quietly(server):
        server.run(sockets=[listener.opened])


def server_of(app: ASGIApp, tls: Tls | None) -> uvicorn.Server:
    """Return a server with our limits; raises UsageError for a certificate that is none."""
    if tls:
        _require_readable(tls)
    config = uvicorn.Config(
        app,
        http=WatchedProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=MOST_CONNECTIONS,
        h11_max_incomplete_event_size=MOST_HEAD,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=END_SECONDS,
        ssl_certfile=str(tls.certificate) if tls else None,
        ssl_keyfile=str(tls.key) if tls else None,
    )
    return uvicorn.Server(config)


@contextmanager
def _ending_quietly(server: uvicorn.Server) -> Iterator[None]:
    """Let a signal end the server and nothing else: uvicorn raises it again when it is done.

    One that comes before uvicorn listens for it ends the server too.
    """

    def end(*_: object) -> None:
        server.should_exit = True

    before = {one: signal.signal(one, end) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _require_readable(tls: Tls) -> None:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(tls.certificate, tls.key)
    except OSError as error:
        why = error.strerror or getattr(error, "reason", "") or "they are no PEM pair"
        message = f"cannot use the certificate {tls.certificate} with the key {tls.key}: {why}."
        raise UsageError(message) from None


def _sentence(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} of {host} is taken; --port names another, 0 takes one that is free."
    if error.errno == errno.EACCES:
        return f"port {port} of {host} is not for you to open; --port names another, from 1024 on."
    return f"cannot listen at {host} port {port}: {error.strerror}."
