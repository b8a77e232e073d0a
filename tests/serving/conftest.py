from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine

from rasid.ledger import open_ledger
from rasid.settings import Home


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Engine]:
    """Return an empty ledger."""
    with _open(tmp_path / "home") as opened:
        yield opened


@pytest.fixture(scope="module")
def shelves(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Return an empty ledger that the tests of a file share."""
    with _open(tmp_path_factory.mktemp("shelves") / "home") as opened:
        yield opened


@contextmanager
def _open(root: Path) -> Iterator[Engine]:
    home = Home(root)
    home.create()
    with open_ledger(home) as opened:
        yield opened
