"""Notices to victims: who is told what, in their language, once, and how they can check it."""

from rasid.notices.addresses import (
    WITHHELD,
    plain_address,
    read_listed,
    read_under_attack,
)
from rasid.notices.checking import Checked, check_code
from rasid.notices.codes import NoticeKey, notice_key_of, read_code
from rasid.notices.facts import CHANNELS, FINDINGS, Channel, Covered
from rasid.notices.listing import CodeRow, as_code_list, code_rows
from rasid.notices.plan import Content, Known, Notice, Plan, Timing, make_content
from rasid.notices.plans import Approval, approval_of, approve, every_plan, keep_plan, last_plan
from rasid.notices.posting import Poster, require_url
from rasid.notices.seen import read_seen
from rasid.notices.sending import (
    NotSentError,
    Order,
    Transport,
    UnknownError,
    require_sendable,
    resend_unknown,
    send_all,
    sending_alone,
    text_for,
    to_send,
)
from rasid.notices.shown import as_html, as_letters
from rasid.notices.smtp import SmtpTransport, require_sender
from rasid.notices.states import (
    RECORDABLE,
    STATES,
    Event,
    EventLog,
    Standing,
    read_events,
    standings,
    told_before,
    totals,
)
from rasid.notices.tracing import Traced, every_notice, read_returned
from rasid.notices.webhook import WebhookTransport

__all__ = [
    "CHANNELS",
    "FINDINGS",
    "RECORDABLE",
    "STATES",
    "WITHHELD",
    "Approval",
    "Channel",
    "Checked",
    "CodeRow",
    "Content",
    "Covered",
    "Event",
    "EventLog",
    "Known",
    "NotSentError",
    "Notice",
    "NoticeKey",
    "Order",
    "Plan",
    "Poster",
    "SmtpTransport",
    "Standing",
    "Timing",
    "Traced",
    "Transport",
    "UnknownError",
    "WebhookTransport",
    "approval_of",
    "approve",
    "as_code_list",
    "as_html",
    "as_letters",
    "check_code",
    "code_rows",
    "every_notice",
    "every_plan",
    "keep_plan",
    "last_plan",
    "make_content",
    "notice_key_of",
    "plain_address",
    "read_code",
    "read_events",
    "read_listed",
    "read_returned",
    "read_seen",
    "read_under_attack",
    "require_sendable",
    "require_sender",
    "require_url",
    "resend_unknown",
    "send_all",
    "sending_alone",
    "standings",
    "text_for",
    "to_send",
    "told_before",
    "totals",
]
