"""Reported messages (.eml): headers and links as one record; nothing is rendered or fetched.

A report that carries the message it is about (forwarded as an attachment, or ARF, RFC 5965) tells
of that message; any other message is itself what is reported.
"""

import html
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC
from email import message_from_bytes, policy
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import getaddresses, parsedate_to_datetime
from typing import Any

LONGEST_MESSAGE = 64_000_000
MOST_LINKS = 100
LONGEST_LINK = 2_000
LONGEST_PART = 2_000_000
LONGEST_LIST = 100_000
DEEPEST = 5
_HEADER = re.compile(r"^([A-Za-z][A-Za-z0-9-]*):[ \t]?")
_TELLING = {"from", "to", "subject", "date", "received", "message-id", "return-path"}
_PLAIN_LINK = re.compile(r"(?i)\bh(?:tt|xx)ps?(?:://|\[:\]//)[^\s<>\"'\\]+")
_MARKUP_LINK = re.compile(r"(?i)\b(?:href|src|action)\s{0,9}=\s{0,9}[\"']?\s{0,9}(h[^\"'\s>]+)")
_BAD_CHARSET = (ValueError, TypeError, AssertionError, LookupError)
_RECIPIENTS = ("Delivered-To", "X-Original-To", "Envelope-To", "To")


def is_message(text: str) -> bool:
    """Tell whether a text begins with the headers of a message."""
    names: set[str] = set()
    for line in text.splitlines()[:100]:
        if not line.strip():
            break
        header = _HEADER.match(line)
        if header:
            names.add(header[1].lower())
        elif not line.startswith((" ", "\t")) and not (line.startswith("From ") and not names):
            return False
    return len(names & _TELLING) >= 2


def message_record(raw: bytes) -> dict[str, Any]:
    """Return what a reported message says; every value is text, absent where it has none."""
    outer = _parsed(raw)
    reported = _carried(outer)
    report = outer if reported else None
    phish = reported or outer
    record = {
        "message": "true",
        "message_id": _header(outer, "Message-ID"),
        "reported_id": _header(phish, "Message-ID") if report else "",
        "time": _moment(outer),
        "reporter": _address(report, ("From",)) if report else "",
        "recipient": _address(phish, _RECIPIENTS),
        "sender": _address(phish, ("From", "Sender", "Return-Path")),
        "reply_to": _address(phish, ("Reply-To",)),
        "subject": _header(phish, "Subject"),
        "originating_ip": _header(phish, "X-Originating-IP").strip("[] "),
        "mailer": _header(phish, "User-Agent") or _header(phish, "X-Mailer"),
        "links": list(_links(phish)),
    }
    return {name: value for name, value in record.items() if value}


def _parsed(raw: bytes) -> Message:
    """Return a message, of one that is nested too deeply the headers."""
    try:
        return message_from_bytes(raw, policy=policy.compat32)
    except RecursionError:
        return BytesHeaderParser(policy=policy.compat32).parsebytes(raw)


def _carried(outer: Message) -> Message | None:
    """Return the first message that a message carries."""
    for part in _parts(outer):
        if part is not outer and part.get_content_type() == "message/rfc822":
            inside = _inside(part)
            if inside:
                return inside[0]
    return None


def _parts(message: Message, depth: int = 0) -> Iterator[Message]:
    """Yield a message and its parts, not those of messages that it carries."""
    yield message
    if depth < DEEPEST and message.get_content_maintype() != "message":
        for part in _inside(message):
            yield from _parts(part, depth + 1)


def _inside(message: Message) -> list[Message]:
    """Return the parts of a message or the message that a part carries, as they were parsed."""
    payload = message.get_payload() if message.is_multipart() else []
    return [part for part in payload if isinstance(part, Message)] if payload else []


def _header(message: Message, name: str) -> str:
    """Return a header decoded, on one line, empty where there is none."""
    raw = str(message.get(name) or "")
    try:
        text = str(make_header(decode_header(raw)))
    except (MessageError, ValueError, LookupError, TypeError):
        text = raw
    return " ".join(text.split())


def _address(message: Message, names: tuple[str, ...]) -> str:
    """Return the first address that one of the headers holds, the first header first."""
    for name in names:
        text = _header(message, name)[:LONGEST_LIST]
        try:
            listed = getaddresses([text])
        except RecursionError:
            listed = [("", word.strip("<>,;")) for word in text.split()]
        for _, address in listed:
            if "@" in address:
                return address
    return ""


def _moment(message: Message) -> str:
    """Return when the last server received a message, else its own date; ISO 8601, UTC."""
    received = str((message.get_all("Received") or [""])[0]).rpartition(";")[2]
    for text in (received, str(message.get("Date") or "")):
        try:
            moment = parsedate_to_datetime(" ".join(text.split()))
            if moment.tzinfo is None:
                moment = moment.replace(tzinfo=UTC)
            return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return ""


def _links(message: Message) -> Iterator[str]:
    """Yield each web address of a message's texts once, in order."""
    seen: set[str] = set()
    for part in _parts(message):
        kind = part.get_content_type()
        if kind not in ("text/plain", "text/html"):
            continue
        text = _text(part)
        if kind == "text/html":
            marked = (html.unescape(link) for link in _MARKUP_LINK.findall(text))
            found = [link for link in marked if _PLAIN_LINK.match(link)]
        else:
            found = [link.rstrip(".,;:!?)]}") for link in _PLAIN_LINK.findall(text)]
        for link in found:
            short = link[:LONGEST_LINK]
            if short not in seen and len(seen) < MOST_LINKS:
                seen.add(short)
                yield short


def _text(part: Message) -> str:
    """Return a part's text, whatever its encoding says."""
    charset = "utf-8"
    with suppress(*_BAD_CHARSET):
        charset = part.get_content_charset() or charset
        "".encode(charset)
    raw: object = None
    with suppress(*_BAD_CHARSET):
        raw = part.get_payload(decode=True)
    if raw is None:
        # What it says of its charset is rubbish; its transfer encoding may still be sound.
        part.replace_header("Content-Type", part.get_content_type())
        with suppress(*_BAD_CHARSET):
            raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return ""
    try:
        return raw[:LONGEST_PART].decode(charset, "replace")
    except _BAD_CHARSET:
        return raw[:LONGEST_PART].decode("utf-8", "replace")
