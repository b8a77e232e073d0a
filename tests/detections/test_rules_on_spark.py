"""The packaged rules in SQL on Spark: of each of their cases, the rows that DuckDB gives."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from rasid.detecting import make_sessions
from rasid.detections import Case, Rule, prepare_relations
from rasid.detections.case_runs import cases_file, fill_case, read_cases, window_of_case
from rasid.detections.content import load_rules
from rasid.detections.relations import RELATIONS
from rasid.detections.rule import RESULT
from rasid.detections.sigma.spark import as_spark
from rasid.engines.duckdb import DuckDB

pytestmark = [pytest.mark.slow, pytest.mark.spark]

RULES = load_rules([]).sound


def on_duckdb(engine: DuckDB, rule: Rule, case: Case) -> list[tuple[object, ...]]:
    """Make what a rule reads of a case, and return its rows."""
    fill_case(engine, case)
    make_sessions(engine, window_of_case(engine))
    prepare_relations(engine, [rule], case.addresses)
    return _sorted(engine.rows(f"SELECT {', '.join(RESULT)} FROM ({rule.select}) AS found"))


def on_spark(
    spark: Any,  # noqa: ANN401 - pyspark may be absent
    engine: DuckDB,
    rule: Rule,
    folder: Path,
) -> list[tuple[object, ...]]:
    """Carry the relations over, and return the rows of the same rule."""
    folder.mkdir()
    for relation in rule.relations:
        path = folder / f"{relation}.parquet"
        engine.run(f"COPY (SELECT * FROM {relation}) TO '{path}' (FORMAT parquet)")
        spark.read.parquet(str(path)).createOrReplaceTempView(relation)
    query = as_spark(f"SELECT {', '.join(RESULT)} FROM ({rule.select}) AS found")
    return _sorted(tuple(row) for row in spark.sql(query).collect())


def _sorted(rows: Any) -> list[tuple[object, ...]]:  # noqa: ANN401 - of either engine
    plain = (tuple(_plain(value) for value in row) for row in rows)
    return sorted(plain, key=lambda row: tuple(map(str, row)))


def _plain(value: object) -> object:
    """Return a value as both engines have it: a time without a zone, a number as a float."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    return round(float(value), 6) if isinstance(value, int | float) else value


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_rule_finds_the_same_on_spark(
    spark: Any,  # noqa: ANN401 - pyspark may be absent
    engine: DuckDB,
    rule: Rule,
    tmp_path: Path,
) -> None:
    """Every case of every rule, those in which it is silent too."""
    cases, _ = read_cases(cases_file(rule.path))
    assert {relation.name for relation in RELATIONS.values()} >= rule.relations
    for case in cases:
        here = on_duckdb(engine, rule, case)
        there = on_spark(spark, engine, rule, tmp_path / str(case.number))

        assert here == there, case.name
