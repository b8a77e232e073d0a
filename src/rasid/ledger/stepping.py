"""Laying a book out, and bringing an older one to today's layout in steps."""

import logging

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.schema import SetColumnComment

from rasid.errors import UsageError
from rasid.ledger.book import Book
from rasid.ledger.furnishing import furnish

_LOG = logging.getLogger("rasid.ledger")


def bring_up(store: Engine, book: Book, place: str) -> None:
    """Make the tables of a book, or take the steps that an older one lacks, all or none.

    What was done to an older one is told in a line. Raises UsageError for one that a newer rasid
    laid out.
    """
    form = book.form(store)
    if form == book.latest:
        return
    with store.begin() as connection:
        _hold(connection, book)
        form = book.form(connection)  # another may have been faster
        if form and form not in book.known:
            raise UsageError(
                f"{place} is of a newer rasid: its form is {form}, and {book.latest} is the latest "
                "known here; a newer rasid opens it, or a backup from before."
            )
        if form == book.latest:
            return
        there = set(inspect(connection).get_table_names())
        if form or there & book.metadata.tables.keys():
            _take_steps(connection, book)
            _LOG.warning(
                "%s was laid out by an older rasid: brought from form %s to %s.",
                place,
                form or "0000",
                book.latest,
            )
        else:
            book.metadata.create_all(connection)
            _note_latest(connection, book)
        furnish(connection, book)


def _hold(connection: Connection, book: Book) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        wanted = text("SELECT pg_advisory_xact_lock(hashtext(:name))")
        connection.execute(wanted, {"name": f"rasid {book.name} {_schema(connection)}"})


def _schema(connection: Connection) -> str:
    return str(connection.scalar(text("SELECT current_schema()")))


def _note_latest(connection: Connection, book: Book) -> None:
    """Say that a new book is as the last step leaves it."""
    connection.exec_driver_sql(
        f"CREATE TABLE {book.form_table} (version_num VARCHAR(32) NOT NULL, "
        f"CONSTRAINT {book.form_table}_pkc PRIMARY KEY (version_num))"
    )
    noted = text(f"INSERT INTO {book.form_table} VALUES (:form)")
    connection.execute(noted, {"form": book.latest})


def _take_steps(connection: Connection, book: Book) -> None:
    from alembic import command  # noqa: PLC0415 - takes a fifth of a second, and is needed rarely

    from rasid.ledger.steps import configured  # noqa: PLC0415 - the same

    command.upgrade(configured(connection, book), "head")
    if connection.dialect.supports_comments:  # they are today's, whatever steps led there
        for table in book.metadata.sorted_tables:
            for column in table.columns:
                connection.execute(SetColumnComment(column))
