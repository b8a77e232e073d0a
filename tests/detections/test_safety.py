import pytest
from hypothesis import given
from hypothesis import strategies as st

from detections.rule_files import COLUMNS, SELECT
from rasid.detections.relations import RELATIONS
from rasid.detections.safety import LONGEST, Refused, checked_select

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
        ("SELECT " + "(" * 3000 + "1" + ")" * 3000, "nested too deeply"),
        (SELECT + " " * LONGEST, "characters"),
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
