"""Lists in DuckDB's dialect and in Spark's, side by side."""

import pytest

from rasid.engines.spark_sql import as_spark
from rasid.errors import RasidError

PAIRS = {
    "what follows a place": (
        "SELECT a[2:]",
        "SELECT SLICE(a, 2, GREATEST((SIZE(a)) - (2 - 1), 0))",
    ),
    "a stretch to a place that is worked out": (
        "SELECT a[1:n - 1]",
        "SELECT SLICE(a, 1, GREATEST((n - 1) - (1 - 1), 0))",
    ),
    "a place that is worked out": (
        "SELECT a[n]",
        "SELECT GET(a, CAST(n AS INT) - 1)",
    ),
    "a place that was searched for": (
        "SELECT a[list_position(b, 'x')]",
        "SELECT GET(a, CAST(NULLIF(ARRAY_POSITION(b, 'x'), 0) AS INT) - 1)",
    ),
    "two lists side by side": (
        "SELECT list_transform(list_zip(a, b), lambda p: p[1] || p[2])",
        "SELECT ZIP_WITH(COALESCE(a, ARRAY()), COALESCE(b, ARRAY()), (p_0, p_1) -> p_0 || p_1)",
    ),
    "values taken together": (
        "SELECT list_reduce([a, 'x', 'y'], lambda t, n: replace(t, n, ''))",
        "SELECT AGGREGATE(ARRAY('x', 'y'), a, (t, n) -> REPLACE(t, n, ''))",
    ),
}


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)
def test_statement_is_carried_over(pair: tuple[str, str]) -> None:
    """One thing each."""
    here, there = pair

    assert there == as_spark(here)


@pytest.mark.parametrize(
    "statement", ["SELECT a[:-2]", "SELECT a[-2:]", "SELECT list_reduce(a, lambda t, n: t || n)"]
)
def test_what_cannot_be_carried_is_refused(statement: str) -> None:
    """A statement that would mean something else is none."""
    with pytest.raises(RasidError, match="Spark"):
        as_spark(statement)
