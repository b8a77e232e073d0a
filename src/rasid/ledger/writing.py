"""Changing a book alone, on SQLite and on a server."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

from rasid.ledger.book import Book
from rasid.ledger.furnishing import REWRITING

CHANGES = "rasid_changes"
"""The engine's option that names the row which whoever writes alone holds."""


@contextmanager
def writing_alone(store: Engine) -> Iterator[Connection]:
    """Begin a transaction beside which nobody else writes, so that what it reads stays true.

    All that is written is written so. What another wrote before it is seen, on either database.
    """
    with store.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            row = connection.get_execution_options()[CHANGES]
            connection.exec_driver_sql(f"SELECT changes FROM {row} FOR UPDATE")
        yield connection


@contextmanager
def rewriting(store: Engine) -> Iterator[Connection]:
    """Begin a transaction that may change what is else only added to: to erase a person."""
    with writing_alone(store) as connection:
        if connection.dialect.name != "sqlite":
            connection.exec_driver_sql(f"SET LOCAL {REWRITING} = 'on'")
            yield connection
            return
        connection.exec_driver_sql("PRAGMA secure_delete = ON")
        asked = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        triggers = [(row[0], row[1]) for row in connection.exec_driver_sql(asked)]
        for name, _ in triggers:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        yield connection
        for _, made in triggers:
            connection.exec_driver_sql(made)


@contextmanager
def rewriting_for_good(store: Engine, book: Book) -> Iterator[Connection]:
    """Begin a transaction that may change all of a book, and leave nothing of what was before.

    SQLite writes its file anew first, which may hold what was deleted before, and what is changed
    then leaves nothing behind; a server writes the tables anew afterwards.
    """
    vacuumed(store)
    with rewriting(store) as connection:
        yield connection
    if store.dialect.name != "sqlite":
        for table in book.metadata.sorted_tables:
            _unbound(store, f"VACUUM (FULL) {table.name}")


def vacuumed(store: Engine) -> None:
    """Let SQLite write its file anew, which may hold what was changed or deleted before."""
    if store.dialect.name == "sqlite":
        _unbound(store, "VACUUM")


def _unbound(store: Engine, statement: str) -> None:
    """Run what no transaction may hold."""
    with store.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(statement)
