import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from rasid.engines.duckdb import DuckDB, quote
from rasid.ledger import open_ledger
from rasid.reports.reads import READS
from rasid.settings import Home, Settings
from reports.months import Month


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[[Month], DuckDB]]:
    """Return a function that makes the rows of a month readable."""
    with DuckDB(Settings(), tmp_path) as engine:

        def open_rows(rows: Month) -> DuckDB:
            for table in READS:
                staged, part = (tmp_path / f"{table.name}.{end}" for end in ("json", "parquet"))
                staged.write_text(json.dumps(rows.get(table.name, []), default=str))
                types = ", ".join(f"{quote(c.name)}: {quote(c.type)}" for c in table.columns)
                source = f"read_json({quote(str(staged))}, format='array', columns={{{types}}})"
                engine.write(table, f"SELECT * FROM {source}", part)
                engine.view(table, [part])
            return engine

        yield open_rows


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Engine]:
    """Return an empty ledger."""
    home = Home(tmp_path / "home")
    home.create()
    with open_ledger(home) as opened:
        yield opened
