from collections.abc import Iterator

import pytest

from rasid.engines.duckdb import DuckDB
from rasid.settings import Settings


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDB]:
    """Return one engine for all; each log that is opened replaces the tables before it."""
    with DuckDB(Settings(threads=1), tmp_path_factory.mktemp("spill")) as opened:
        yield opened
