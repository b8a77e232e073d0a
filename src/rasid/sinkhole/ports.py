"""The ports that are listened at, opened before any right is given up."""

import errno
import socket
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from rasid.errors import UsageError

BACKLOG = 1_024
UDP_BUFFER = 4 * 2**20
TRIES = 20


@dataclass(frozen=True, slots=True)
class Ports:
    """Where to listen; a port of None is not opened, 0 takes one that is free."""

    hosts: Sequence[str]
    dns: int | None
    http: int | None
    https: int | None


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
