"""Who is to be told, who agreed, and what became of each notice."""

from sqlalchemy import Column, Index, Integer, Table, text

from rasid.encryption import Personal
from rasid.ledger.base import String, metadata

notice_plans = Table(
    "notice_plans",
    metadata,
    Column("plan", Integer, primary_key=True),
    Column("campaign_id", String, nullable=False, index=True),
    Column("made_at", String, nullable=False, comment="UTC, ISO 8601"),
    Column("made_by", Personal("notice_plans.made_by"), nullable=False),
    Column(
        "content",
        Personal("notice_plans.content"),
        nullable=False,
        comment="all that is approved of it, as JSON",
    ),
    sqlite_autoincrement=True,
)

notice_approvals = Table(
    "notice_approvals",
    metadata,
    Column("approval", Integer, primary_key=True),
    Column("plan", Integer, nullable=False, index=True),
    Column("sha256", String, nullable=False, comment="of the plan as it was approved"),
    Column("made_at", String, nullable=False, comment="UTC, ISO 8601"),
    Column("made_by", Personal("notice_approvals.made_by"), nullable=False),
    sqlite_autoincrement=True,
)

notice_events = Table(
    "notice_events",
    metadata,
    Column("event", Integer, primary_key=True),
    Column("notice_id", String, nullable=False, index=True),
    Column("campaign_id", String, nullable=False, index=True),
    Column("plan", Integer, nullable=False, comment="the revision under which it happened"),
    Column("made_at", String, nullable=False, comment="UTC, ISO 8601"),
    Column("made_by", Personal("notice_events.made_by"), nullable=False),
    Column("kind", String, nullable=False, comment="sending, sent, failed, unknown …"),
    Column("attempt", Integer, nullable=False, comment="from 1; one may be sending it once"),
    Column(
        "why",
        Personal("notice_events.why"),
        nullable=False,
        comment="what the server said, or why it was recorded",
    ),
    Index(
        "notice_sending_once",
        "notice_id",
        "attempt",
        unique=True,
        sqlite_where=text("kind = 'sending'"),
        postgresql_where=text("kind = 'sending'"),
    ),
    sqlite_autoincrement=True,
)
