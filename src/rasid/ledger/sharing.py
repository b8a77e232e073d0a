"""What was shared, with whom, and what was fetched."""

from sqlalchemy import VARCHAR, Column, Index, Integer, Table

from rasid.encryption import Personal
from rasid.ledger.base import String, Text, metadata

sharing_keys = Table(
    "sharing_keys",
    metadata,
    Column("name", String, primary_key=True),
    Column(
        "secret",
        Personal("sharing_keys.secret", kind=VARCHAR),
        nullable=False,
        comment="hexadecimal; it never leaves the home",
    ),
)

shared = Table(
    "shared",
    metadata,
    Column("version", Integer, primary_key=True),
    Column("stix_id", String, nullable=False, index=True),
    Column("variant", String, nullable=False, comment="TLP level and profile"),
    Column("campaign_id", String, nullable=False, comment="empty where it is of no campaign"),
    Column("modified", String, nullable=False, comment="UTC, as STIX writes it"),
    Column("sha256", String, nullable=False, comment="of the object without its times"),
    Column(
        "stix",
        Personal("shared.stix"),
        nullable=False,
        comment="the object without its times, as JSON",
    ),
    sqlite_autoincrement=True,
)

taxii_publications = Table(
    "taxii_publications",
    metadata,
    Column("publication", Integer, primary_key=True),
    Column("published_at", String, nullable=False, comment="UTC, ISO 8601"),
    Column("published_by", Personal("taxii_publications.published_by"), nullable=False),
    Column("collection", String, nullable=False, comment="its TLP level"),
    Column("tlp", String, nullable=False, comment="the level of what was shared"),
    Column("profile", String, nullable=False),
    Column("campaigns", Text, nullable=False, comment="their ids, as JSON"),
    Column(
        "named",
        Personal("taxii_publications.named"),
        nullable=False,
        comment="ids of the people told by name, as JSON",
    ),
    Column("added", Integer, nullable=False, comment="objects that it added"),
    Column("sha256", String, nullable=False, comment="of these objects, one a line"),
    sqlite_autoincrement=True,
)

taxii_objects = Table(
    "taxii_objects",
    metadata,
    Column("collection", String, primary_key=True, comment="its TLP level"),
    Column("date_added", String, primary_key=True, comment="UTC, to the microsecond; rising"),
    Column("stix_id", String, nullable=False),
    Column("version", String, nullable=False, comment="modified, else date_added"),
    Column("type", String, nullable=False),
    Column("spec_version", String, nullable=False),
    Column("publication", Integer, nullable=False),
    Column(
        "stix",
        Personal("taxii_objects.stix"),
        nullable=False,
        comment="the object as it is given out, as JSON",
    ),
    Index("taxii_objects_in_order", "collection", "stix_id", "date_added"),
)

taxii_withdrawals = Table(
    "taxii_withdrawals",
    metadata,
    Column("collection", String, primary_key=True),
    Column("stix_id", String, primary_key=True, comment="given out no more, as it was"),
    Column("publication", Integer, primary_key=True, comment="before this publication"),
)

taxii_readers = Table(
    "taxii_readers",
    metadata,
    Column("reader", Integer, primary_key=True),
    Column("made_at", String, nullable=False, comment="UTC, ISO 8601"),
    Column("made_by", Personal("taxii_readers.made_by"), nullable=False),
    Column("name", Personal("taxii_readers.name"), nullable=False),
    Column("token_id", String, nullable=False, index=True, comment="empty where it revokes"),
    Column("proof", String, nullable=False, comment="scrypt of the token, with salt and costs"),
    Column("collections", Text, nullable=False, comment="TLP levels that it may read, as JSON"),
    Column("until", String, nullable=False, comment="UTC; not valid from then on; empty: open"),
    Column("revokes", Integer, comment="the reader whose token it revokes"),
    sqlite_autoincrement=True,
)

taxii_pulls = Table(
    "taxii_pulls",
    metadata,
    Column("url", Text, primary_key=True, comment="of the collection"),
    Column("added_after", String, nullable=False, comment="what the next pull begins after"),
    Column("pulled_at", String, nullable=False, comment="UTC, ISO 8601"),
)
