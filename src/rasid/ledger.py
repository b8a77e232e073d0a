"""The ledger: what people decided and told rasid, in SQLite (or a server named by a URL).

`decisions`, `publications`, `suppressions`, `responses`, `website_states`, `shared`, notices and
what TAXII gives out are only ever added to: SQLite refuses to change or delete a row of them.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import (
    DDL,
    BigInteger,
    Column,
    Connection,
    Engine,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
    inspect,
    text,
)

from rasid.settings import Home
from rasid.tables.roster import ROSTER

metadata = MetaData()

roster = Table(
    "roster",
    metadata,
    *(
        Column(name, Text, primary_key=name in ROSTER.key, nullable=False)
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

decisions = Table(
    "decisions",
    metadata,
    Column("decision", Integer, primary_key=True),
    Column("made_at", String, nullable=False, comment="UTC, ISO 8601"),
    Column("made_by", Text, nullable=False),
    Column("kind", String, nullable=False),
    Column("campaign_id", String, nullable=False, comment="empty where it is of no campaign"),
    Column("other_id", String, nullable=False),
    Column("about", Text, nullable=False, comment="what it speaks of, as JSON"),
    Column("why", Text, nullable=False),
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

suppressions = Table(
    "suppressions",
    metadata,
    Column("suppression", Integer, primary_key=True),
    Column("made_at", String, nullable=False, comment="UTC, ISO 8601"),
    Column("made_by", Text, nullable=False),
    Column("rule", String, nullable=False),
    Column("account", Text, nullable=False, comment="empty where it is of any"),
    Column("source_ip", String, nullable=False, comment="empty where it is of any"),
    Column("until", String, nullable=False, comment="the day from which on it no longer holds"),
    Column("why", Text, nullable=False),
    Column("undoes", Integer, comment="the suppression that it undoes"),
    sqlite_autoincrement=True,
)

watched_files = Table(
    "watched_files",
    metadata,
    Column("path", Text, primary_key=True, comment="of a file that `rasid watch` took"),
    Column("size", BigInteger, nullable=False, comment="bytes it had then"),
    Column("modified_ns", BigInteger, nullable=False, comment="its time of change, ns since 1970"),
    Column("taken_at", String, nullable=False, comment="UTC, ISO 8601"),
    Column("problem", Text, nullable=False, comment="why nothing of it was imported; else empty"),
)

alerts = Table(
    "alerts",
    metadata,
    Column("alert", Integer, primary_key=True),
    Column("made_at", String, nullable=False, comment="UTC, ISO 8601"),
    Column("campaign_id", String, nullable=False, index=True),
    Column("kind", String, nullable=False, comment="new, changed or withdrawn"),
    Column("state", Text, nullable=False, comment="the campaign as it is told, as JSON"),
    Column("changes", Text, nullable=False, comment="what was and what is, by name, as JSON"),
    Column("delivered_at", String, nullable=False, comment="UTC, ISO 8601; empty: it waits"),
    sqlite_autoincrement=True,
)

erasures = Table(
    "erasures",
    metadata,
    Column("erasure", Integer, primary_key=True),
    Column("begun_at", String, nullable=False, comment="UTC, ISO 8601"),
    Column("ended_at", String, nullable=False, comment="UTC, ISO 8601; empty: it was cut short"),
    Column("made_by", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("person", Text, nullable=False, comment="who, and what stands instead once it ended"),
    Column("files", Text, nullable=False, comment="new SHA-256 of kept files by their old, JSON"),
    sqlite_autoincrement=True,
)

website_states = Table(
    "website_states",
    metadata,
    Column("entry", Integer, primary_key=True),
    Column("made_at", String, nullable=False, comment="UTC, ISO 8601"),
    Column("made_by", Text, nullable=False),
    Column("domain", String, nullable=False, index=True, comment="registered, as A-labels"),
    Column("state", String, nullable=False, comment="from then on; empty: none"),
    Column("why", Text, nullable=False),
    Column("undoes", Integer, comment="the entry that it takes back"),
    sqlite_autoincrement=True,
)

responses = Table(
    "responses",
    metadata,
    Column("response", Integer, primary_key=True),
    Column("made_at", String, nullable=False, comment="UTC, ISO 8601"),
    Column("made_by", Text, nullable=False),
    Column("campaign_id", String, nullable=False),
    Column("account", Text, nullable=False),
    Column("step", String, nullable=False),
    Column("state", String, nullable=False, comment="done, verified or came-back"),
    Column("at", String, nullable=False, comment="when it was so: UTC, ISO 8601"),
    Column("why", Text, nullable=False),
    sqlite_autoincrement=True,
)

sharing_keys = Table(
    "sharing_keys",
    metadata,
    Column("name", String, primary_key=True),
    Column("secret", String, nullable=False, comment="hexadecimal; it never leaves the home"),
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
    Column("stix", Text, nullable=False, comment="the object without its times, as JSON"),
    sqlite_autoincrement=True,
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

taxii_publications = Table(
    "taxii_publications",
    metadata,
    Column("publication", Integer, primary_key=True),
    Column("published_at", String, nullable=False, comment="UTC, ISO 8601"),
    Column("published_by", Text, nullable=False),
    Column("collection", String, nullable=False, comment="its TLP level"),
    Column("tlp", String, nullable=False, comment="the level of what was shared"),
    Column("profile", String, nullable=False),
    Column("campaigns", Text, nullable=False, comment="their ids, as JSON"),
    Column("named", Text, nullable=False, comment="ids of the people told by name, as JSON"),
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
    Column("stix", Text, nullable=False, comment="the object as it is given out, as JSON"),
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
    Column("made_by", Text, nullable=False),
    Column("name", Text, nullable=False),
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


notice_plans = Table(
    "notice_plans",
    metadata,
    Column("plan", Integer, primary_key=True),
    Column("campaign_id", String, nullable=False, index=True),
    Column("made_at", String, nullable=False, comment="UTC, ISO 8601"),
    Column("made_by", Text, nullable=False),
    Column("content", Text, nullable=False, comment="all that is approved of it, as JSON"),
    sqlite_autoincrement=True,
)

notice_approvals = Table(
    "notice_approvals",
    metadata,
    Column("approval", Integer, primary_key=True),
    Column("plan", Integer, nullable=False, index=True),
    Column("sha256", String, nullable=False, comment="of the plan as it was approved"),
    Column("made_at", String, nullable=False, comment="UTC, ISO 8601"),
    Column("made_by", Text, nullable=False),
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
    Column("made_by", Text, nullable=False),
    Column("kind", String, nullable=False, comment="sending, sent, failed, unknown …"),
    Column("attempt", Integer, nullable=False, comment="from 1; one may be sending it once"),
    Column("why", Text, nullable=False, comment="what the server said, or why it was recorded"),
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


def _only_add(table: Table) -> None:
    """Let SQLite refuse whatever would change or delete a row."""
    for act in ("UPDATE", "DELETE"):
        trigger = DDL(  # type: ignore[no-untyped-call]
            f"CREATE TRIGGER IF NOT EXISTS {table.name}_{act.lower()} BEFORE {act} "
            f"ON {table.name} BEGIN SELECT RAISE(ABORT, '{table.name} are only ever added'); END"
        ).execute_if(dialect="sqlite")
        event.listen(table, "after_create", trigger)


for added in (
    *(decisions, publications, suppressions, responses, website_states, shared),
    *(taxii_publications, taxii_objects, taxii_withdrawals, taxii_readers),
    *(notice_plans, notice_approvals, notice_events),
):
    _only_add(added)


def _add_columns(engine: Engine) -> None:
    """Give a roster that an older rasid made the columns that it lacks, empty."""
    known = {column["name"] for column in inspect(engine).get_columns(roster.name)}
    lacking = [name for name in ROSTER.column_names if name not in known]
    if lacking:
        with engine.begin() as connection:
            for name in lacking:
                added = f"ALTER TABLE roster ADD COLUMN {name} TEXT NOT NULL DEFAULT ''"
                connection.execute(DDL(added))  # type: ignore[no-untyped-call]


@contextmanager
def writing_alone(ledger: Engine) -> Iterator[Connection]:
    """Begin a transaction beside which nobody else writes, so that what it reads stays true."""
    with ledger.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        yield connection


@contextmanager
def rewriting(ledger: Engine) -> Iterator[Connection]:
    """Begin a transaction that may change what is else only added to: to erase a person."""
    with writing_alone(ledger) as connection:
        triggers: list[tuple[str, str]] = []
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA secure_delete = ON")
            asked = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
            triggers = [(row[0], row[1]) for row in connection.exec_driver_sql(asked)]
        for name, _ in triggers:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        yield connection
        for _, made in triggers:
            connection.exec_driver_sql(made)


@contextmanager
def open_ledger(home: Home) -> Iterator[Engine]:
    """Open the ledger of a home, making it on first use."""
    engine = create_engine(f"sqlite:///{home.ledger_file}")
    try:
        metadata.create_all(engine)
        _add_columns(engine)
        yield engine
    finally:
        engine.dispose()
