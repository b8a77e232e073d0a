"""Asking a TAXII server: one origin, bounded answers, no redirect, TLS unless it is this machine.

Standard library only: what is asked and what is believed is all here.
"""

import http.client
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from ipaddress import ip_address
from threading import Timer
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from rasid.errors import InputError, UsageError
from rasid.sharing.reading import parsed
from rasid.sharing.taxii_credentials import Credentials

MEDIA_TYPE = "application/taxii+json;version=2.1"
MOST_PAGE = 32 * 2**20
"""Bytes of one answer."""

ANSWER_SECONDS = 120.0
"""How long one answer may take in all, however it trickles."""

STALL_SECONDS = 30.0
_PIECE = 2**16
_PORTS = {"https": 443, "http": 80}
_WHY = {
    HTTPStatus.UNAUTHORIZED: "it does not know who asks: it wants credentials, or others",
    HTTPStatus.FORBIDDEN: "it does not let who asks read that",
    HTTPStatus.NOT_FOUND: "it has nothing there for who asks",
    HTTPStatus.NOT_ACCEPTABLE: "it does not speak TAXII 2.1",
    HTTPStatus.TOO_MANY_REQUESTS: "it was asked too often; try again later",
    HTTPStatus.SERVICE_UNAVAILABLE: "it is too busy; try again later",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said; header names are in lower case."""

    document: Mapping[str, Any]
    headers: Mapping[str, str]
    size: int


@dataclass(frozen=True, slots=True)
class TaxiiServer:
    """A server by its origin; raises InputError for whatever it does that it should not."""

    scheme: str
    host: str
    port: int
    credentials: Credentials | None = None

    @property
    def origin(self) -> str:
        """The beginning of all its addresses."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == _PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}"

    def path_of(self, address: str, base: str) -> str:
        """Return the path of an address that the server names; it must be of its own."""
        full = urljoin(self.origin + base, address)
        found, path = split_url(full, what=f"the address that {self.origin} names")
        if (found.scheme, found.host, found.port) != (self.scheme, self.host, self.port):
            there = full[:200]
            raise InputError(self.origin, f"it leads to {there}; name that address if you mean it.")
        return path

    def get(self, path: str, query: Mapping[str, str] | None = None) -> Answer:
        """Return the answer to a request."""
        target = f"{path}?{urlencode(query)}" if query else path
        place = f"{self.origin}{path}"
        with self._connection(place) as connection:
            connection.request("GET", target, headers=self._headers())
            with connection.getresponse() as response:
                _require_answer(place, response)
                raw = _body(place, response)
                headers = {name.lower(): value for name, value in response.getheaders()}
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            raise InputError(place, "the answer is not UTF-8.") from None
        document = parsed(place, text)
        if not isinstance(document, dict):
            raise InputError(place, "the answer is no JSON object.")
        return Answer(document, headers, len(raw))

    def _headers(self) -> dict[str, str]:
        headers = {"Accept": MEDIA_TYPE, "User-Agent": "rasid", "Connection": "close"}
        return headers | ({"Authorization": self.credentials.header} if self.credentials else {})

    @contextmanager
    def _connection(self, place: str) -> Iterator[http.client.HTTPConnection]:
        """Open a connection that ends at its deadline, whatever it is doing."""
        opened: list[socket.socket] = []
        late: list[bool] = []

        def end() -> None:
            late.append(True)
            for one in opened:
                with suppress(OSError):
                    socket.socket.shutdown(one, socket.SHUT_RDWR)

        timer = Timer(ANSWER_SECONDS, end)
        timer.daemon = True
        timer.start()
        try:
            yield self._connected(opened)
            if late:
                raise TimeoutError
        except (OSError, http.client.HTTPException, ValueError) as error:
            took = f"the answer took more than {ANSWER_SECONDS:.0f} seconds"
            raise InputError(place, f"{took if late else _clause(error)}.") from None
        finally:
            timer.cancel()
            for one in opened:
                one.close()

    def _connected(self, opened: list[socket.socket]) -> http.client.HTTPConnection:
        plain = socket.create_connection((self.host, self.port), STALL_SECONDS)
        opened.append(plain)
        if self.scheme == "http":
            if not ip_address(plain.getpeername()[0]).is_loopback:
                raise OSError("without TLS only this machine is asked, and it is another")
            connection = http.client.HTTPConnection(self.host, self.port)
            connection.sock = plain
            return connection
        context = ssl.create_default_context()
        wrapped = context.wrap_socket(
            plain, server_hostname=self.host, do_handshake_on_connect=False
        )
        opened[:] = [wrapped]
        wrapped.do_handshake()
        connection = http.client.HTTPSConnection(self.host, self.port, context=context)
        connection.sock = wrapped
        return connection


def split_url(url: str, *, what: str = "--taxii") -> tuple[TaxiiServer, str]:
    """Return the server and the path of an address; raises UsageError for one that is not taken."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise UsageError(f"{what} got {url[:200]!r}, which is no address.") from None
    if parts.username is not None or parts.password is not None:
        raise UsageError(f"{what} holds a user or a password, which belong into --credentials.")
    if not url.isprintable() or " " in url or parts.query or parts.fragment:
        raise UsageError(f"{what} got {url[:200]!r}, expected one without query or spaces.")
    allowed = parts.scheme == "https" or (parts.scheme == "http" and _may_be_here(host))
    if not host or not allowed:
        raise UsageError(
            f"{what} got {url[:200]!r}, expected https://…, or http:// of this machine."
        )
    path = parts.path if parts.path.endswith("/") else f"{parts.path}/"
    return TaxiiServer(parts.scheme, host, port or _PORTS[parts.scheme]), path


def _may_be_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _require_answer(place: str, response: http.client.HTTPResponse) -> None:
    status = response.status
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        there = (response.getheader("Location") or "nowhere")[:200]
        message = f"it sends elsewhere, to {there!r}; name that address if you mean it."
        raise InputError(place, message)
    if status != HTTPStatus.OK:
        known = next((why for code, why in _WHY.items() if code == status), "the request failed")
        raise InputError(place, f"{known} (HTTP {status}).")
    kind, *parameters = (response.getheader("Content-Type") or "").replace(" ", "").split(";")
    version = next((one for one in parameters if one.startswith("version=")), "version=2.1")
    if kind.lower() != "application/taxii+json" or version.replace('"', "") != "version=2.1":
        raise InputError(place, f"the answer is {kind[:100]!r} and not TAXII 2.1.")
    if (response.getheader("Content-Encoding") or "identity").lower() != "identity":
        raise InputError(place, "the answer is packed, which was not asked for.")


def _body(place: str, response: http.client.HTTPResponse) -> bytes:
    too_long = InputError(place, f"the answer has more than {MOST_PAGE // 2**20} MiB.")
    if response.length is not None and response.length > MOST_PAGE:
        raise too_long
    pieces: list[bytes] = []
    size = 0
    while piece := response.read(_PIECE):
        pieces.append(piece)
        size += len(piece)
        if size > MOST_PAGE:
            raise too_long
    if response.length:
        raise http.client.IncompleteRead(b"")
    return b"".join(pieces)


def _clause(error: Exception) -> str:
    match error:
        case ssl.SSLCertVerificationError():
            return f"its certificate is not to be trusted: {error.verify_message}"
        case ssl.SSLError():
            return f"its TLS fails: {error.reason or error}"
        case TimeoutError():
            return f"it said nothing for {STALL_SECONDS:.0f} seconds"
        case http.client.HTTPException():
            return f"it does not speak HTTP as it should ({type(error).__name__})"
        case OSError():
            return f"it cannot be reached: {error.strerror or error}"
        case _:
            return f"the request failed: {error}"
