"""Facts, notices and plans to test with; everybody in them is fictional."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import Engine

from rasid.notices.codes import NoticeKey, notice_key_of
from rasid.notices.facts import Covered, Facts, SeenAccount, Writer
from rasid.notices.plan import Content, Notice, Plan, Timing, text_hash
from rasid.notices.plans import approve, keep_plan
from rasid.notices.sending import Order
from rasid.settings import Home

NOW = datetime(2026, 4, 1, 8, 30, tzinfo=UTC)
SENDER = "safety@mail.example"
WRITER = Writer("Mail Example", "Security desk", "+00 555 0100")
COVERED = Covered(date(2026, 3, 1), date(2026, 3, 30), 3)

SETTINGS = """
[notify]
organisation = "Mail Example"
help_desk = "Security desk"
telephone = "+00 555 0100"
[smtp]
host = "127.0.0.1"
port = {port}
security = "none"
sender = "safety@mail.example"
seconds = {seconds}
"""
"""What a home that can send says in rasid.toml."""

REPORT = """\
From: MAILER-DAEMON@mail.example
Auto-Submitted: auto-replied
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example

Final-Recipient: rfc822; ada@mail.example
Action: {action}
Status: 5.2.2
Diagnostic-Code: smtp; 552 mailbox
 full
--b
Content-Type: {kind}

From: safety@mail.example
Message-ID: <{notice}@mail.example>
Subject: x

--b--
"""
"""A delivery report of one notice; RFC 3464."""


def at(day: int, hour: int = 9, minute: int = 5) -> datetime:
    """Return a moment of March 2026."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


ENTERED = SeenAccount(
    address="ada.example@mail.example",
    kind="personal",
    provider="google",
    finding="compromised",
    identified=True,
    lookups=12,
    tries=37,
    first_at=at(2),
    last_at=at(24, 16, 40),
    entered_at=at(21, 3, 12),
    acts=("recovery_contact_change", "forwarding_rule", "mail_access"),
)
ATTACKED = SeenAccount(
    address="ada@party.example",
    kind="work",
    provider="microsoft",
    finding="attacked",
    identified=True,
    lookups=3,
    tries=1104,
    first_at=at(4),
    last_at=at(20),
    entered_at=None,
    acts=(),
)
LOOKED_FOR = SeenAccount(
    address="ada.old@post.example",
    kind="recovery",
    provider="",
    finding="targeted",
    identified=False,
    lookups=5,
    tries=0,
    first_at=at(3),
    last_at=at(3),
    entered_at=None,
    acts=(),
)
FACTS = Facts(
    "person", "Ada Example", "compromised", (ENTERED, ATTACKED, LOOKED_FOR), COVERED, WRITER
)


def open_home(folder: Path) -> Home:
    """Return a home that was just made."""
    home = Home(folder)
    home.create()
    return home


def made_notice(key: NoticeKey, number: int, language: str = "en") -> Notice:
    """Return one of many notices that may be sent."""
    facts = replace(FACTS, name=f"Ada {number}", finding="attacked", accounts=(ATTACKED,))
    subject = key.id_of("subject", str(number))
    return Notice(
        notice_id=key.id_of("notice", str(number)),
        subject_id=subject,
        addressee=f"P{number:04}",
        code_hash=key.hash_of(key.code(subject)),
        channel="mail",
        address=f"ada{number}@home.example",
        withheld="",
        language=language,
        fallback=False,
        facts=facts,
        text_sha256=text_hash(facts, language),
    )


def content_of(*notices: Notice, timing: Timing | None = None) -> Content:
    """Return a plan's content."""
    return Content("C-1", timing or Timing("now", None, "", ""), SENDER, notices)


def approved_plan(store: Engine, home: Home, notices: int = 3) -> Plan:
    """Keep a plan of so many notices, approved."""
    key = notice_key_of(home)
    content = content_of(*(made_notice(key, number) for number in range(notices)))
    plan, _ = keep_plan(store, content, by="ann", now=NOW)
    approve(store, plan, by="bob", now=NOW)
    return plan


def order_of(home: Home, plan: Plan) -> Order:
    """Return the order to send a plan."""
    return Order(plan, "ann", notice_key_of(home), lambda: NOW)


def ids_of(plan: Plan) -> frozenset[str]:
    """Return the ids of a plan's notices."""
    return frozenset(one.notice_id for one in plan.content.notices)
