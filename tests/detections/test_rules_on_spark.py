"""The packaged rules in SQL on Spark: of their cases and of weeks, the rows that DuckDB gives."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from rasid.case import open_case, opened, view_roster
from rasid.clock import DAY, Window, utc_now
from rasid.detecting import make_sessions
from rasid.detections import Case, Rule, prepare_relations
from rasid.detections.case_runs import cases_file, fill_case, read_cases, window_of_case
from rasid.detections.content import load_rules
from rasid.detections.relations import RELATIONS
from rasid.detections.rule import RESULT
from rasid.engines.duckdb import DuckDB
from rasid.engines.spark_sql import as_spark
from rasid.ledger import open_ledger
from rasid.roster import import_people
from rasid.scenarios import simulate
from rasid.settings import Home
from rasid.sources import import_logs
from rasid.tables.events import EVENTS

pytestmark = [pytest.mark.slow, pytest.mark.spark, pytest.mark.long]

RULES = load_rules([]).sound
AT_ONCE = 6


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
    carry(spark, engine, rule.relations, folder)
    query = as_spark(f"SELECT {', '.join(RESULT)} FROM ({rule.select}) AS found")
    return _sorted(tuple(row) for row in spark.sql(query).collect())


def carry(
    spark: Any,  # noqa: ANN401 - pyspark may be absent
    engine: DuckDB,
    relations: Iterable[str],
    folder: Path,
) -> None:
    """Let Spark read relations of the engine under their names."""
    for relation in relations:
        path = folder / f"{relation}.parquet"
        engine.run(f"COPY (SELECT * FROM {relation}) TO '{path}' (FORMAT parquet)")
        spark.read.parquet(str(path)).createOrReplaceTempView(relation)


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


@pytest.mark.parametrize("kind", ["tiny", "tiny-quiet", "ambiguous"])
def test_rules_find_the_same_in_a_week(
    spark: Any,  # noqa: ANN401 - pyspark may be absent
    kind: str,
    tmp_path: Path,
) -> None:
    """Some of them find something there; asked several at once, which costs Spark little more."""
    week, home = simulate(kind, 7, tmp_path / "week"), Home(tmp_path / "case")
    home.create()
    with open_case(home, write=True) as case, open_ledger(home) as ledger:
        logs, engine = [str(week.logs)], case.engine
        import_logs(logs, home=home, store=case.store, engine=engine, now=utc_now())
        import_people(week.roster, ledger)
    with opened(home, write=False) as case, open_ledger(home) as ledger:
        case.engine.view(EVENTS, case.store.parts(EVENTS))
        view_roster(case, ledger)
        ((first, last),) = case.engine.rows("SELECT min(time), max(time) FROM events")
        window = Window(first.replace(tzinfo=UTC) - DAY, last.replace(tzinfo=UTC) + DAY)
        make_sessions(case.engine, window)
        prepare_relations(case.engine, RULES)
        carry(spark, case.engine, {name for rule in RULES for name in rule.relations}, tmp_path)
        found = 0
        for at in range(0, len(RULES), AT_ONCE):
            asked = " UNION ALL ".join(
                f"SELECT '{rule.id}' AS rule, {', '.join(RESULT)} FROM ({rule.select}) AS found"
                for rule in RULES[at : at + AT_ONCE]
            )
            here = _sorted(case.engine.rows(asked))
            found += len(here)
            assert here == _sorted(tuple(row) for row in spark.sql(as_spark(asked)).collect())

    assert found
