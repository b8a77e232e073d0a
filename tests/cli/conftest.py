import shutil
from pathlib import Path

import pytest

from cli.command import rasid
from made_once import made_once
from rasid.scenarios import Simulated, simulate

SEED = 7
SCALE = 0.025
LARGER = 0.05
"""The size of a month in both halves of which the group is found."""


@pytest.fixture(autouse=True)
def no_home_of_ours(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Stand in an empty folder, and let no home but the one that a test names be found."""
    monkeypatch.delenv("RASID_HOME", raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def month(tmp_path_factory: pytest.TempPathFactory) -> Simulated:
    """Return a small simulated month; to be read only."""
    return made_once(
        tmp_path_factory, "month", lambda to: simulate("patient", SEED, to, scale=SCALE)
    )


@pytest.fixture(scope="session")
def imported_home(tmp_path_factory: pytest.TempPathFactory, month: Simulated) -> Path:
    """Return a home that holds the month and was never analysed; for copies only."""
    return made_once(tmp_path_factory, "imported", lambda to: _taken(month, to / "case"))


def _taken(month: Simulated, home: Path) -> Path:
    assert 0 == rasid("import", "logs", month.logs, home=home).code
    assert 0 == rasid("import", "people", month.roster, home=home).code
    assert 0 == rasid("import", "actors", month.actors, home=home).code
    return home


@pytest.fixture(scope="session")
def analysed_home(tmp_path_factory: pytest.TempPathFactory, imported_home: Path) -> Path:
    """Return a home that was analysed; to be read only."""

    def analysed(folder: Path) -> Path:
        home = Path(shutil.copytree(imported_home, folder / "case"))
        assert 0 == rasid("analyse", home=home).code
        return home

    made = made_once(tmp_path_factory, "analysed", analysed)
    # Each worker has its own: who reads a home keeps those out who would change it.
    return Path(shutil.copytree(made, tmp_path_factory.mktemp("analysed") / "case"))


@pytest.fixture
def imported(imported_home: Path, tmp_path: Path) -> Path:
    """Return a home of one's own that holds the month."""
    return Path(shutil.copytree(imported_home, tmp_path / "imported"))


@pytest.fixture(scope="session")
def larger_month(tmp_path_factory: pytest.TempPathFactory) -> Simulated:
    """Return a month in both halves of which the group is found; to be read only."""
    return made_once(
        tmp_path_factory, "larger-month", lambda to: simulate("patient", SEED, to, scale=LARGER)
    )


@pytest.fixture
def larger(
    tmp_path_factory: pytest.TempPathFactory, larger_month: Simulated, tmp_path: Path
) -> Path:
    """Return a home of one's own that holds it and was never analysed."""
    made = made_once(tmp_path_factory, "larger", lambda to: _taken(larger_month, to / "case"))
    return Path(shutil.copytree(made, tmp_path / "larger"))


@pytest.fixture
def analysed(analysed_home: Path, tmp_path: Path) -> Path:
    """Return an analysed home of one's own."""
    return Path(shutil.copytree(analysed_home, tmp_path / "analysed"))


@pytest.fixture(scope="session")
def campaign(analysed_home: Path) -> str:
    """Return the id of the campaign with most attempts."""
    found = rasid("show", "campaigns", "--json", home=analysed_home).document
    return str(max(found, key=lambda row: row["attempts"])["campaign_id"])
