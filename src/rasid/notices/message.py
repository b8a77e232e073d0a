"""A notice as mail: plain text alone, headers that no value can break."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from rasid.languages import clean
from rasid.notices.plan import Notice
from rasid.notices.texts import Text

_POLICY = SMTP.clone(max_line_length=78, cte_type="7bit", utf8=False)


def message_id(notice: Notice, sender: str) -> str:
    """Return the one Message-ID of a notice: a copy that was sent again bears the same."""
    return f"<{notice.notice_id}@{sender.rpartition('@')[2]}>"


def as_message(
    notice: Notice, text: Text, *, organisation: str, sender: str, now: datetime
) -> bytes:
    """Return a notice as the bytes of a message, lines ending with CRLF."""
    message = EmailMessage(policy=_POLICY)
    message["From"] = Address(display_name=_name(organisation), addr_spec=sender)
    message["To"] = Address(addr_spec=notice.address)
    message["Subject"] = clean(text.subject)
    message["Date"] = now
    message["Message-ID"] = message_id(notice, sender)
    message["Auto-Submitted"] = "auto-generated"
    cte = "quoted-printable" if text.language.direction == "ltr" else "base64"
    message.set_content(text.plain(), charset="utf-8", cte=cte)
    message["Content-Language"] = text.language.code
    return message.as_bytes()


def _name(text: str) -> str:
    """Return a name on one line, in which nothing is taken for a word that is encoded already.

    Python's own serialising would decode it, and a line break in it would begin a header.
    """
    return clean(text).replace("=?", "= ?")
