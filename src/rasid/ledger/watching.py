"""What a watch took, and what it told."""

from sqlalchemy import VARCHAR, BigInteger, Column, Integer, Table

from rasid.encryption import Personal
from rasid.ledger.base import String, Text, metadata

watched_files = Table(
    "watched_files",
    metadata,
    Column("path", Text, primary_key=True, comment="of a file that `rasid watch` took"),
    Column("size", BigInteger, nullable=False, comment="bytes it had then"),
    Column("modified_ns", BigInteger, nullable=False, comment="its time of change, ns since 1970"),
    Column("taken_at", String, nullable=False, comment="UTC, ISO 8601"),
    Column(
        "problem",
        Personal("watched_files.problem"),
        nullable=False,
        comment="why nothing of it was imported; else empty",
    ),
)

alerts = Table(
    "alerts",
    metadata,
    Column("alert", Integer, primary_key=True),
    Column("made_at", String, nullable=False, comment="UTC, ISO 8601"),
    Column("campaign_id", String, nullable=False, index=True),
    Column("kind", String, nullable=False, comment="new, changed or withdrawn"),
    Column(
        "state",
        Personal("alerts.state"),
        nullable=False,
        comment="the campaign as it is told, as JSON",
    ),
    Column(
        "changes",
        Personal("alerts.changes"),
        nullable=False,
        comment="what was and what is, by name, as JSON",
    ),
    Column("delivered_at", String, nullable=False, comment="UTC, ISO 8601; empty: it waits"),
    sqlite_autoincrement=True,
)

alert_receivers = Table(
    "alert_receivers",
    metadata,
    Column(
        "receiver",
        Personal("alert_receivers.receiver", findable=True, kind=VARCHAR),
        primary_key=True,
        comment="file, webhook, or mail and its address",
    ),
    Column("up_to", Integer, nullable=False, comment="the last alert that it has"),
    Column("failures", Integer, nullable=False, comment="since it last took one"),
    Column("retry_at", String, nullable=False, comment="UTC, ISO 8601; empty: at once"),
    Column(
        "problem",
        Personal("alert_receivers.problem"),
        nullable=False,
        comment="why it did not take the next; else empty",
    ),
)

kafka_offsets = Table(
    "kafka_offsets",
    metadata,
    Column("topic", String, primary_key=True, comment="of Kafka, that `rasid watch` reads"),
    Column("partition", Integer, primary_key=True, autoincrement=False),
    Column("next", BigInteger, nullable=False, comment="the offset at which reading goes on"),
    Column("end", BigInteger, nullable=False, comment="the offset that its next message will have"),
    Column("seen_at", String, nullable=False, comment="UTC, ISO 8601"),
)
