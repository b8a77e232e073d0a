from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from rasid.accounts import open_accounts, passwords
from rasid.settings import Home

NOW = datetime(2026, 4, 1, 9, tzinfo=UTC)


@pytest.fixture
def home(either_home: Home) -> Home:
    return either_home


@pytest.fixture
def store(home: Home) -> Iterator[Engine]:
    """Return what is kept of its accounts."""
    with open_accounts(home) as opened:
        yield opened


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a proof cost next to nothing, where it is not the proof that is looked at."""
    monkeypatch.setattr(passwords, "PASSES", 1)
    monkeypatch.setattr(passwords, "LANES", 1)
    monkeypatch.setattr(passwords, "KIB", 8)
