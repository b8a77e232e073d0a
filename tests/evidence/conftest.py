import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from evidence.packs import NOW, make_pack, opened_case
from rasid.case import Case
from rasid.evidence import Deed, Entry, record
from rasid.settings import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    home.create()
    return home


@pytest.fixture
def written(home: Home) -> Callable[[int], list[Entry]]:
    """Write this many entries into the log of the home."""

    def write(count: int) -> list[Entry]:
        deeds = [Deed("page attached", "Sam", {"campaign": f"C-{n}"}, "") for n in range(count)]
        return [record(home, deed, NOW + timedelta(n)) for n, deed in enumerate(deeds)]

    return write


@pytest.fixture
def case(home: Home) -> Iterator[Case]:
    """Return an open home with five hostile events of C-1 and one of C-2."""
    with opened_case(home) as opened:
        yield opened


@pytest.fixture(scope="session")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the same pack as a folder and as ZIP; for copies only."""
    folder = tmp_path_factory.mktemp("packs")
    home = Home(folder / "home")
    home.create()
    with opened_case(home) as opened:
        make_pack(opened, folder / "pack")
        make_pack(opened, folder / "pack.zip")
    return folder


@pytest.fixture
def packed(packs: Path, tmp_path: Path) -> Path:
    """Return a pack in a folder."""
    return Path(shutil.copytree(packs / "pack", tmp_path / "pack"))


@pytest.fixture
def zipped(packs: Path, tmp_path: Path) -> Path:
    """Return a pack as ZIP."""
    return Path(shutil.copy(packs / "pack.zip", tmp_path / "pack.zip"))


@pytest.fixture
def later() -> datetime:
    return datetime(2026, 2, 1, tzinfo=UTC)
