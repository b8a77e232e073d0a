"""The same rules on Spark, with equal rows: every feature, on a real local session."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from detections.sigma import test_conditions as conditions
from detections.sigma import test_correlations as correlations
from detections.sigma.corpus import Record, compiled, engine_of, records, rule
from rasid.engines.spark_sql import as_spark

pytestmark = [pytest.mark.slow, pytest.mark.spark, pytest.mark.long]

AT_ONCE = 8

CORRELATIONS = {
    **{name: correlations.with_rules(asked) for name, asked in correlations.ASKED.items()},
    "chained": correlations.CHAINED,
}


def differing(
    spark: Any,  # noqa: ANN401 - pyspark may be absent
    folder: Path,
    rows: Sequence[Record],
    rules: dict[str, str],
) -> dict[str, tuple[object, object]]:
    """Return the rules that find other rows on Spark, with what each engine found."""
    found: dict[str, tuple[object, object]] = {}
    with engine_of(rows) as engine:
        engine.execute(f"COPY records TO '{folder / 'records.parquet'}' (FORMAT parquet)")
        spark.read.parquet(str(folder / "records.parquet")).createOrReplaceTempView("records")
        for some in batched(rules.items(), AT_ONCE):
            asked = " UNION ALL ".join(
                f"SELECT {n} AS rule, occasion, id, hit_at FROM ({compiled(text, rows)[-1]}) AS f"
                for n, (_, text) in enumerate(some)
            )
            here = engine.execute(asked).fetchall()
            there = [tuple(row) for row in spark.sql(as_spark(asked)).collect()]
            for number, (name, _) in enumerate(some):
                rows_here, rows_there = (
                    sorted(row for row in each if row[0] == number) for each in (here, there)
                )
                if rows_here != rows_there:
                    found[name] = (rows_here, rows_there)
    return found


def batched(given: Iterable[tuple[str, str]], size: int) -> Iterator[list[tuple[str, str]]]:
    """Yield rules so many at once: as one statement they cost Spark little more than one."""
    left = iter(given)
    while some := list(islice(left, size)):
        yield some


@pytest.mark.parametrize("condition", ["s", "not s"])
def test_modifiers_find_the_same(spark: Any, tmp_path: Path, condition: str) -> None:  # noqa: ANN401
    """Every modifier, and NOT of it."""
    rules = {
        name: rule(f"s:\n    {asked}\ncondition: {condition}")
        for name, asked, _ in conditions.CASES
    }

    assert {} == differing(spark, tmp_path, conditions.ROWS, rules)


def test_conditions_and_lists_find_the_same(spark: Any, tmp_path: Path) -> None:  # noqa: ANN401
    """Selections, keywords, and fields that hold several values."""
    rules = {text: rule(text) for text, _ in conditions.DETECTIONS}
    lists = {asked: rule(f"s:\n    {asked}\ncondition: s") for asked, _ in conditions.OF_LISTS}
    (tmp_path / "lists").mkdir()

    assert {} == differing(spark, tmp_path, conditions.ROWS, rules)
    assert {} == differing(spark, tmp_path / "lists", conditions.LISTS, lists)


@pytest.mark.parametrize("seed", range(3))
def test_windows_find_the_same(spark: Any, tmp_path: Path, seed: int) -> None:  # noqa: ANN401
    """Every correlation, also of correlations."""
    rows = correlations.drawn(seed)

    assert {} == differing(spark, tmp_path, rows, CORRELATIONS)


def test_hostile_values_are_data_there_too(spark: Any, tmp_path: Path) -> None:  # noqa: ANN401
    """Quotes, backslashes, parameter marks and letters beyond 16 bits are what they are."""
    values = [
        "a'b",
        "a\\'b",
        "\\",
        "\\\\",
        "${x}",
        "${env:HOME}${",
        ":x ?",
        "--",
        "/*",
        "🦉",
        "a\nb",
        "%_!",
        "\\u0041",
    ]
    rows = records(*({"user": value} for value in values))
    escaped = ["".join(f"\\{c}" if c in "\\*?" else c for c in value) for value in values]
    rules = {
        value: rule(f"s:\n    user|cased: {conditions.quoted(text)}\ncondition: s")
        for value, text in zip(values, escaped, strict=True)
    }

    assert [1] * len(values) == [
        len(engine.execute(compiled(text, rows)[-1]).fetchall())
        for text in rules.values()
        for engine in [engine_of(rows)]
    ]
    assert {} == differing(spark, tmp_path, rows, rules)


def test_minutes_between_are_counted_alike(spark: Any) -> None:  # noqa: ANN401 - may be absent
    """As they begin on the clock, so that 59 seconds can be one."""
    query = "SELECT date_diff('minute', TIMESTAMP '2025-03-08 20:01:59', TIMESTAMP '{}') AS n"
    ends = ["2025-03-08 20:02:00", "2025-03-08 20:01:59", "2025-03-08 20:00:00"]

    assert [1, 0, -1] == [spark.sql(as_spark(query.format(end))).collect()[0].n for end in ends]
