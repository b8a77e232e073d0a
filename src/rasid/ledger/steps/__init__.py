"""The steps by which an older ledger becomes today's: one file each, run by alembic.

A step is never changed once it was released, so that it names nothing that may change.
"""

from pathlib import Path

from alembic.config import Config
from sqlalchemy import Connection

from rasid.ledger.book import Book


def configured(connection: Connection, book: Book) -> Config:
    """Return what alembic needs to know of a book."""
    config = Config()
    config.set_main_option("script_location", _plain(Path(__file__).parent))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", _plain(book.steps))
    config.attributes |= {"connection": connection, "book": book}
    return config


def _plain(path: Path) -> str:
    return str(path).replace("%", "%%")
