"""Which accounts the logs show, counted once for all who ask."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rasid.engines.duckdb import DuckDB
from rasid.roster import know_accounts
from rasid.settings import Settings
from rasid.tables.roster import ROSTER
from sessions.logs import Log, at, fill


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[DuckDB]:
    with DuckDB(Settings(threads=1), tmp_path) as opened:
        fill(opened, ROSTER, [])
        yield opened


def test_each_account_is_told_once_with_what_any_visit_shows(engine: DuckDB) -> None:
    """One record that shows an account outweighs those that deny it, on other days too."""
    log = Log()
    log.add(at(0), "both@x.example", "lookup", account_exists=False)
    log.add(at(1), "both@x.example", "lookup", account_exists=True)
    log.add(at(0), "in@x.example", "signin")
    log.add(at(1), "in@x.example", "signin", "failure")
    log.add(at(0), "none@x.example", "lookup", account_exists=False)
    log.add(at(0), "tried@x.example", "signin", "failure")
    log.open(engine)

    know_accounts(engine)

    told = engine.rows("SELECT * FROM met_accounts ORDER BY account")
    assert [
        ("both@x.example", False, True, True),
        ("in@x.example", True, True, True),
        ("none@x.example", False, False, False),
        ("tried@x.example", False, False, True),
    ] == told
