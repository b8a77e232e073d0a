"""HTTP: whatever is asked for, the notice; of what is sent, only the head is looked at."""

from http import HTTPStatus

import h11

from rasid.clock import utc_now
from rasid.sinkhole.accepting import Client
from rasid.sinkhole.books import Books
from rasid.sinkhole.notice import CLEARING, HEADERS
from rasid.sinkhole.records import Caller
from rasid.sinkhole.zones import Zones

MOST_HEAD = 8 * 2**10
"""Bytes of a request's first line and headers."""

HEAD_SECONDS = 10.0
"""How long they may take to come in."""

UNREAD_SECONDS = 2.0
MOST_UNREAD = 64 * 2**10
"""How long, and how many bytes of a body, are let go by after the answer: a connection that is
closed on what comes in takes the answer with it."""

Headers = list[tuple[str, str]]


class Site:
    """What every request meets: our names, the page, the log."""

    def __init__(self, zones: Zones, page: bytes, books: Books) -> None:
        self.page = page
        self.counts = books.counts
        self._zones = zones
        self._books = books

    def take(self, request: h11.Request, caller: Caller, scheme: str) -> HTTPStatus:
        """Count a request, record it where it is for one of our names, say how it is answered."""
        told = {name: value.decode("latin-1") for name, value in request.headers}
        found = self._zones.find_host(told.get(b"host", "").strip())
        if found is None:
            self.counts.http_strangers += 1
            return HTTPStatus.MISDIRECTED_REQUEST
        method = request.method.decode("latin-1")
        hider = self._books.hider
        self._books.keep(
            self._books.recorder.request(
                utc_now(),
                caller,
                method=method,
                scheme=scheme,
                host=hider.host(found),
                path=hider.path(request.target.decode("latin-1")),
                agent=told.get(b"user-agent", ""),
            )
        )
        self.counts.http_answered += 1
        return HTTPStatus.METHOD_NOT_ALLOWED if method == "CONNECT" else HTTPStatus.OK


class Visit(Client):
    """One request over one connection, with or without TLS."""

    def __init__(self, site: Site, scheme: str) -> None:
        super().__init__(site.counts, HEAD_SECONDS)
        self._site = site
        self._scheme = scheme
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=MOST_HEAD)
        self._unread = -1  # bytes let go by after the answer; negative before it

    def data_received(self, data: bytes) -> None:
        """Answer as soon as the head has come in; let go by what comes after it."""
        if self._unread >= 0:
            self._unread += len(data)
            if self._unread > MOST_UNREAD:
                self.transport.abort()
            return
        try:
            self._http.receive_data(data)
            event = self._http.next_event()
        except h11.RemoteProtocolError as error:
            self.counts.http_malformed += 1
            self._answer(HTTPStatus(error.error_status_hint), None)
            return
        if isinstance(event, h11.Request) and _size(event) > MOST_HEAD:
            self.counts.http_malformed += 1
            self._answer(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, event)
        elif isinstance(event, h11.Request):
            status = self._site.take(event, self.caller, self._scheme)
            self._answer(status, event)

    def eof_received(self) -> bool:
        """Close: nothing more comes."""
        return False

    def expire(self) -> None:
        """Break off: the time is up; after the answer that is as it should be."""
        if self._unread < 0:
            super().expire()
        else:
            self.transport.abort()

    def _answer(self, status: HTTPStatus, request: h11.Request | None) -> None:
        body = self._site.page
        kind = "text/html; charset=utf-8"
        if status >= HTTPStatus.BAD_REQUEST:
            body, kind = f"{status.value} {status.phrase}\n".encode(), "text/plain; charset=utf-8"
        headers: Headers = [
            ("Content-Type", kind),
            ("Content-Length", str(len(body))),
            *HEADERS,
            *([CLEARING] if self._scheme == "https" else []),
            *([("Allow", "GET, HEAD, POST")] if status == HTTPStatus.METHOD_NOT_ALLOWED else []),
        ]
        reason = status.phrase.encode()
        head = h11.Response(status_code=status, headers=headers, reason=reason)
        is_head = request is not None and request.method == b"HEAD"
        pieces = [self._http.send(head)]
        if not is_head:
            pieces.append(self._http.send(h11.Data(data=body)))
        self._unread = 0
        self.transport.write(b"".join(piece or b"" for piece in pieces))
        if request is not None and not _brings_a_body(request):
            self.transport.close()
            return
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.give(UNREAD_SECONDS)


def _size(request: h11.Request) -> int:
    """Return the bytes of a head: one that comes in at once is not measured by the parser."""
    return len(request.target) + sum(len(name) + len(value) for name, value in request.headers)


def _brings_a_body(request: h11.Request) -> bool:
    told = dict(request.headers)
    return told.get(b"content-length", b"0") != b"0" or b"transfer-encoding" in told
