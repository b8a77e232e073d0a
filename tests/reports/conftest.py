import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rasid.engines.duckdb import DuckDB, quote
from rasid.reports.reads import READS
from rasid.settings import Settings
from rasid.worked_out import WORKED_OUT, show
from reports.months import Month, OpenMonth, a_month


@pytest.fixture
def month() -> Month:
    """Return the rows of a month; a test may change them before it opens them."""
    return a_month()


@pytest.fixture
def open_month(tmp_path: Path) -> Iterator[OpenMonth]:
    """Return a function that puts a month's rows into Parquet parts and opens them."""
    with DuckDB(Settings(), tmp_path) as engine:

        def open_rows(rows: Month) -> DuckDB:
            for table in READS:
                part = tmp_path / f"{table.name}.parquet"
                staged = tmp_path / f"{table.name}.json"
                staged.write_text(json.dumps(rows.get(table.name, []), default=str))
                types = ", ".join(f"{quote(c.name)}: {quote(c.type)}" for c in table.columns)
                source = f"read_json({quote(str(staged))}, format='array', columns={{{types}}})"
                engine.write(table, f"SELECT * FROM {source}", part)
                engine.view(table, [part])
            show(engine, [table for table in WORKED_OUT if table.name not in rows])
            return engine

        yield open_rows


@pytest.fixture
def engine(month: Month, open_month: OpenMonth) -> DuckDB:
    """Return an engine that reads the month."""
    return open_month(month)


@pytest.fixture
def empty(open_month: OpenMonth) -> DuckDB:
    """Return an engine that reads a home in which nothing was found."""
    return open_month({})


@pytest.fixture
def made_at() -> datetime:
    """Return the moment that reports say they were made at."""
    return datetime(2026, 4, 1, 9, 0, tzinfo=UTC)
