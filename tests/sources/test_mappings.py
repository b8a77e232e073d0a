"""Each mapping against its cases: what a record of the format becomes."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from rasid.engines.duckdb import DuckDB
from rasid.engines.store import open_store
from rasid.settings import Home
from rasid.sources.cases import Case, cases_of, check_case_text, kinds_of
from rasid.sources.formats import packaged
from rasid.sources.forms import Notes
from rasid.sources.mapping import Mapping
from rasid.tables.events import ACTIONS, EVENTS, OUTCOMES
from rasid.toml_text import read_toml
from sources.log_home import SETTINGS, Site

Event = dict[str, Any]
Became = Callable[[Case], tuple[str, Event]]

HERE = Path(__file__).parent
FILES = sorted(HERE.glob("*.toml"))
CASES = [
    case for file in FILES for case in cases_of(read_toml(file), packaged().mappings[file.stem])
]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDB]:
    with DuckDB(SETTINGS, tmp_path_factory.mktemp("spill")) as engine:
        yield engine


@pytest.fixture(scope="module")
def became(engine: DuckDB, tmp_path_factory: pytest.TempPathFactory) -> Became:
    """Return what tells as which format a case's file was read, and the event that came of it.

    JSON cases of a format are imported together, since each import costs a tenth of a second; what
    has the id of another waits for the next home.
    """

    @cache
    def together(name: str) -> dict[int, tuple[str, Event]]:
        found: dict[int, tuple[str, Event]] = {}
        waiting = [case for case in CASES if (name, "json") == (case.format, case.kind)]
        while waiting and (taken := imported(waiting, engine, tmp_path_factory.mktemp(name))):
            found |= taken
            waiting = [case for case in waiting if case.number not in taken]
        return found

    def told(case: Case) -> tuple[str, Event]:
        if case.kind == "json":
            return together(case.format)[case.number]
        return imported([case], engine, tmp_path_factory.mktemp("alone"))[case.number]

    return told


def imported(cases: Sequence[Case], engine: DuckDB, root: Path) -> dict[int, tuple[str, Event]]:
    """Import cases into a home of their own; return the format and event of those that have one."""
    (root / "records").mkdir()
    files = [case.write(root / "records" / f"{case.number}") for case in cases]
    home = Home(root / "home")
    home.create()
    with open_store(home, write=True) as store:
        site = Site(home, store, engine)
        reports = site.take(*files)
        rows = [dict(zip(EVENTS.column_names, row, strict=True)) for row in site.rows(EVENTS)]
    events = {row["raw_file"]: row for row in rows}
    return {
        int(Path(report.name).name): (report.format, events[report.raw_file])
        for report in reports
        if report.raw_file in events
    }


@pytest.mark.parametrize("case", [pytest.param(c, id=f"{c.format}: {c.name}") for c in CASES])
def test_record_becomes_event(became: Became, case: Case) -> None:
    format, event = became(case)  # noqa: A001

    assert case.format == format
    assert [] == list(case.differences(event))
    assert event["action"] in ACTIONS
    assert event["outcome"] in OUTCOMES


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_cases_have_the_form_of_cases(file: Path) -> None:
    notes = Notes(read_toml(file))

    check_case_text(notes, kinds_of(packaged().mappings[file.stem]))

    assert [] == notes.findings


@pytest.mark.parametrize("mapping", packaged().mappings.values(), ids=packaged().mappings)
def test_names_of_a_mapping_differ(mapping: Mapping) -> None:
    """In more than capitals: of two columns named alike the engine reads the first."""
    names = [*mapping.read, *mapping.let, *mapping.codes, *mapping.then]

    assert len(names) == len({name.lower() for name in names})


def test_every_mapping_has_cases() -> None:
    assert set(packaged().mappings) == {file.stem for file in FILES}
