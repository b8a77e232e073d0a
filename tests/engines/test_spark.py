"""What stages ask of an engine, asked of Spark."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from rasid.engines.duckdb import DuckDB
from rasid.engines.spark import Spark
from rasid.errors import RasidError
from rasid.settings import Settings
from rasid.spark_settings import SparkSettings

pytestmark = [pytest.mark.slow, pytest.mark.spark]


@pytest.fixture
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Spark]:
    """Return an engine of the session that all tests share."""
    request.getfixturevalue("spark")
    with Spark(SparkSettings(), tmp_path) as made:
        yield made


def test_table_is_made_of_itself(engine: Spark) -> None:
    """It is read while it is replaced, and rows are added at its end."""
    engine.run("CREATE OR REPLACE TEMP TABLE t (a BIGINT, b VARCHAR)")
    engine.run("INSERT INTO t SELECT $a, 'x'", {"a": 1})
    engine.run("CREATE OR REPLACE TEMP TABLE t AS SELECT a + 1 AS a, b FROM t")

    assert [(2, "x")] == engine.rows("SELECT * FROM t")
    assert ["t"] == engine.made()


def test_table_is_read_by_duckdb(engine: Spark, tmp_path: Path) -> None:
    """With its types: a moment has no zone."""
    engine.run("CREATE OR REPLACE TEMP TABLE t AS SELECT TIMESTAMP '2025-03-01 12:00:00' AS moment")
    with DuckDB(Settings(threads=1), tmp_path / "spill") as near:
        rows = near.rows(
            f"SELECT typeof(moment), CAST(moment AS VARCHAR) FROM {engine.handed('t')}"
        )

    assert [("TIMESTAMP", "2025-03-01 12:00:00")] == rows


def test_rows_have_numbers(engine: Spark) -> None:
    """Each row of a table has one, the same in every statement."""
    engine.load("t", pa.table({"a": list(range(50))}))
    engine.run("CREATE OR REPLACE TEMP TABLE u AS SELECT a FROM t")
    joined = "SELECT u.a, v.a FROM (SELECT a, rowid AS n FROM u) AS v JOIN u ON v.n = u.rowid"

    assert [(n, n) for n in range(50)] == sorted(engine.rows(joined))


def test_numbers_of_texts_are_those_of_duckdb(engine: Spark, tmp_path: Path) -> None:
    """What one of them numbered, the other finds."""
    texts = pa.table({"a": ["", "ada@mail.example", "\u0631\u0627\u0635\u062f", "x" * 99, None]})
    told = "SELECT a, number_of(a), number_of('s' || a) FROM texts"
    with DuckDB(Settings(threads=1), tmp_path / "spill") as near:
        near.load("texts", texts)
        engine.load("texts", texts)

        assert sorted(near.rows(told), key=repr) == sorted(engine.rows(told), key=repr)


def test_dropped_table_is_gone(engine: Spark, tmp_path: Path) -> None:
    """Its files too."""
    engine.load("t", pa.table({"a": [1]}))
    engine.run("DROP TABLE IF EXISTS t")
    engine.run("DROP TABLE IF EXISTS t")

    assert [] == engine.made()
    assert [] == list((tmp_path / "spark").iterdir())


@pytest.mark.parametrize("statement", ["SELECT no_such_column", "UPDATE t SET a = 1"])
def test_refused_statement_is_told(engine: Spark, statement: str) -> None:
    """With its text; nothing else is done in its place."""
    with pytest.raises(RasidError, match=statement.split()[1]):
        engine.run(f"CREATE OR REPLACE TEMP TABLE u AS {statement}")


def test_a_file_of_any_name_is_read(engine: Spark, tmp_path: Path) -> None:
    """It is a name in one place and a text in another."""
    folder = tmp_path / "o'b`r"
    folder.mkdir()
    (folder / "a.ndjson").write_text('{"n": 1}\n', encoding="utf-8")
    path = str(folder / "a.ndjson")
    listed = path.replace("'", "''")
    query = f"SELECT json, filename FROM read_ndjson_objects(['{listed}'], compression = 'none')"

    assert [('{"n": 1}', path)] == engine.rows(query)
