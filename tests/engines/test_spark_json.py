"""JSON in DuckDB's dialect and in Spark's, side by side."""

import pytest

from rasid.engines.spark_sql import as_spark
from rasid.errors import RasidError

PAIRS = {
    "a path": (
        "SELECT json_extract_string(a, '$.\"x.y\".b')",
        "SELECT GET_JSON_OBJECT(a, '$[\\'x.y\\'][\\'b\\']')",
    ),
    "several paths": (
        "SELECT json_extract_string(a, ['$.x', '$.y[0]'])",
        "SELECT ARRAY(GET_JSON_OBJECT(a, '$[\\'x\\']'), GET_JSON_OBJECT(a, '$[\\'y\\'][0]'))",
    ),
    "all values": (
        "SELECT json_extract_string(a, '$.x.*')",
        (
            "SELECT (CASE WHEN NOT a IS NULL THEN COALESCE(MAP_VALUES(FROM_JSON("
            "GET_JSON_OBJECT(a, '$[\\'x\\']'), 'MAP<STRING, STRING>')), ARRAY()) END)"
        ),
    ),
    "all keys": (
        "SELECT json_keys(a)",
        "SELECT (CASE WHEN NOT a IS NULL THEN COALESCE(JSON_OBJECT_KEYS(a), ARRAY()) END)",
    ),
    "a record": (
        'SELECT json_transform(a, \'{"x": "VARCHAR"}\')',
        "SELECT FROM_JSON(a, 'STRUCT<`x`: STRING>')",
    ),
    "a list, which no object is": (
        'SELECT json_transform(a, \'[{"x": "VARCHAR"}]\')',
        (
            "SELECT GET(TRANSFORM(ARRAY(a), listed -> CASE WHEN STARTSWITH(LTRIM(listed), '[') "
            "THEN FROM_JSON(listed, 'ARRAY<STRUCT<`x`: STRING>>') END), 0)"
        ),
    ),
    "whether it is JSON": (
        "SELECT json_valid(a)",
        "SELECT NOT TRY_PARSE_JSON(a) IS NULL",
    ),
}


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)
def test_statement_is_carried_over(pair: tuple[str, str]) -> None:
    """One thing each."""
    here, there = pair

    assert there == as_spark(here)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT json_extract_string(a, b)",
        "SELECT json_extract_string(a, '$.x[*]')",
        "SELECT json_extract_string(a, '$.*.x')",
    ],
)
def test_what_cannot_be_carried_is_refused(statement: str) -> None:
    """A statement that would mean something else is none."""
    with pytest.raises(RasidError, match="Spark"):
        as_spark(statement)
