"""Copying a book from one database to another, and telling whether both hold the same."""

import hashlib
import json
from dataclasses import dataclass

from sqlalchemy import Connection, Select, Table, insert, select, text

from rasid.ledger.book import Book

_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Copied:
    """How many rows a table has, and the SHA-256 of them in the order of their key."""

    table: str
    rows: int
    sha256: str


def is_empty(connection: Connection, book: Book) -> bool:
    """Tell whether no table of a book has a row."""
    return not any(
        connection.execute(select(table).limit(1)).first() for table in book.metadata.sorted_tables
    )


def copy_book(source: Connection, target: Connection, book: Book) -> None:
    """Copy all rows to tables that are empty, and how far their numbers were given."""
    for table in book.metadata.sorted_tables:
        rows = source.execution_options(yield_per=_AT_ONCE).execute(_in_order(table)).mappings()
        for some in rows.partitions(_AT_ONCE):
            target.execute(insert(table), [dict(row) for row in some])
        if table.dialect_kwargs.get("sqlite_autoincrement"):
            _give(target, table, _given(source, table))


def digests(connection: Connection, book: Book) -> list[Copied]:
    """Return what stands for the rows of each table, on any database the same."""
    return [_digest(connection, table) for table in book.metadata.sorted_tables]


def _digest(connection: Connection, table: Table) -> Copied:
    digest, count = hashlib.sha256(), 0
    for row in connection.execution_options(yield_per=_AT_ONCE).execute(_in_order(table)):
        told = json.dumps(list(row), ensure_ascii=False).replace(
            "\\u0000", "\N{REPLACEMENT CHARACTER}"
        )
        digest.update(f"{told}\n".encode())
        count += 1
    return Copied(table.name, count, digest.hexdigest())


def _in_order(table: Table) -> Select[tuple[object, ...]]:
    return select(table).order_by(*table.primary_key.columns)


def _given(connection: Connection, table: Table) -> int:
    """Return the highest number that a row of the table ever had."""
    if connection.dialect.name == "sqlite":
        asked = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
        return int(connection.scalar(asked, {"name": table.name}) or 0)
    (key,) = table.primary_key.columns
    sequence = f"{table.name}_{key.name}_seq"
    given = connection.execute(text(f"SELECT last_value, is_called FROM {sequence}")).one()
    return int(given.last_value) if given.is_called else 0


def _give(connection: Connection, table: Table, given: int) -> None:
    """Let numbers go on behind the highest that was ever given."""
    if not given:
        return
    (key,) = table.primary_key.columns
    if connection.dialect.name == "sqlite":
        own = {"name": table.name, "given": given}
        connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), own)
        connection.execute(text("INSERT INTO sqlite_sequence VALUES (:name, :given)"), own)
    else:
        wanted = text("SELECT setval(CAST(:sequence AS regclass), :given)")
        own = {"sequence": f"{table.name}_{key.name}_seq", "given": given}
        connection.execute(wanted, own)
