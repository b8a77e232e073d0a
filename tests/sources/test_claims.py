"""Each case record is claimed by one mapping alone of those that share its container."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from rasid.engines.duckdb import DuckDB
from rasid.engines.store import open_store
from rasid.errors import InputError
from rasid.settings import Home
from rasid.sources.cases import Case
from rasid.sources.formats import packaged
from rasid.sources.reading import lines, prepare
from sources.log_home import SETTINGS, Site, write_lines
from sources.test_mappings import CASES

JSON_CASES = [case for case in CASES if case.kind == "json"]
CSV_CASES = [case for case in CASES if case.kind == "csv"]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDB]:
    with DuckDB(SETTINGS, tmp_path_factory.mktemp("spill")) as engine:
        yield engine


@contextmanager
def new_site(root: Path, engine: DuckDB) -> Iterator[Site]:
    """Open a home of its own for one import."""
    home = Home(root)
    home.create()
    with open_store(home, write=True) as store:
        yield Site(home, store, engine)


@pytest.fixture(scope="module")
def json_claims(engine: DuckDB, tmp_path_factory: pytest.TempPathFactory) -> list[set[str]]:
    """Return for each JSON case the mappings that take its record out of a mixed file."""
    path = tmp_path_factory.mktemp("json") / "mixed"
    mixed = {"mixed": write_lines(path, [json.dumps(case.record) for case in JSON_CASES])}
    claims: list[set[str]] = [set() for _ in JSON_CASES]
    prepare(engine, packaged().codes)
    for name in sorted({case.format for case in JSON_CASES}):
        read = lines(packaged().mappings[name], mixed, "none", ordered=True)
        for (line,) in engine.rows(read.taken()):
            claims[line - 1].add(name)
    return claims


@pytest.mark.parametrize(
    "number", [pytest.param(n, id=f"{c.format}: {c.name}") for n, c in enumerate(JSON_CASES)]
)
def test_json_record_has_one_mapping(json_claims: list[set[str]], number: int) -> None:
    case = JSON_CASES[number]
    fitting = {
        name
        for name, mapping in packaged().mappings.items()
        if "json" in mapping.containers and mapping.fits(case.record)
    }

    assert {case.format} == json_claims[number]
    assert fitting <= {case.format}


@pytest.mark.parametrize("case", [pytest.param(c, id=f"{c.format}: {c.name}") for c in CSV_CASES])
def test_csv_record_has_one_mapping(engine: DuckDB, tmp_path: Path, case: Case) -> None:
    path = case.write(tmp_path / "record")
    fitting = [
        name
        for name, mapping in packaged().mappings.items()
        if "csv" in mapping.containers and mapping.fits(case.record)
    ]

    claims = set(fitting) if len(fitting) == 1 else set()
    for name in fitting if len(fitting) > 1 else ():
        with new_site(tmp_path / name, engine) as site, suppress(InputError):
            claims.update(name for report in site.take(path, format=name) if report.new)

    assert {case.format} == claims
