"""Moving the ledger and the accounts from files of the home to the server that is named."""

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from rasid import ledger
from rasid.accounts import ACCOUNTS
from rasid.encryption import has_keyring
from rasid.engines.store import open_store
from rasid.errors import IntegrityError, UsageError
from rasid.ledger import Book, Copied
from rasid.settings import Home


@dataclass(frozen=True, slots=True)
class Moved:
    """Where to, and each table with its rows and their SHA-256, the same here and there."""

    server: str
    tables: tuple[Copied, ...]


def move_to_server(home: Home) -> Moved:
    """Copy both to the server, compare every row, and remove the files.

    Said again after it was cut short it ends what was begun. Raises UsageError where the settings
    name no server, where nothing is there to move, and where the server has another ledger.
    """
    home.require()
    server = ledger.server_of(home)
    if server is None:
        raise UsageError("rasid.toml names no server: ledger.url does, see docs/postgresql.md.")
    if has_keyring(home):
        raise UsageError(
            f"{home.root} is encrypted, and rasid encrypts nothing on a server: "
            "`rasid keys remove` makes it plain first."
        )
    files = ((ledger.LEDGER, home.ledger_file), (ACCOUNTS, home.access_file))
    there = [(book, file) for book, file in files if file.exists()]
    if not there:
        raise UsageError(f"there is nothing to move: the ledger is on {server.shown} already.")
    with open_store(home, write=True), ExitStack() as held:
        sources = [(book, file, _held(held, book, file)) for book, file in there]
        moved: list[Copied] = []
        for book, _, source in sources:
            moved += _copied(source, server, book)
        for book, _, source in sources:
            _empty(source, book)
    for _, file in there:
        file.unlink()
    return Moved(server.shown, tuple(moved))


def _held(held: ExitStack, book: Book, file: Path) -> Connection:
    """Open a file so that nobody else writes it, nor afterwards what is left of it."""
    engine = held.enter_context(ledger.open_file(book, file))
    connection = held.enter_context(engine.begin())
    connection.exec_driver_sql("BEGIN EXCLUSIVE")
    return connection


def _copied(source: Connection, server: ledger.Server, book: Book) -> list[Copied]:
    engine = ledger.engine_of(server, book)
    ledger.bring_up(engine, book, f"the {book.name} on {server.shown}")
    here = ledger.digests(source, book)
    with ledger.writing_alone(engine) as target:
        if ledger.is_empty(target, book):
            ledger.copy_book(source, target, book)
            if ledger.digests(target, book) != here:
                message = f"the {book.name} came to {server.shown} otherwise than they were"
                raise IntegrityError(f"{message}; nothing was moved.")
        elif ledger.digests(target, book) != here:
            raise UsageError(
                f"{server.shown} holds another {book.name} already; nothing was moved. "
                "Each home takes a database, or a schema, of its own."
            )
    return here


def _empty(source: Connection, book: Book) -> None:
    """Let whoever still has the file open fail, rather than write what nobody reads."""
    for table in reversed(book.metadata.sorted_tables):
        source.exec_driver_sql(f"DROP TABLE {table.name}")
