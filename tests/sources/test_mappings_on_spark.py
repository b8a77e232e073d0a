"""The cases of mappings on Spark: the rows that DuckDB gives, or none where it leaves one to it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlglot import parse_one

from rasid.engines.duckdb import DuckDB, packaged_sql
from rasid.engines.spark import Spark
from rasid.engines.spark_macros import expanded, read_macros
from rasid.engines.spark_sources import with_sources
from rasid.engines.spark_sql import carried, written
from rasid.settings import Settings
from rasid.sources import reading
from rasid.sources.cases import cases_of
from rasid.sources.event_query import event_query
from rasid.sources.formats import packaged
from rasid.spark_settings import SparkSettings
from rasid.toml_text import read_toml

HERE = Path(__file__).parent
READ = sorted(name for name, one in packaged().mappings.items() if "json" in one.containers)
LEFT = {"entra_diagnostic": 2}
"""Records with a time in a form that Spark has no pattern for: those are read the careful way."""

Engines = tuple[DuckDB, Spark]


@pytest.fixture(scope="module")
def engines(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engines]:
    """Return both engines, ready to read."""
    request.getfixturevalue("spark")
    folder = tmp_path_factory.mktemp("engines")
    with (
        DuckDB(Settings(threads=1), folder / "spill") as near,
        Spark(SparkSettings(), folder) as far,
    ):
        for engine in (near, far):
            reading.prepare(engine, packaged().codes)
        yield near, far


def test_spark_has_words_for_every_mapping() -> None:
    """Without Spark: what it says otherwise than DuckDB is refused before it is asked.

    What all have in common is asked of one of them.
    """
    macros = read_macros(packaged_sql("rasid.sources", "macros"))
    for name in READ:
        source = reading.lines(packaged().mappings[name], {"f" * 64: HERE / "records"}, "none")
        mapped = event_query(source.mapping, source.relation)
        query = parse_one(source.framed() if name == READ[0] else mapped, read="duckdb")

        assert written(carried(with_sources(expanded(query, macros)), {}))


@pytest.mark.slow
@pytest.mark.spark
@pytest.mark.long
@pytest.mark.parametrize("name", READ)
def test_cases_are_the_same(name: str, engines: Engines, tmp_path: Path) -> None:
    """All that a mapping makes of each record."""
    mapping = packaged().mappings[name]
    cases = cases_of(read_toml(HERE / f"{name}.toml"), mapping)
    file = tmp_path / "records"
    file.write_text("".join(f"{json.dumps(case.record)}\n" for case in cases), encoding="utf-8")
    framed = reading.lines(mapping, {"f" * 64: file}, "none").framed()
    query = f"SELECT * EXCLUDE (excerpt) FROM ({framed})"
    here, there = (sorted(engine.rows(query), key=repr) for engine in engines)
    timeless = [row for row in there if row[1] is None]

    assert len(here) == len(there) == len(cases)
    assert [row for row in there if row[1] is not None] == [row for row in here if row in there]
    assert LEFT.get(name, 0) == len([row for row in timeless if row not in here])
