"""An expression of a mapping asks nothing but its record, however it is written."""

from collections.abc import Iterator

import pytest

from rasid.engines.duckdb import DuckDB
from rasid.settings import Settings
from rasid.sources.expressions import NoExpressionError, Parser
from rasid.sources.formats import packaged
from rasid.sources.reading import prepare


@pytest.fixture(scope="module")
def parser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parser]:
    with DuckDB(Settings(threads=1), tmp_path_factory.mktemp("spill")) as engine:
        prepare(engine, packaged().codes)
        yield Parser(engine)


@pytest.mark.parametrize(
    ("sql", "came"),
    [
        ("(SELECT content FROM read_text('/etc/passwd'))", "a query within"),
        ("x FROM read_text('/etc/passwd') --", "syntax error"),
        ("x) FROM read_text('/etc/passwd') WHERE (true", "a statement of its own"),
        ("x); DROP TABLE events; SELECT (1", "a statement of its own"),
        ("x); SELECT (1", "a statement of its own"),
        ("1; ATTACH 'x'", "syntax error"),
        ("COPY x TO 'f'", "syntax error"),
        ("x) UNION ALL SELECT (y", "a statement of its own"),
        ("x) ORDER BY (1", "a statement of its own"),
        ("x) LIMIT (1", "a statement of its own"),
        ("x) QUALIFY (true", "a statement of its own"),
        ("WITH a AS (SELECT 1) SELECT 1", "a query within"),
        ("FROM glob('*')", "a query within"),
        ("EXISTS(FROM glob('*'))", "a query within"),
        ("x IN (FROM y)", "a query within"),
        ("ARRAY(SELECT 1)", "a query within"),
        ("list_transform([1], lambda x: (SELECT 1))", "a query within"),
        ("read_text('/etc/passwd')", "the function read_text"),
        ("main.read_text('/etc/passwd')", "the function read_text"),
        ("query('SELECT 1')", "the function query"),
        ("json_serialize_plan('FROM ''/etc/passwd''')", "the function json_serialize_plan"),
        ("current_setting('temp_directory')", "the function current_setting"),
        ("write_log('x')", "the function write_log"),
        ("sleep_ms(100000)", "the function sleep_ms"),
        ("error('x')", "the function error"),
        ("random()", "the function random"),
        ("system.main.random()", "the function random"),
        ("uuid()", "the function uuid"),
        ("now()", "the function now"),
        ("current_localtime()", "the function current_localtime"),
        ("current_date", "current_date, which asks for more"),
        ("localtimestamp", "localtimestamp, which asks for more"),
        ("nextval('s')", "the function nextval"),
        ("max(x)", "the function max"),
        ("list(x)", "the function list"),
        ("unnest([1, 2])", "the function unnest"),
        ("row_number() OVER ()", "a window over other records"),
        ("*", "`*` or COLUMNS"),
        ("COLUMNS('x')", "`*` or COLUMNS"),
        ("#1", "positional reference"),
        ("$1", "a placeholder"),
        ("CAST(x AS BIGINT)", "a CAST to BIGINT, which one record can make fail"),
        ("x::BOOLEAN", "a CAST to BOOLEAN"),
        ("x::TIMESTAMP", "a CAST to TIMESTAMP"),
        ("strptime(x, '%Y')", "strptime, which one record can make fail"),
        ("x, y", "several expressions"),
        ("x AS y", "syntax error"),
        ("x /* y", "unterminated"),
        ("'x", "unterminated"),
        ("x \x00 y", "syntax error"),
        ("(" * 3000 + "x" + ")" * 3000, "Max expression depth"),
    ],
)
def test_hostile_expression_is_refused(parser: Parser, sql: str, came: str) -> None:
    with pytest.raises(NoExpressionError) as told:
        parser.tree(sql)

    assert told.value.came.startswith(came)


@pytest.mark.parametrize(
    "sql",
    [
        "moment(x)",
        "CASE WHEN x IN ('a', 'b') AND NOT y LIKE 'c%' THEN x[1:2] ELSE y.z END",
        "list_filter(pairs, lambda p: p.name = x)[1]",
        "list_aggregate([x], 'max')",
        "try_cast(x AS BIGINT) BETWEEN 1 AND 2",
        "TRY(CAST(x AS BIGINT))",
        "CAST(y AS VARCHAR) || CAST('1' AS BIGINT)",
        "x IS NOT true",
        "x -- a remark",
        "{'a': x, 'b': [y]}",
        "'SELECT * FROM read_text(''x''); --'",
    ],
)
def test_honest_expression_is_taken(parser: Parser, sql: str) -> None:
    assert parser.tree(sql)["class"]
