from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from rasid.ledger import open_ledger
from rasid.settings import Home


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Engine]:
    """Return an empty ledger."""
    home = Home(tmp_path / "home")
    home.create()
    with open_ledger(home) as opened:
        yield opened
