from collections.abc import Iterator

import pytest

from campaigns.worlds import a_mixed_month
from rasid.engines.duckdb import DuckDB
from rasid.settings import Settings
from rasid.tables.history import CAMPAIGN_HISTORY
from sessions.logs import fill


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDB]:
    """Return one engine for all; each world that is opened replaces the tables before it."""
    with DuckDB(Settings(threads=1), tmp_path_factory.mktemp("spill")) as opened:
        yield opened


@pytest.fixture(scope="session")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDB]:
    """Return an engine of its own in which a mixed month was judged; to be read only."""
    with DuckDB(Settings(threads=1), tmp_path_factory.mktemp("mixed")) as opened:
        fill(opened, CAMPAIGN_HISTORY, [])
        yield a_mixed_month().judge(opened)
