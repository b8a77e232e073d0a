"""What people told rasid: the roster, the actors, and what others shared."""

from sqlalchemy import Column, Integer, Table

from rasid.encryption import Personal
from rasid.ledger.base import String, Text, metadata
from rasid.tables.roster import ROSTER

roster = Table(
    "roster",
    metadata,
    *(
        Column(
            name,
            Personal(f"roster.{name}", findable=name in ROSTER.key),
            primary_key=name in ROSTER.key,
            nullable=False,
        )
        for name in ROSTER.column_names
    ),
)

actors = Table(
    "actors",
    metadata,
    Column("source", String, primary_key=True, comment="the bundle's id or the file's hash"),
    Column("stix_id", String, primary_key=True),
    Column("stix", Text, nullable=False, comment="the object as JSON, canonical form"),
)

actor_names = Table(
    "actor_names",
    metadata,
    Column("stix_id", String, primary_key=True, comment="the object that says it"),
    Column("name", Text, primary_key=True),
    Column("since", String, nullable=False, comment="the oldest version with it; may be empty"),
    Column("until", String, nullable=False, comment="the newest version with it; may be empty"),
    Column("taken_at", String, nullable=False, comment="when it was first imported; may be empty"),
)

memories = Table(
    "memories",
    metadata,
    Column("campaign_id", String, primary_key=True, comment="confirmed and attributed once"),
    Column("kind", String, primary_key=True),
    Column("value", Text, primary_key=True),
    Column("first_seen", String, nullable=False, comment="UTC, ISO 8601"),
    Column("last_seen", String, nullable=False, comment="UTC, ISO 8601"),
    Column("sessions", Integer, nullable=False),
)

indicators = Table(
    "indicators",
    metadata,
    Column("source", String, primary_key=True, comment="who says so"),
    Column("indicator_id", String, primary_key=True, comment="what it goes by there"),
    Column("kind", String, primary_key=True),
    Column("value", String, primary_key=True, comment="normalised"),
    Column("valid_from", String, nullable=False, comment="UTC, ISO 8601; empty: open"),
    Column("valid_until", String, nullable=False, comment="not one of it; empty: open"),
    Column("confidence", Integer, comment="from 0 to 100, where it is said"),
    Column("name", Text, nullable=False),
    Column("tlp", String, nullable=False),
    Column("whole", Integer, nullable=False, comment="0: the indicator asks for more than this"),
    Column("revoked", Integer, nullable=False),
    Column("created", String, nullable=False, comment="UTC, ISO 8601; empty where not said"),
    Column("modified", String, nullable=False, comment="UTC, ISO 8601; empty where not said"),
    Column("imported_at", String, nullable=False, comment="UTC, ISO 8601"),
)

statements = Table(
    "statements",
    metadata,
    Column("source", String, primary_key=True, comment="who says so"),
    Column("stix_id", String, primary_key=True),
    Column("version", String, primary_key=True, comment="UTC, ISO 8601; empty where not said"),
    Column("type", String, nullable=False),
    Column("created", String, nullable=False, comment="UTC, ISO 8601; empty where not said"),
    Column("revoked", Integer, nullable=False),
    Column("tlp", String, nullable=False, comment="the closest that it is marked with"),
    Column(
        "content",
        Personal("statements.content"),
        nullable=False,
        comment="what rasid reads of it, as JSON",
    ),
    Column("came_with", Text, nullable=False, comment="the file's name or collection's address"),
    Column("taken_at", String, nullable=False, comment="UTC, ISO 8601"),
)
