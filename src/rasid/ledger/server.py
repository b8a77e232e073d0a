"""The PostgreSQL server that `rasid.toml` names, and engines that speak to it."""

import os
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, ExceptionContext, make_url
from sqlalchemy.exc import ArgumentError, InterfaceError, OperationalError

from rasid.errors import UnreachableError, UsageError, one_line
from rasid.ledger.book import Book
from rasid.ledger.writing import CHANGES
from rasid.reaching import read_secret
from rasid.settings import Home, LedgerSettings

KEPT_OPEN, MOST_OPEN = 8, 24
"""Connections of one process for each book: so many stay, and so many there may be."""

PATIENCE = "30s"
"""How long a writer waits for the others before it says that the ledger cannot be used."""

_DRIVER = "postgresql+psycopg"


@dataclass(frozen=True, slots=True)
class Server:
    """Where a ledger is; its representation and `shown` tell no password."""

    url: URL

    @property
    def shown(self) -> str:
        """Return the address as people are told it."""
        place = f"{self.url.host or self.url.query.get('host', '')}"
        port = f":{self.url.port}" if self.url.port else ""
        return f"postgresql://{place}{port}/{self.url.database or ''}"


def server_of(home: Home) -> Server | None:
    """Return the server that the settings name; None where the ledger is a file of the home.

    Raises UsageError for an address that is none, or that holds a password.
    """
    try:
        state = home.settings_file.stat()
    except OSError:
        return None
    settings = _settings(home.settings_file, state.st_mtime_ns, state.st_size)
    return _server(settings) if settings.url else None


@lru_cache(maxsize=64)
def _settings(path: Path, _modified: int, _size: int) -> LedgerSettings:
    return Home(path.parent).settings().ledger


def _server(settings: LedgerSettings) -> Server:
    try:
        url = make_url(settings.url)
        is_one = url.drivername in ("postgresql", _DRIVER)
    except (ArgumentError, ValueError):
        is_one = False
    if not is_one:
        # What stands there may hold a password, so that it is not told.
        raise UsageError("ledger.url is none of PostgreSQL: postgresql+psycopg://USER@HOST/NAME.")
    if url.password is not None or "password" in url.query:
        message = "ledger.url holds a password; ledger.password_env or password_file names where "
        raise UsageError(f"{message}it is, or ~/.pgpass has it.")
    password = read_secret(settings.password_env, settings.password_file, "ledger.password")
    return Server(_encrypted(url.set(drivername=_DRIVER, password=password or None)))


def _encrypted(url: URL) -> URL:
    """Return an address that wants TLS on the way to another machine, unless it says otherwise.

    Left to itself the driver would go on without where the server does not offer it.
    """
    told = url.query.get("host", ())
    listed = [told] if isinstance(told, str) else told
    hosts = [url.host or "", *(one.rpartition(":")[0] or one for one in listed)]
    is_said = "sslmode" in url.query or "PGSSLMODE" in os.environ or "service" in url.query
    if is_said or all(map(_is_near, hosts)):
        return url
    return url.update_query_dict({"sslmode": "require"})


def _is_near(host: str) -> bool:
    """Tell whether a host is this machine: a socket, or an address that leads back to it."""
    if host in ("", "localhost") or host.startswith(("/", "@")):
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


_engines: dict[tuple[int, URL, str], Engine] = {}
_making = Lock()


def engine_of(server: Server, book: Book) -> Engine:
    """Return this process's engine for a book on a server, with the connections that are open."""
    key = (os.getpid(), server.url, book.name)
    with _making:
        if key not in _engines:
            _engines[key] = _made(server, book)
        return _engines[key]


def _made(server: Server, book: Book) -> Engine:
    try:
        engine = create_engine(
            server.url,
            hide_parameters=True,
            pool_pre_ping=True,
            pool_size=KEPT_OPEN,
            max_overflow=MOST_OPEN - KEPT_OPEN,
            connect_args={"connect_timeout": 10, "application_name": f"rasid {book.name}"},
            execution_options={CHANGES: book.changes_table},
        )
    except ModuleNotFoundError:
        message = "a ledger on PostgreSQL needs its driver: pip install 'rasid[postgresql]'."
        raise UsageError(message) from None

    @event.listens_for(engine, "connect")
    def _patient(connection: Any, _: object) -> None:  # noqa: ANN401 - the driver's own
        connection.autocommit = True
        connection.execute(f"SET lock_timeout = '{PATIENCE}'")
        connection.execute("SET client_min_messages = warning")
        connection.autocommit = False

    @event.listens_for(engine, "before_cursor_execute", retval=True)
    def _without_nul(*told: Any) -> tuple[str, Any]:  # noqa: ANN401 - the driver's own
        return told[2], _plain(told[3])

    @event.listens_for(engine, "handle_error")
    def _in_a_sentence(context: ExceptionContext) -> None:
        error = context.sqlalchemy_exception
        # A ping that fails is nobody's failure: a new connection is made.
        if not context.is_pre_ping and isinstance(error, OperationalError | InterfaceError):
            said = one_line(error.orig or error)
            message = f"the ledger on {server.shown} cannot be used: {said[:300]}."
            raise UnreachableError(message) from None

    return engine


def _plain(values: Any) -> Any:  # noqa: ANN401 - one value, or rows of them
    """Return values without the character that PostgreSQL takes in no text."""
    if isinstance(values, str):
        return values.replace("\0", "\N{REPLACEMENT CHARACTER}")
    if isinstance(values, dict):
        return {name: _plain(one) for name, one in values.items()}
    if isinstance(values, list | tuple):
        return type(values)(_plain(one) for one in values)
    return values
