from collections.abc import Iterator
from pathlib import Path

import pytest

from console.browser import Browser, Served, served
from console.homes import home_of, whole_month


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Return the console of a small month; to be read only."""
    root: Path = tmp_path_factory.mktemp("console") / "home"
    with served(home_of(whole_month(), root)) as opened:
        yield opened


@pytest.fixture
def browser(console: Served) -> Browser:
    """Return a browser that was let in."""
    return console.browser()
