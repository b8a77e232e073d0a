import gc
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from sqlalchemy import Engine
from xdist.scheduler import LoadFileScheduling

import rasid  # noqa: F401 - says how many threads numpy takes, before any test loads it
from postgresql import PROGRAMS, Postgresql, postgresql_running
from rasid.findings import Finding
from rasid.ledger import open_ledger
from rasid.settings import Home
from rasid.sources import own_formats
from rasid.sources.expressions import Parser
from rasid.sources.formats import packaged
from rasid.sources.mapping import CodeTable
from spark_session import session

# A loaded machine is no failure: properties are about what happens, not about how long it takes.
settings.register_profile("rasid", deadline=None, max_examples=30)
settings.register_profile("thorough", deadline=None, max_examples=1000)
settings.load_profile(os.environ.get("RASID_PROPERTIES", "rasid"))

# Where tests run beside each other, their output would be said to be as narrow as a terminal.
os.environ.pop("COLUMNS", None)

# Where tests write: in memory, where there is room, so that nobody waits for a disk.
MEMORY, ROOM = Path("/dev/shm"), 4 << 30  # noqa: S108 - pytest makes a folder of the user's own
if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


# Ten thousand tests are collected, and all of them stay: to look for garbage among them is a
# quarter of the time that takes.
gc.disable()


def pytest_collection_finish() -> None:
    """Look for garbage from now on, but no more among what was collected."""
    gc.freeze()
    gc.enable()


def pytest_sessionfinish() -> None:
    """Let what was collected go as it would."""
    gc.unfreeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that have slow tests, so that at the end no worker waits for one."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


class BySparkOrFile(LoadFileScheduling):  # type: ignore[misc]  # its types are not told
    """A file's tests go to one worker, and all files that start Spark to one too.

    To start it, and to have it compile what all statements need, takes longer than most of them.
    """

    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        return "spark" if _starts_spark(self.config.rootpath / file) else file


@cache
def _starts_spark(file: Path) -> bool:
    return "mark.spark" in file.read_text(encoding="utf-8")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling | None:  # noqa: ANN401 - a worker's, of no public type
    """Return who gives tests to workers where they go by file."""
    return BySparkOrFile(config, log) if config.getvalue("dist") == "loadfile" else None


@pytest.fixture(scope="session", autouse=True)
def packaged_examined_once() -> Iterator[None]:
    """Let `rasid check` examine the packaged mappings once: they stay the same under its feet."""
    whole = own_formats.examine_packaged
    known: list[list[Finding]] = []

    def once(codes: Mapping[str, CodeTable], parser: Parser) -> list[Finding]:
        if codes is not packaged().codes:
            return whole(codes, parser)
        if not known:
            known.append(whole(codes, parser))
        return list(known[0])

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(own_formats, "examine_packaged", once)
        yield


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Postgresql]:
    """Return a PostgreSQL server of our own."""
    if not PROGRAMS:
        pytest.skip("no PostgreSQL server is here: apt-get install postgresql")
    with postgresql_running() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def settle(request: pytest.FixtureRequest) -> Callable[[Home], Home]:
    """Return what settles where a new home keeps its ledger: once in files, once on a server."""

    def settled(home: Home) -> Home:
        if request.param == "postgresql":
            server: Postgresql = request.getfixturevalue("postgresql")
            server.keep(home, server.emptied())
        return home

    return settled


@pytest.fixture
def either_home(tmp_path: Path, settle: Callable[[Home], Home]) -> Home:
    """Return an empty home, once with its ledger in files and once on a server."""
    home = Home(tmp_path / "home")
    home.create()
    return settle(home)


@pytest.fixture
def either_ledger(either_home: Home) -> Iterator[Engine]:
    """Return an empty ledger, once in a file and once on a server."""
    with open_ledger(either_home) as opened:
        yield opened


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """Return one Spark session for all tests; starting it takes some seconds."""
    yield from session()
