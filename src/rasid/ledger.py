"""The ledger: what people decided and told rasid, in SQLite (or a server named by a URL)."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Column, Engine, MetaData, String, Table, Text, create_engine

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


@contextmanager
def open_ledger(home: Home) -> Iterator[Engine]:
    """Open the ledger of a home, making it on first use."""
    engine = create_engine(f"sqlite:///{home.ledger_file}")
    try:
        metadata.create_all(engine)
        yield engine
    finally:
        engine.dispose()
