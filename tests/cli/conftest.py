import shutil
from pathlib import Path

import pytest

from cli.command import rasid
from rasid.scenarios import Simulated, simulate

SEED = 7
SCALE = 0.1


@pytest.fixture(autouse=True)
def no_home_of_ours(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Stand in an empty folder, and let no home but the one that a test names be found."""
    monkeypatch.delenv("RASID_HOME", raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def month(tmp_path_factory: pytest.TempPathFactory) -> Simulated:
    """Return a small simulated month."""
    return simulate("patient", SEED, tmp_path_factory.mktemp("month"), scale=SCALE)


@pytest.fixture(scope="session")
def imported_home(tmp_path_factory: pytest.TempPathFactory, month: Simulated) -> Path:
    """Return a home that holds the month and was never analysed; for copies only."""
    home = tmp_path_factory.mktemp("imported") / "case"
    assert 0 == rasid("import", "logs", month.logs, home=home).code
    assert 0 == rasid("import", "people", month.roster, home=home).code
    assert 0 == rasid("import", "actors", month.actors, home=home).code
    return home


@pytest.fixture(scope="session")
def analysed_home(tmp_path_factory: pytest.TempPathFactory, imported_home: Path) -> Path:
    """Return a home that was analysed; to be read only."""
    home = tmp_path_factory.mktemp("analysed") / "case"
    shutil.copytree(imported_home, home)
    assert 0 == rasid("analyse", home=home).code
    return home


@pytest.fixture
def imported(imported_home: Path, tmp_path: Path) -> Path:
    """Return a home of one's own that holds the month."""
    return Path(shutil.copytree(imported_home, tmp_path / "imported"))


@pytest.fixture
def analysed(analysed_home: Path, tmp_path: Path) -> Path:
    """Return an analysed home of one's own."""
    return Path(shutil.copytree(analysed_home, tmp_path / "analysed"))


@pytest.fixture(scope="session")
def campaign(analysed_home: Path) -> str:
    """Return the id of the campaign with most attempts."""
    found = rasid("show", "campaigns", "--json", home=analysed_home).document
    return str(max(found, key=lambda row: row["attempts"])["campaign_id"])
