import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from rasid.ledger import open_ledger
from rasid.settings import Home

NOW = datetime(2026, 3, 1, tzinfo=UTC)

Campaign = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home that holds nothing, with its ledger; for copies only."""
    made = Home(tmp_path_factory.mktemp("empty") / "case")
    made.create()
    with open_ledger(made):
        return made.root


@pytest.fixture
def home(empty_home: Path, tmp_path: Path) -> Home:
    """Return a home of one's own that holds nothing."""
    return Home(Path(shutil.copytree(empty_home, tmp_path / "case")))


@pytest.fixture
def ledger(home: Home) -> Iterator[Engine]:
    """Return its ledger, open."""
    with open_ledger(home) as opened:
        yield opened


@pytest.fixture
def campaign() -> Campaign:
    """Return what makes a campaign as it is listed."""

    def made(campaign_id: str = "C-1", **changes: Any) -> dict[str, Any]:  # noqa: ANN401
        return {
            "campaign_id": campaign_id,
            "actor": None,
            "probability": 0.4,
            "campaign_probability": 0.99,
            "first_seen": "2026-02-01T00:00:00Z",
            "last_seen": "2026-02-20T00:00:00Z",
            "attempts": 2700,
            "accounts_identified": 300,
            "accounts_attacked": 241,
            "accounts_compromised": 4,
            "by_category": {},
        } | changes

    return made
