from collections.abc import Iterator
from pathlib import Path

import pytest

from sources.log_home import Site, open_site


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    yield from open_site(tmp_path / "home")


@pytest.fixture
def other_site(tmp_path: Path) -> Iterator[Site]:
    yield from open_site(tmp_path / "other")
