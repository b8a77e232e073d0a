"""A PostgreSQL server of one's own on a socket, and homes whose ledger is on it."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from sqlalchemy import Engine, create_engine, text

from rasid.accounts import ACCOUNTS
from rasid.ledger import LEDGER
from rasid.settings import Home

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of its own is made there
_FAST = "-c fsync=off -c full_page_writes=off -c max_connections=60"


@dataclass(frozen=True, slots=True)
class Postgresql:
    """A server that runs; every schema of it can hold one home's ledger."""

    folder: Path
    settings: str
    schemas: Iterator[int]

    def url(self, schema: str) -> str:
        """Return what `ledger.url` takes."""
        return f"postgresql+psycopg://postgres@/postgres?host={self.folder}{_path(schema)}"

    def keep(self, home: Home, schema: str = "") -> str:
        """Let a home be kept in a schema, a new one if none is named, and return its URL."""
        schema = schema or self.made()
        with home.settings_file.open("a", encoding="utf-8") as settings:
            settings.write(f'\n[ledger]\nurl = "{self.url(schema)}"\n')
        return self.url(schema)

    def made(self) -> str:
        """Make a schema and return its name."""
        schema = f"home_{next(self.schemas)}"
        self.run(f"CREATE SCHEMA {schema}")
        return schema

    def emptied(self) -> str:
        """Return the schema that tests share, its tables empty: making them takes a while."""
        self.run("CREATE SCHEMA IF NOT EXISTS shared_home")
        tables = [*LEDGER.metadata.sorted_tables, *ACCOUNTS.metadata.sorted_tables]
        asked = text("SELECT tablename FROM pg_tables WHERE schemaname = 'shared_home'")
        engine = self.engine()
        with engine.begin() as connection:
            there = set(connection.scalars(asked))
            names = [f"shared_home.{table.name}" for table in tables if table.name in there]
            if names:
                connection.exec_driver_sql("SET LOCAL search_path = shared_home")
                connection.exec_driver_sql("SET LOCAL rasid.rewriting = 'on'")
                connection.exec_driver_sql(f"TRUNCATE {', '.join(names)} RESTART IDENTITY")
        engine.dispose()
        return "shared_home"

    def run(self, statement: str) -> None:
        """Run a statement outside of any transaction."""
        engine = self.engine()
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(statement)
        engine.dispose()

    def engine(self, schema: str = "public") -> Engine:
        """Return an engine for a schema."""
        return create_engine(self.url(schema))

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = f"-c listen_addresses='' -c unix_socket_directories={self.folder}"
        log = self.folder / "log"
        self._control("start", "-w", "-l", str(log), "-o", f"{options} {self.settings}")

    def stop(self, mode: str = "immediate") -> None:
        """Stop it: `immediate` is as if its machine had failed."""
        self._control("stop", "-w", "-m", mode)

    def _control(self, *arguments: str) -> None:
        _as_its_user("pg_ctl", "-D", str(self.folder / "data"), *arguments)


@contextmanager
def postgresql_running(settings: str = _FAST) -> Iterator[Postgresql]:
    """Make a server and run it until the block ends."""
    place = MEMORY if os.access(MEMORY, os.W_OK) else None
    folder = Path(tempfile.mkdtemp(prefix="rasid-pg-", dir=place))
    if os.getuid() == 0:
        shutil.chown(folder, "postgres")
    server = Postgresql(folder, settings, count(1))
    made = ("-D", str(folder / "data"), "-A", "trust", "-E", "UTF8", "-U", "postgres")
    try:
        _as_its_user("initdb", *made, "--locale=C.UTF-8", "--no-sync")
        server.start()
        yield server
        server.stop()
    finally:
        shutil.rmtree(folder)


def _as_its_user(program: str, *arguments: str) -> None:
    """Run a program of the server, which refuses to be run by root."""
    user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    command = [*user, str(PROGRAMS[-1].with_name(program)), *arguments]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")


def _path(schema: str) -> str:
    return f"&options=-csearch_path%3D{schema}"
