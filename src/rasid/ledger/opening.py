"""Opening the ledger, and changing it alone."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import DDL, Connection, Engine, MetaData, Table, create_engine, event, inspect

from rasid.encryption import FORM_ENCRYPTED, keep_encrypted
from rasid.errors import UsageError
from rasid.ledger.base import encryption, metadata
from rasid.ledger.deciding import (
    decisions,
    disclosures,
    publications,
    responses,
    suppressions,
    website_states,
)
from rasid.ledger.knowing import roster
from rasid.ledger.notifying import notice_approvals, notice_events, notice_plans
from rasid.ledger.sharing import (
    shared,
    taxii_objects,
    taxii_publications,
    taxii_readers,
    taxii_withdrawals,
)
from rasid.settings import Home
from rasid.tables.roster import ROSTER

ONLY_ADDED = (
    decisions,
    publications,
    disclosures,
    suppressions,
    responses,
    website_states,
    shared,
    taxii_publications,
    taxii_objects,
    taxii_withdrawals,
    taxii_readers,
    notice_plans,
    notice_approvals,
    notice_events,
)
"""Tables whose rows nobody changes or deletes."""


FORM = 1
"""How a plain ledger is laid out. It grows where an older rasid would read or write it wrongly."""


def only_add(table: Table) -> None:
    """Let SQLite refuse whatever would change or delete a row."""
    for act in ("UPDATE", "DELETE"):
        trigger = DDL(  # type: ignore[no-untyped-call]
            f"CREATE TRIGGER IF NOT EXISTS {table.name}_{act.lower()} BEFORE {act} "
            f"ON {table.name} BEGIN SELECT RAISE(ABORT, '{table.name} are only ever added'); END"
        ).execute_if(dialect="sqlite")
        event.listen(table, "after_create", trigger)


for added in ONLY_ADDED:
    only_add(added)


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


def _require_known(path: Path) -> None:
    """Refuse a ledger that a newer rasid laid out; one that cannot be read is told of elsewhere."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as ledger:
            (form,) = ledger.execute("PRAGMA user_version").fetchone()
    except sqlite3.Error:
        return
    if form > FORM_ENCRYPTED:
        message = (
            f"{path} is of a newer rasid: its form is {form}, and {FORM_ENCRYPTED} is the latest "
            "known here; a newer rasid opens it, or a backup from before."
        )
        raise UsageError(message)


@contextmanager
def open_ledger(home: Home) -> Iterator[Engine]:
    """Open the ledger of a home, making it on first use.

    Raises UsageError for one that a newer rasid made; one of an older rasid gets what it lacks.
    """
    is_new = not home.ledger_file.exists()
    if not is_new:
        _require_known(home.ledger_file)
    with open_database(home.ledger_file, metadata) as engine:
        if is_new:
            with engine.begin() as connection:
                connection.exec_driver_sql(f"PRAGMA user_version = {FORM}")
        keep_encrypted(engine, home, encryption)
        _add_columns(engine)
        yield engine


@contextmanager
def open_database(path: Path, declared: MetaData) -> Iterator[Engine]:
    """Open a database of a home, making it and the tables that are declared on first use."""
    engine = create_engine(f"sqlite:///{path}")
    try:
        if not declared.tables.keys() <= set(inspect(engine).get_table_names()):
            with writing_alone(engine) as connection:  # all or none, and one wait for the disk
                declared.create_all(connection)
        yield engine
    finally:
        engine.dispose()
