from collections.abc import Iterator
from pathlib import Path

import pytest

from rasid.engines.duckdb import DuckDB
from rasid.settings import Settings


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[DuckDB]:
    with DuckDB(Settings(threads=1), tmp_path) as opened:
        yield opened
