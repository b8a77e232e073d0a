import pytest
from hypothesis import given
from hypothesis import strategies as st

from detections.rule_files import COLUMNS, SELECT
from rasid.detections.relations import RELATIONS
from rasid.detections.safety import LONGEST, Refused, checked_select

REPLACED = "replace(" * 14 + "account" + ", 'a', 'aaaaaaaa')" * 14
SWAPPED = "replace(replace(account, 'a', account), 'a', account)"
DOUBLED = "WITH s0 AS (SELECT account AS t FROM events), " + ", ".join(
    f"s{n} AS (SELECT t || t AS t FROM s{n - 1})" for n in range(1, 30)
)
STEP = "WITH steps AS (SELECT * FROM events)"


def checked(select: str) -> str:
    return checked_select(select, ("events",), {}).select


@pytest.mark.parametrize(
    ("select", "came"),
    [
        (f"SELECT {COLUMNS} FROM read_csv('/etc/passwd')", "the function read"),
        (f"SELECT {COLUMNS} FROM read_text('/etc/passwd')", "read_text"),
        (f"SELECT {COLUMNS} FROM '/etc/passwd'", "'\"/etc/passwd\"', which is not declared"),
        (f'SELECT {COLUMNS} FROM "https://x.example/y.parquet"', "which is not declared"),
        (f"SELECT {COLUMNS} FROM sessions", "it reads 'sessions', which is not declared"),
        (f"SELECT {COLUMNS} FROM rule_events", "'rule_events', which is not declared"),
        (f"SELECT {COLUMNS} FROM main.events", "'main.events', which is not declared"),
        (f"SELECT {COLUMNS} FROM information_schema.tables", "which is not declared"),
        (f"SELECT {COLUMNS} FROM duckdb_settings()", "duckdb_settings"),
        (f"SELECT {COLUMNS} FROM glob('/*')", "glob"),
        (f"{SELECT}, range(1000000000)", "the function"),
        (f"{SELECT} WHERE getenv('HOME') = ''", "the function getenv"),
        (f"{SELECT} WHERE current_setting('x') = ''", "the function"),
        (f"{SELECT} WHERE pg_sleep(1)", "the function pg_sleep"),
        (f"{SELECT} WHERE random() < 0.5", "the function rand"),
        (f"{SELECT} WHERE time < now()", "the function"),
        (f"{SELECT}; {SELECT}", "2 statements"),
        (f"{SELECT}; ATTACH 'x.db'", "2 statements"),
        ("ATTACH 'x.db'", "a statement ATTACH"),
        ("COPY events TO 'x'", "a statement COPY"),
        ("INSTALL httpfs", "a statement"),
        ("SET threads = 1", "a statement SET"),
        ("PRAGMA database_list", "a statement PRAGMA"),
        ("DROP TABLE events", "a statement DROP"),
        ("EXPLAIN ANALYZE SELECT 1", "a statement"),
        (f"{SELECT} UNION {SELECT}", "a statement UNION"),
        ("", "0 statements"),
        ("SELECT", "which"),
        ("SELECT * FROM events", "it lacks subject"),
        (f"SELECT {COLUMNS}, 1 AS more FROM events", "it gives more too"),
        (f"{SELECT} WHERE account = $name", "$name is no parameter"),
        (f"{SELECT} WHERE account IN (SELECT a FROM (DESCRIBE events))", "DESCRIBE"),
        (f"{SELECT} TABLESAMPLE 1%", "TABLESAMPLE"),
        (f"WITH RECURSIVE s AS (SELECT 1 AS a UNION ALL SELECT a FROM s) {SELECT}", "WITH"),
        (f"WITH events AS (SELECT 1 AS a) {SELECT}", "a step named 'events'"),
        (f"WITH visits AS (SELECT 1 AS a) {SELECT}", "a step named 'visits'"),
        (f'WITH "/etc/passwd" AS (SELECT 1 AS a) {SELECT}', "a step named '/etc/passwd'"),
        (f"WITH a AS (SELECT * FROM b), b AS (SELECT 1 AS x) {SELECT}", "it reads 'b'"),
        (f"SELECT {COLUMNS} FROM (WITH a AS (SELECT 1) SELECT * FROM events), a", "a WITH within"),
        (f"SELECT {COLUMNS} FROM query('SELECT 1')", "the function query"),
        (f"SELECT {COLUMNS} FROM query_table('events')", "the function query_table"),
        (f"SELECT {COLUMNS} FROM parquet_scan('x')", "parquet_scan"),
        (f"SELECT {COLUMNS} FROM read_parquet(['x', 'y'])", "the function read"),
        (f"SELECT {COLUMNS} FROM sniff_csv('x')", "the function sniff_csv"),
        (f"SELECT {COLUMNS} FROM read_json('x')", "the function read_json"),
        (f"SELECT {COLUMNS} FROM read_json_auto('http://x.example')", "read_json_auto"),
        (f"SELECT {COLUMNS} FROM read_blob('/dev/mem')", "the function read_blob"),
        (f"SELECT {COLUMNS} FROM duckdb_secrets()", "the function duckdb_secrets"),
        (f"SELECT {COLUMNS} FROM which_secret('x', 's3')", "the function which_secret"),
        (f"SELECT {COLUMNS} FROM ST_Read('x')", "the function st_read"),
        (f"SELECT {COLUMNS} FROM sqlite_scan('x', 'y')", "the function sqlite_scan"),
        (f"SELECT {COLUMNS} FROM postgres_query('x', 'y')", "the function postgres_query"),
        (f"SELECT {COLUMNS} FROM pragma_table_info('events')", "pragma_table_info"),
        (f"SELECT {COLUMNS} FROM duckdb_temporary_files()", "duckdb_temporary_files"),
        (f"SELECT {COLUMNS} FROM events, LATERAL (SELECT * FROM read_text('x'))", "LATERAL"),
        (f"SELECT {COLUMNS} FROM (FROM 'file.csv')", "which is not declared"),
        (f"SELECT {COLUMNS} FROM (SHOW TABLES)", "SHOW"),
        (f"SELECT {COLUMNS} FROM (SUMMARIZE events)", "SUMMARIZE"),
        (f"SELECT {COLUMNS} FROM (PIVOT events ON action)", "PIVOT"),
        (f"SELECT {COLUMNS} FROM (VALUES (1)) AS v(account)", "VALUES"),
        (f"SELECT {COLUMNS} FROM events AT (VERSION => 1)", "HISTORICALDATA"),
        (f"SELECT {COLUMNS} FROM events USING SAMPLE 3 ROWS", "TABLESAMPLE"),
        (f"{SELECT} QUALIFY row_number() OVER () = 1", "QUALIFY"),
        (f"{SELECT} WHERE getvariable('x') = ''", "the function getvariable"),
        (f"{SELECT} WHERE current_query() = ''", "the function current_query"),
        (f"{SELECT} WHERE version() = ''", "version"),
        (f"{SELECT} WHERE nextval('s') = 1", "nextval"),
        (f"{SELECT} WHERE pg_read_file('/etc/passwd') = ''", "the function pg_read_file"),
        (f"{SELECT} WHERE repeat('x', 10000000000) = ''", "the function repeat"),
        (f"{SELECT} WHERE lpad('x', 1000000000, 'y') = ''", "the function pad"),
        (f"{SELECT} WHERE printf('%1000000000d', 1) = ''", "the function printf"),
        (f"{SELECT} WHERE 1 IN (SELECT unnest(range(1000000000000)))", "the function"),
        (f"{SELECT} WHERE regexp_replace(account, 'a', 'aa', 'g') = ''", "regexp_replace"),
        (f"{SELECT} WHERE list_transform([1], x -> x) = [1]", "the function"),
        (f"{SELECT} WHERE account = (SELECT COLUMNS('.*') FROM events)", "COLUMNS"),
        (f"{SELECT} WHERE CAST('x' AS INTEGER[]) IS NULL AND getenv('X') = ''", "getenv"),
        (f"WITH RECURSIVE s AS (SELECT 1 UNION ALL SELECT 1 FROM s, s AS t) {SELECT}", "WITH"),
        ("CREATE MACRO f(x) AS TABLE FROM read_text(x)", "a statement CREATE"),
        ("CREATE SECRET s (TYPE s3)", "a statement"),
        ("CALL pragma_version()", "a statement"),
        ("EXPORT DATABASE 'x'", "not SQL"),
        (f"{SELECT} WHERE account LIKE", "not SQL: LIKE lacks something"),
        ("LOAD httpfs", "a statement"),
        ("SET VARIABLE x = 1", "a statement SET"),
        ("DETACH x", "a statement DETACH"),
        ("UPDATE events SET account = ''", "a statement UPDATE"),
        ("DELETE FROM events", "a statement DELETE"),
        ("CHECKPOINT", "a statement"),
        ("USE memory", "a statement USE"),
        ("FROM events", "it lacks subject"),
        (f"{SELECT} WHERE {'(' * 10_000}1{')' * 10_000}", "characters"),
        (f"{SELECT} WHERE {'NOT ' * 2000}true", "nested too deeply"),
        (f"{SELECT} WHERE {' OR '.join(['true'] * 2000)}", "nested too deeply"),
        (f"{SELECT} WHERE length({REPLACED}) > 3", "a text put together from up to"),
        (f"{DOUBLED} {SELECT} WHERE EXISTS (SELECT 1 FROM s29)", "a text put together from"),
        (f"{SELECT} WHERE length({SWAPPED}) > 3", "a text put together from up to"),
        ("SELECT " + "(" * 3000 + "1" + ")" * 3000, "nested too deeply"),
        (SELECT + " " * LONGEST, "characters"),
        (f"SELECT {COLUMNS} FROM read_csv_auto('x')", "the function read_csv_auto"),
        (f"SELECT {COLUMNS} FROM read_ndjson_objects('x')", "the function read_ndjson_objects"),
        (f"SELECT {COLUMNS} FROM parquet_metadata('x')", "the function parquet_metadata"),
        (f"SELECT {COLUMNS} FROM parquet_kv_metadata('x')", "the function parquet_kv_metadata"),
        (f"SELECT {COLUMNS} FROM delta_scan('s3://x')", "the function delta_scan"),
        (f"SELECT {COLUMNS} FROM iceberg_scan('x')", "the function iceberg_scan"),
        (f"SELECT {COLUMNS} FROM read_xlsx('x')", "the function read_xlsx"),
        (f"SELECT {COLUMNS} FROM mysql_scan('x', 'y', 'z')", "the function mysql_scan"),
        (f"SELECT {COLUMNS} FROM duckdb_extensions()", "the function duckdb_extensions"),
        (f"SELECT {COLUMNS} FROM duckdb_databases()", "the function duckdb_databases"),
        (f"SELECT {COLUMNS} FROM duckdb_memory()", "the function duckdb_memory"),
        (f"SELECT {COLUMNS} FROM arrow_scan(1, 2, 3)", "the function arrow_scan"),
        (f"SELECT {COLUMNS} FROM python_map_function(1)", "the function python_map_function"),
        (f"SELECT {COLUMNS} FROM force_checkpoint('x')", "the function force_checkpoint"),
        (f"SELECT {COLUMNS} FROM repeat_row(1, num_rows = 100000000000)", "repeat_row"),
        (f"SELECT {COLUMNS} FROM test_all_types()", "the function test_all_types"),
        (f"SELECT {COLUMNS} FROM pg_catalog.pg_class", "which is not declared"),
        (f"SELECT {COLUMNS} FROM temp.events", "which is not declared"),
        (f"SELECT {COLUMNS} FROM sqlite_master", "which is not declared"),
        (f"SELECT {COLUMNS} FROM events POSITIONAL JOIN signals", "which is not declared"),
        (f"SELECT {COLUMNS} FROM events SEMI JOIN roster USING (account)", "which is not declared"),
        (f"SELECT {COLUMNS} FROM events WHERE account IN (FROM 'x.parquet')", "x.parquet"),
        (f"SELECT {COLUMNS} FROM events, 's3://x/y.csv' AS y", "which is not declared"),
        (f"SELECT {COLUMNS} FROM events, unnest(range(9)) AS t(x)", "the function unnest"),
        (f"{SELECT} WHERE list_sum(generate_series(1, 9)) > 0", "the function list_sum"),
        (f"{SELECT} WHERE in_search_path('x', 'y')", "the function in_search_path"),
        (f"{SELECT} WHERE currval('s') = 1", "the function currval"),
        (f"{SELECT} WHERE txid_current() > 0", "the function txid_current"),
        (f"{SELECT} WHERE current_user = ''", "the function current_user"),
        (f"{SELECT} WHERE current_database() = ''", "the function current_database"),
        (f"{SELECT} WHERE time < current_timestamp", "the function current_timestamp"),
        (f"{SELECT} WHERE time < today()", "the function current_date"),
        (f"{SELECT} WHERE uuid() = ''", "the function uuid"),
        (f"{SELECT} WHERE error('x') = ''", "the function error"),
        (f"{SELECT} WHERE bar(1, 0, 1, 1000000000) = ''", "the function bar"),
        (f"{SELECT} WHERE format('{{:1000000000}}', 1) = ''", "the function format"),
        (f"{SELECT} WHERE rpad('x', 1000000000, 'y') = ''", "the function pad"),
        (f"{SELECT} WHERE array_to_string(list_resize([1], 99999999), '') = ''", "array_to_string"),
        (f"{SELECT} WHERE json_serialize_sql('SELECT 1') = ''", "the function json_serialize_sql"),
        (f"{SELECT} WHERE hash(rowid) = 1", "the function hash"),
        (f"{SELECT} WHERE write_log('x') IS NULL", "the function write_log"),
        ("PREPARE x AS SELECT 1", "a statement COMMAND"),
        ("EXECUTE x", "a statement COMMAND"),
        ("VACUUM", "a statement COMMAND"),
        ("RESET threads", "a statement COMMAND"),
        ("BEGIN", "a statement TRANSACTION"),
        ("IMPORT DATABASE 'x'", "not SQL"),
        ("INSERT INTO events SELECT * FROM events", "a statement INSERT"),
        ("MERGE INTO events USING roster ON true WHEN MATCHED THEN DELETE", "a statement MERGE"),
        (f"SELECT {COLUMNS} INTO x FROM events", "INTO"),
        (f"{SELECT} INTERSECT {SELECT}", "a statement INTERSECT"),
        (f"{SELECT} WHERE account SIMILAR TO '(a*)*b'", "SIMILARTO"),
        (f"{SELECT} FOR UPDATE", "LOCK"),
        ("GRANT ALL ON events TO x", "a statement GRANT"),
        ("ALTER TABLE events DROP COLUMN account", "a statement ALTER"),
        ("COMMENT ON TABLE events IS 'x'", "a statement COMMENT"),
        ("TRUNCATE events", "a statement TRUNCATETABLE"),
        ("SELECT 'abc", "not SQL"),
    ],
)  # fmt: skip
def test_what_is_not_allowed_is_refused(select: str, came: str) -> None:
    with pytest.raises(Refused) as refused:
        checked(select)

    if came != "which":
        assert came.lower() in refused.value.came.lower()


