"""Each mapping against its cases: what a record of the format becomes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rasid.engines.duckdb import DuckDB
from rasid.engines.store import open_store
from rasid.settings import Home
from rasid.sources.cases import Case, cases_of, check_case_text, kinds_of
from rasid.sources.formats import packaged
from rasid.sources.forms import Notes
from rasid.tables.events import ACTIONS, EVENTS, OUTCOMES
from rasid.toml_text import read_toml
from sources.log_home import SETTINGS, Site

HERE = Path(__file__).parent
FILES = sorted(HERE.glob("*.toml"))
CASES = [
    case for file in FILES for case in cases_of(read_toml(file), packaged().mappings[file.stem])
]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDB]:
    with DuckDB(SETTINGS, tmp_path_factory.mktemp("spill")) as engine:
        yield engine


@pytest.fixture
def site(engine: DuckDB, tmp_path: Path) -> Iterator[Site]:
    """Return a home of its own for a case; to start an engine takes longer than to import one."""
    home = Home(tmp_path / "home")
    home.create()
    with open_store(home, write=True) as store:
        yield Site(home, store, engine)


@pytest.mark.parametrize("case", [pytest.param(c, id=f"{c.format}: {c.name}") for c in CASES])
def test_record_becomes_event(site: Site, tmp_path: Path, case: Case) -> None:
    report = site.take(case.write(tmp_path / "record"))[0]

    event = dict(zip(EVENTS.column_names, site.rows(EVENTS)[0], strict=True))
    assert case.format == report.format
    assert [] == list(case.differences(event))
    assert event["action"] in ACTIONS
    assert event["outcome"] in OUTCOMES


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_cases_have_the_form_of_cases(file: Path) -> None:
    notes = Notes(read_toml(file))

    check_case_text(notes, kinds_of(packaged().mappings[file.stem]))

    assert [] == notes.findings


def test_every_mapping_has_cases() -> None:
    assert set(packaged().mappings) == {file.stem for file in FILES}
