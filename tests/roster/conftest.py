from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from rasid.ledger import open_ledger
from rasid.settings import Home

HEADER = "person_id,name,category,organisation,country,language,account"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Engine]:
    home = Home(tmp_path / "home")
    home.create()
    with open_ledger(home) as engine:
        yield engine


@pytest.fixture
def people(tmp_path: Path) -> Callable[..., Path]:
    """Write a roster of these lines under the seven required columns, or another header."""

    def write(*lines: str, header: str = HEADER) -> Path:
        path = tmp_path / "people.csv"
        path.write_text("\n".join([header, *lines, ""]), encoding="utf-8")
        return path

    return write
