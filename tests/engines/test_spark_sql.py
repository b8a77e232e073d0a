"""DuckDB's dialect and Spark's, side by side: what sqlglot does not carry over by itself."""

from datetime import datetime

import pytest

from rasid.engines.spark_sql import as_spark
from rasid.errors import RasidError

PAIRS = {
    "numbers are no decimals": ("SELECT 0.5 * n", "SELECT 0.5D * n"),
    "within others too": (
        "SELECT date_diff('minute', a, b) * 0.5",
        "SELECT DATEDIFF(MINUTE, DATE_TRUNC('MINUTE', a), DATE_TRUNC('MINUTE', b)) * 0.5D",
    ),
    "places of lists": ("SELECT a[1]", "SELECT GET(a, 0)"),
    "stretches of lists": ("SELECT a[1:3]", "SELECT SLICE(a, 1, 3)"),
    "numbers of texts": (
        "SELECT number_of(a)",
        "SELECT CAST(CAST(CONV(CONCAT("
        + ", ".join(f"SUBSTRING(MD5(a), {place}, 2)" for place in range(31, 16, -2))
        + "), 16, 10) AS DECIMAL(20, 0)) DIV 2 AS BIGINT)",
    ),
    "hashes of 64 bits": ("SELECT hash(a, b)", "SELECT XXHASH64(a, b)"),
    "values of few": ("SELECT CAST(a AS ENUM ('x', 'y'))", "SELECT CAST(a AS STRING)"),
    "numbers of 128 bits": ("SELECT CAST(md5(a) AS UUID)", "SELECT CAST(MD5(a) AS STRING)"),
    "places from the end": ("SELECT a[-1]", "SELECT TRY_ELEMENT_AT(a, -1)"),
    "small letters and large": (
        "SELECT regexp_matches(a, 'x', 'i')",
        "SELECT a RLIKE CONCAT('(?i)', 'x')",
    ),
    "what a pattern found": (
        "SELECT regexp_replace(a, '(x)y', '\\1', 'g')",
        "SELECT REGEXP_REPLACE(a, '(x)y', '$1')",
    ),
    "moments with a zone": (
        "SELECT TRY_CAST(a AS TIMESTAMPTZ)",
        "SELECT TRY_CAST(a AS TIMESTAMP_LTZ)",
    ),
    "moments": ("SELECT CAST(a AS TIMESTAMP)", "SELECT CAST(a AS TIMESTAMP_NTZ)"),
    "milliseconds": ("SELECT epoch_ms(a)", "SELECT UNIX_MILLIS(CAST(a AS TIMESTAMP_LTZ))"),
    "columns in the place of others": (
        "SELECT t.* REPLACE (a + 1 AS b) FROM t",
        "SELECT t.* EXCEPT (b), a + 1 AS b FROM t",
    ),
    "numbers of rows": (
        "SELECT row_number() OVER () FROM t",
        "SELECT (MONOTONICALLY_INCREASING_ID() + 1) FROM t",
    ),
    "distinct values in a window": (
        "SELECT count(DISTINCT a) OVER (PARTITION BY b) FROM t",
        "SELECT SIZE(COLLECT_SET(a) OVER (PARTITION BY b)) FROM t",
    ),
    "what Spark takes for a variable": ("SELECT '${x}'", "SELECT CONCAT('$', '{x}')"),
    "a text in base 64": (
        "SELECT TRY(decode(from_base64(a)))",
        "SELECT TRY_VALIDATE_UTF8(CAST(TRY_TO_BINARY(a, 'base64') AS STRING))",
    ),
    "steps worked out once": (
        "WITH s AS NOT MATERIALIZED (SELECT 1 AS a) SELECT a FROM s",
        "WITH s AS (SELECT 1 AS a) SELECT a FROM s",
    ),
}


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)
def test_statement_is_carried_over(pair: tuple[str, str]) -> None:
    """One thing each."""
    here, there = pair

    assert there == as_spark(here)


def test_values_are_bound_as_what_they_are() -> None:
    """A text that looks like SQL stays a text."""
    values = {"a": True, "b": 4, "c": 0.5, "d": datetime(2025, 3, 1, 12), "e": "x' OR '1"}  # noqa: DTZ001
    said = as_spark("SELECT $a, $b, $c, $d, $e", values)

    assert (
        "SELECT TRUE, 4, 0.5D, CAST('2025-03-01 12:00:00' AS TIMESTAMP_NTZ), 'x\\' OR \\'1'" == said
    )


@pytest.mark.parametrize(
    "statement",
    ["SELECT regexp_replace(a, 'x', 'y')", "SELECT arg_max(a, b, 3)", "SELECT TRY(a / b)"],
)
def test_what_cannot_be_carried_is_refused(statement: str) -> None:
    """A statement that would mean something else is none."""
    with pytest.raises(RasidError, match="Spark"):
        as_spark(statement)
