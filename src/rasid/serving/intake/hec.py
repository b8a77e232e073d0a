"""What Splunk's HTTP Event Collector takes, as the lines that were wrapped in it.

Only the event itself is kept: host, source, sourcetype, index and fields are of the transport.
"""

import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

MOST_UNPACKED = 64 << 20
"""Bytes of a body once it is unpacked."""


@dataclass(frozen=True, slots=True)
class Refusal(Exception):  # noqa: N818 - an answer, and no mistake of ours
    """Why nothing of a request was taken, in the protocol's own words and codes."""

    status: HTTPStatus
    code: int
    text: str
    place: int | None = None

    def document(self) -> dict[str, Any]:
        """Return the answer's body."""
        told: dict[str, Any] = {"text": self.text, "code": self.code}
        return told if self.place is None else told | {"invalid-event-number": self.place}


NO_TOKEN = Refusal(HTTPStatus.UNAUTHORIZED, 2, "Token is required")
BAD_TOKEN = Refusal(HTTPStatus.FORBIDDEN, 4, "Invalid token")
NO_DATA = Refusal(HTTPStatus.BAD_REQUEST, 5, "No data")
BUSY = Refusal(HTTPStatus.SERVICE_UNAVAILABLE, 9, "Server is busy")
NO_CHANNEL = Refusal(HTTPStatus.BAD_REQUEST, 10, "Data channel is missing")


def unpacked(body: bytes, encoding: str) -> bytes:
    """Return a body without its compression; raises Refusal."""
    if encoding in ("", "identity"):
        return body
    if encoding != "gzip":
        raise _invalid(0)
    packed = zlib.decompressobj(wbits=31)
    try:
        plain = packed.decompress(body, MOST_UNPACKED)
    except zlib.error:
        raise _invalid(0) from None
    if packed.unconsumed_tail or not packed.eof or packed.unused_data:
        raise _invalid(0)
    return plain


def event_lines(body: bytes) -> list[bytes]:
    """Return the events of one or more JSON objects, one after another; raises Refusal.

    An event that is a text is kept as it is, if it has one line; an object as JSON.
    """
    lines = [_line(envelope, place) for place, envelope in enumerate(_envelopes(body))]
    if not lines:
        raise NO_DATA
    return lines


def raw_lines(body: bytes) -> list[bytes]:
    """Return the lines of a body that is log itself; raises Refusal."""
    lines = [line for line in body.splitlines() if line.strip()]
    if not lines:
        raise NO_DATA
    return lines


def _envelopes(body: bytes) -> Iterator[dict[str, Any]]:
    try:
        text = body.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise _invalid(0) from None
    decoder = json.JSONDecoder()
    place = at = 0
    while at < len(text):
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            raise _invalid(place) from None
        for one in value if isinstance(value, list) else [value]:
            if not isinstance(one, dict):
                raise _invalid(place)
            yield one
            place += 1
        while at < len(text) and text[at] in " \t\r\n,":
            at += 1


def _line(envelope: dict[str, Any], place: int) -> bytes:
    if "event" not in envelope:
        raise Refusal(HTTPStatus.BAD_REQUEST, 12, "Event field is required", place)
    event = envelope["event"]
    if event in (None, "", {}) or (isinstance(event, str) and not event.strip()):
        raise Refusal(HTTPStatus.BAD_REQUEST, 13, "Event field cannot be blank", place)
    if isinstance(event, str):
        return _one_line(event.strip())
    try:
        return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()
    except (ValueError, RecursionError):  # a lone surrogate, or too deep
        raise _invalid(place) from None


def _one_line(text: str) -> bytes:
    """Return a text as one line: JSON that was laid out over several becomes one."""
    try:
        if len(text.splitlines()) == 1:
            return text.encode()
        return json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":")).encode()
    except (ValueError, RecursionError):
        return b" ".join(text.encode("utf-8", "replace").split())


def _invalid(place: int) -> Refusal:
    return Refusal(HTTPStatus.BAD_REQUEST, 6, "Invalid data format", place)
