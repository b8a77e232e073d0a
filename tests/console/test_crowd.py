"""Many at once in the console: what each was told is what the ledger has, once."""

from pathlib import Path

import pytest

from console.crowd import Crowd, crowded, undone_twice
from postgresql import Postgresql


@pytest.mark.slow
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_nothing_acknowledged_is_lost_or_doubled(
    database: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """On PostgreSQL also where it is killed in the middle; the console then goes on by itself."""
    server: Postgresql | None = None
    if database == "postgresql":
        server = request.getfixturevalue("postgresql")
    crowd = Crowd(readers=200, writers=20, seconds=15, think=8)
    outcome = crowded(tmp_path / "home", crowd, server, restart=server is not None)

    assert outcome.adds_up, outcome.told()
    assert 0 < outcome.acknowledged.total()
    assert "200" == outcome.last_answer
    assert [] == [told for told in outcome.failures if "500" in told or "locked" in told]


@pytest.mark.parametrize(
    ("undoes", "twice"),
    [
        ([None, None, 1, 2], 0),
        ([None, 1, 1], 1),
        ([None, 1, 2, 1], 0),
        ([None, 1, 2, 3, 1], 1),
        ([None, 1, 2, 2], 1),
    ],
)
def test_an_undo_that_was_undone_may_be_made_again(undoes: list[int | None], twice: int) -> None:
    assert twice == undone_twice(dict(enumerate(undoes, 1)))
