"""A home to import into, its tables to look at, and records to import."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rasid.engines.duckdb import DuckDB
from rasid.engines.store import Store, open_store
from rasid.settings import Home, Settings
from rasid.sources import FileReport, import_logs
from rasid.tables.contract import Table
from rasid.tables.events import EVENTS
from rasid.tables.imports import IMPORTS
from rasid.tables.rejects import REJECTS

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Site:
    """An open home."""

    home: Home
    store: Store
    engine: DuckDB

    def take(self, *paths: Path | str, format: str | None = None) -> list[FileReport]:  # noqa: A002
        """Import files."""
        return import_logs(
            paths, home=self.home, store=self.store, engine=self.engine, now=NOW, format=format
        )

    def rows(self, table: Table) -> list[tuple[Any, ...]]:
        """Return all rows of a table, sorted."""
        self.engine.view(table, self.store.parts(table))
        return self.engine.rows(f'SELECT * FROM "{table.name}" ORDER BY ALL')

    def tables(self) -> list[list[tuple[Any, ...]]]:
        """Return all that an import writes."""
        return [self.rows(table) for table in (EVENTS, REJECTS, IMPORTS)]

    def events(self, *columns: str) -> list[tuple[Any, ...]]:
        """Return columns of the events, sorted."""
        self.engine.view(EVENTS, self.store.parts(EVENTS))
        return self.engine.rows(f"SELECT {', '.join(columns)} FROM events ORDER BY ALL")

    def rejects(self) -> list[tuple[int, str]]:
        """Return the line and reason of each reject."""
        self.engine.view(REJECTS, self.store.parts(REJECTS))
        return self.engine.rows("SELECT raw_line, reason FROM rejects ORDER BY ALL")


SETTINGS = Settings(memory_limit="500MB", threads=2)


def open_site(root: Path) -> Iterator[Site]:
    """Open a home at a path for as long as the generator lives."""
    home = Home(root)
    home.create()
    with open_store(home, write=True) as store, DuckDB(SETTINGS, home.scratch) as engine:
        yield Site(home, store, engine)


def sign_in(number: int, **changes: object) -> dict[str, object]:
    """Return an OCSF sign-in whose id and time follow from its number."""
    return {
        "metadata": {"uid": f"event-{number}", "product": {"vendor_name": "Example Mail"}},
        "class_uid": 3002,
        "activity_id": 1,
        "time": 1_767_225_600_000 + number * 1000,
        "status_id": 1,
        "user": {"email_addr": "ada@mail.example"},
        "src_endpoint": {"ip": "192.0.2.1"},
        **changes,
    }


def write_lines(path: Path, records: Sequence[object]) -> Path:
    """Write records, or lines as they are, one a line."""
    lines = [
        r if isinstance(r, bytes) else (r if isinstance(r, str) else json.dumps(r)).encode()
        for r in records
    ]
    path.write_bytes(b"".join(line + b"\n" for line in lines))
    return path
