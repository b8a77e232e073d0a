"""What people decided, and what was said in public."""

from sqlalchemy import VARCHAR, Column, Integer, Table

from rasid.encryption import Personal
from rasid.ledger.base import String, Text, metadata

decisions = Table(
    "decisions",
    metadata,
    Column("decision", Integer, primary_key=True),
    Column("made_at", String, nullable=False, comment="UTC, ISO 8601"),
    Column("made_by", Personal("decisions.made_by"), nullable=False),
    Column("kind", String, nullable=False),
    Column("campaign_id", String, nullable=False, comment="empty where it is of no campaign"),
    Column("other_id", String, nullable=False),
    Column(
        "about", Personal("decisions.about"), nullable=False, comment="what it speaks of, as JSON"
    ),
    Column("why", Personal("decisions.why"), nullable=False),
    Column("undoes", Integer, comment="the decision that it undoes"),
    sqlite_autoincrement=True,
)

publications = Table(
    "publications",
    metadata,
    Column("publication", Integer, primary_key=True),
    Column("published_at", String, nullable=False, comment="UTC, ISO 8601"),
    Column("campaign_id", String, nullable=False),
    Column("file", Text, nullable=False, comment="the report's name in reports/"),
    Column("file_sha256", String, nullable=False),
    Column("basis", String, nullable=False, comment="SHA-256 of the part in published/"),
    Column("numbers", Text, nullable=False, comment="the four numbers and their bounds, as JSON"),
    Column("inputs", Text, nullable=False, comment="SHA-256 of logs, roster …, as JSON"),
    Column("version", String, nullable=False, comment="of rasid"),
    sqlite_autoincrement=True,
)

disclosures = Table(
    "disclosures",
    metadata,
    Column("disclosure", Integer, primary_key=True),
    Column("publication", Integer, nullable=False, comment="the file, its numbers and their basis"),
    Column("campaign_id", String, nullable=False),
    Column("made_at", String, nullable=False, comment="UTC, ISO 8601"),
    Column("made_by", Personal("disclosures.made_by"), nullable=False),
    Column("k", Integer, nullable=False, comment="smaller groups were not to be told apart"),
    Column(
        "claims",
        Personal("disclosures.claims"),
        nullable=False,
        comment="what was said of people, as JSON",
    ),
    Column(
        "findings",
        Personal("disclosures.findings"),
        nullable=False,
        comment="what the checks said against it, as JSON",
    ),
    Column(
        "why",
        Personal("disclosures.why"),
        nullable=False,
        comment="why it was written all the same; else empty",
    ),
    sqlite_autoincrement=True,
)

suppressions = Table(
    "suppressions",
    metadata,
    Column("suppression", Integer, primary_key=True),
    Column("made_at", String, nullable=False, comment="UTC, ISO 8601"),
    Column("made_by", Personal("suppressions.made_by"), nullable=False),
    Column("rule", String, nullable=False),
    Column(
        "account",
        Personal("suppressions.account"),
        nullable=False,
        comment="empty where it is of any",
    ),
    Column(
        "source_ip",
        Personal("suppressions.source_ip", kind=VARCHAR),
        nullable=False,
        comment="empty where it is of any",
    ),
    Column("until", String, nullable=False, comment="the day from which on it no longer holds"),
    Column("why", Personal("suppressions.why"), nullable=False),
    Column("undoes", Integer, comment="the suppression that it undoes"),
    sqlite_autoincrement=True,
)

responses = Table(
    "responses",
    metadata,
    Column("response", Integer, primary_key=True),
    Column("made_at", String, nullable=False, comment="UTC, ISO 8601"),
    Column("made_by", Personal("responses.made_by"), nullable=False),
    Column("campaign_id", String, nullable=False),
    Column("account", Personal("responses.account"), nullable=False),
    Column("step", String, nullable=False),
    Column("state", String, nullable=False, comment="done, verified or came-back"),
    Column("at", String, nullable=False, comment="when it was so: UTC, ISO 8601"),
    Column("why", Personal("responses.why"), nullable=False),
    sqlite_autoincrement=True,
)

website_states = Table(
    "website_states",
    metadata,
    Column("entry", Integer, primary_key=True),
    Column("made_at", String, nullable=False, comment="UTC, ISO 8601"),
    Column("made_by", Personal("website_states.made_by"), nullable=False),
    Column("domain", String, nullable=False, index=True, comment="registered, as A-labels"),
    Column("state", String, nullable=False, comment="from then on; empty: none"),
    Column("why", Personal("website_states.why"), nullable=False),
    Column("undoes", Integer, comment="the entry that it takes back"),
    sqlite_autoincrement=True,
)

retentions = Table(
    "retentions",
    metadata,
    Column("retention", Integer, primary_key=True),
    Column("begun_at", String, nullable=False, comment="UTC, ISO 8601"),
    Column("ended_at", String, nullable=False, comment="UTC, ISO 8601; empty: not ended"),
    Column("made_by", Personal("retentions.made_by"), nullable=False),
    Column("why", Personal("retentions.why"), nullable=False),
    Column(
        "told",
        Personal("retentions.told"),
        nullable=False,
        comment="days, campaigns and files that go, as JSON",
    ),
    sqlite_autoincrement=True,
)

erasures = Table(
    "erasures",
    metadata,
    Column("erasure", Integer, primary_key=True),
    Column("begun_at", String, nullable=False, comment="UTC, ISO 8601"),
    Column("ended_at", String, nullable=False, comment="UTC, ISO 8601; empty: it was cut short"),
    Column("made_by", Personal("erasures.made_by"), nullable=False),
    Column("why", Personal("erasures.why"), nullable=False),
    Column(
        "person",
        Personal("erasures.person", findable=True),
        nullable=False,
        comment="who, and what stands instead once it ended",
    ),
    Column("files", Text, nullable=False, comment="new SHA-256 of kept files by their old, JSON"),
    sqlite_autoincrement=True,
)
