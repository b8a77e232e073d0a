"""Opening the ledger: a file of the home, or on the server that its settings name."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, create_engine, text

from rasid.encryption import has_keyring, keep_encrypted
from rasid.errors import UsageError
from rasid.ledger.base import encryption, metadata
from rasid.ledger.book import Book
from rasid.ledger.deciding import (
    decisions,
    disclosures,
    publications,
    responses,
    suppressions,
    website_states,
)
from rasid.ledger.notifying import notice_approvals, notice_events, notice_plans
from rasid.ledger.server import engine_of, server_of
from rasid.ledger.sharing import (
    shared,
    taxii_objects,
    taxii_publications,
    taxii_readers,
    taxii_withdrawals,
)
from rasid.ledger.stepping import bring_up
from rasid.settings import Home

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

PATIENCE = 30.0
"""Seconds for which a writer waits for the others before it says that the file is locked."""

FORM = 1
"""What a plain ledger tells rasids from before there were steps; encrypted ones tell them more."""

LEDGER = Book("ledger", metadata, ONLY_ADDED, Path(__file__).parent / "steps" / "of_ledger")


@contextmanager
def open_ledger(home: Home) -> Iterator[Engine]:
    """Open the ledger of a home, making it on first use.

    Raises UsageError for one that a newer rasid made; one of an older rasid is brought up to date.
    """
    with open_book(home, LEDGER, home.ledger_file) as engine:
        if engine.dialect.name == "sqlite":
            keep_encrypted(engine, home, encryption)
        yield engine


@contextmanager
def open_book(home: Home, book: Book, file: Path) -> Iterator[Engine]:
    """Open tables of a home, in a file or on its server, making them on first use."""
    server = server_of(home)
    if server is None:
        with open_file(book, file) as engine:
            yield engine
        return
    if file.exists():
        raise UsageError(
            f"{file} is there, and rasid.toml names {server.shown}: "
            "`rasid ledger move` moves it there."
        )
    if has_keyring(home):
        raise UsageError(
            f"{home.root} has a keyring, and what is on a server is not encrypted by rasid: "
            "`rasid keys remove` while the ledger is in files, see docs/postgresql.md."
        )
    engine = engine_of(server, book)
    bring_up(engine, book, f"the {book.name} on {server.shown}")
    yield engine


@contextmanager
def open_file(book: Book, file: Path) -> Iterator[Engine]:
    """Open tables in a file of SQLite, making them on first use."""
    engine = create_engine(
        f"sqlite:///{file}", hide_parameters=True, connect_args={"timeout": PATIENCE}
    )
    try:
        bring_up(engine, book, str(file))
        yield engine
    finally:
        engine.dispose()


def has_ledger(home: Home) -> bool:
    """Tell whether there may be something in the ledger, without opening it."""
    return home.ledger_file.exists() or server_of(home) is not None


def changes_of(home: Home) -> tuple[tuple[str, int, int], ...]:
    """Return what is another once something in the ledger was changed: names and numbers.

    Of a file these are its size and time of change; a server counts its changes.
    """
    server = server_of(home)
    if server is None:
        ends = (home.ledger_file.with_name(home.ledger_file.name + end) for end in ("", "-wal"))
        return tuple(found for path in ends for found in _state(path))
    with open_ledger(home) as ledger, ledger.connect() as connection:
        wanted = text(f"SELECT changes FROM {LEDGER.changes_table}")
        return ((server.shown, 0, int(connection.scalar(wanted) or 0)),)


def _state(path: Path) -> Iterator[tuple[str, int, int]]:
    try:
        state = os.stat(path)  # noqa: PTH116 - asked every few seconds all day long
    except OSError:
        return
    yield str(path), state.st_size, state.st_mtime_ns
