"""Every notice of every plan, and mail that came back of one: what it is of and what it says."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from typing import Literal

from sqlalchemy import Engine

from rasid.languages import clean
from rasid.notices.plan import Plan
from rasid.notices.plans import every_plan
from rasid.notices.states import Event, Standing, read_events, standings

LONGEST_MAIL = 4 << 20
"""Bytes of a message that are read; what a report says stands before what it returns."""

_OURS = re.compile(r"<([0-9a-f]{24})@[^<>\s]{1,255}>")
_LONGEST_WHY = 200
_WHOLE = ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers")


@dataclass(frozen=True, slots=True)
class Traced:
    """A notice as it stands, under the latest plan that has it."""

    plan: Plan
    standing: Standing


@dataclass(frozen=True, slots=True)
class Returned:
    """What a message says of the notices whose Message-ID it bears."""

    notice_ids: tuple[str, ...]
    what: Literal["bounced", "answered"]
    why: str


def every_notice(ledger: Engine, campaign_id: str | None = None) -> dict[str, Traced]:
    """Return the notices of all plans, of one campaign or of every, by id."""
    happened: dict[str, dict[str, list[Event]]] = {}
    found: dict[str, Traced] = {}
    for plan in every_plan(ledger, campaign_id):
        owner = plan.content.campaign_id
        if owner not in happened:
            happened[owner] = read_events(ledger, owner)
        for one in standings(plan, happened[owner]):
            found.pop(one.notice.notice_id, None)
            found[one.notice.notice_id] = Traced(plan, one)
    return found


def read_returned(raw: bytes) -> Returned | None:
    """Return what a message says of notices; None for what says nothing of any.

    A delivery report (RFC 3464) says `bounced` where it failed for good; one of a delay says
    nothing. A reply says `answered`, unless a machine wrote it (RFC 3834).
    """
    message = BytesParser().parsebytes(raw[:LONGEST_MAIL])
    if message.get_content_type() == "multipart/report":
        why = next(_failures(message), None)
        returned = tuple(dict.fromkeys(_returned(message)))
        return Returned(returned, "bounced", why) if returned and why else None
    by_machine = _header(message, "Auto-Submitted").strip().lower() not in ("", "no")
    replied = f"{_header(message, 'In-Reply-To')} {_header(message, 'References')}"
    answered = tuple(dict.fromkeys(_OURS.findall(replied)))
    if by_machine or not answered:
        return None
    return Returned(answered, "answered", "a reply came")


def _failures(message: Message) -> Iterator[str]:
    """Yield why the mail failed, by each recipient of a report for whom it failed."""
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status" or not part.is_multipart():
            continue
        for block in part.get_payload():
            if not isinstance(block, Message):
                continue
            if _header(block, "Action").strip().lower() == "failed":
                told = f"{_header(block, 'Status')} {_header(block, 'Diagnostic-Code')}"
                yield clean(" ".join(told.split()))[:_LONGEST_WHY] or "no reason was given"


def _returned(message: Message) -> Iterator[str]:
    """Yield the ids of the notices that a report returns, whole or by their headers."""
    for part in message.walk():
        if part.get_content_type() not in _WHOLE:
            continue
        inner = part.get_payload()
        if isinstance(inner, list):
            told = " ".join(_header(one, "Message-ID") for one in inner if isinstance(one, Message))
        else:
            headers = part.get_payload(decode=True)
            parsed = BytesParser().parsebytes(headers if isinstance(headers, bytes) else b"")
            told = _header(parsed, "Message-ID")
        yield from _OURS.findall(told)


def _header(message: Message, name: str) -> str:
    return str(message.get(name, ""))