def test_refusal_names_the_line() -> None:
    with pytest.raises(Refused) as refused:
        checked(f"{SELECT}\nWHERE account IN (\n  SELECT content FROM read_text('x')\n)")

    assert refused.value.line in (2, 3)


@pytest.mark.parametrize(
    "select",
    [
        SELECT,
        f"{STEP} SELECT {COLUMNS} FROM steps",
        f"{SELECT} WHERE time >= TIMESTAMP '2026-01-01' AND lower(reason) LIKE 'mfa%'",
        f"{SELECT} WHERE EXISTS (SELECT 1 FROM events AS others WHERE others.time < events.time)",
    ],
)
def test_honest_sql_runs_on_the_engines_names(select: str) -> None:
    assert RELATIONS["events"].name in checked(select)


@given(st.text())
def test_values_are_literals(text: str) -> None:
    """A parameter's value is a value whatever it holds, and never a part of the statement."""
    where = f"{SELECT} WHERE account = $name"

    select = checked_select(where, ("events",), {"name": text}).select

    assert 1 == len([quoted for quoted in [text.replace("'", "''")] if f"'{quoted}'" in select])


@given(st.text(max_size=200))
def test_any_text_is_refused_or_one_select(text: str) -> None:
    try:
        select = checked(text)
    except Refused:
        return
    assert select.startswith(("SELECT", "WITH"))
