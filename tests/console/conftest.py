from collections.abc import Iterator
from pathlib import Path

import pytest

from console.browser import Browser, Served, served
from console.homes import home_of, whole_month
from console.told import tell_all


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Return the console of a small month; to be read only."""
    root: Path = tmp_path_factory.mktemp("console") / "home"
    home = home_of(whole_month(), root)
    tell_all(home)
    with served(home) as opened:
        yield opened


@pytest.fixture
def browser(console: Served) -> Browser:
    """Return a browser that was let in."""
    return console.browser()
