"""Moments as texts in DuckDB's dialect and in Spark's, side by side."""

import pytest

from rasid.engines.spark_sql import as_spark
from rasid.errors import RasidError

PAIRS = {
    "as it is written": (
        "SELECT strftime(a, '%Y-%m-%dT%H:%M:%SZ')",
        "SELECT DATE_FORMAT(a, 'yyyy-MM-dd\\'T\\'HH:mm:ss\\'Z\\'')",
    ),
    "to the thousandth of a second": (
        "SELECT strftime(a, '%H:%M:%S.%g')",
        "SELECT DATE_FORMAT(a, 'HH:mm:ss.SSS')",
    ),
    "as it is read, in forms that there are patterns for": (
        "SELECT try_strptime(a, ['%m/%d/%Y %H:%M', '%d %z'])",
        "SELECT CAST(COALESCE(TRY_TO_TIMESTAMP(a, 'M/d/yyyy H:mm')) AS TIMESTAMP_NTZ)",
    ),
}


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)
def test_statement_is_carried_over(pair: tuple[str, str]) -> None:
    """One thing each."""
    here, there = pair

    assert there == as_spark(here)


@pytest.mark.parametrize("statement", ["SELECT strftime(a, '%j')"])
def test_what_cannot_be_carried_is_refused(statement: str) -> None:
    """A statement that would mean something else is none."""
    with pytest.raises(RasidError, match="Spark"):
        as_spark(statement)
