"""Rules over the events of sigma_rules.py, each as its tool would have it; all must find the same.

`equal` and `words within` count events; `event_count` counts accounts with two failures within an
hour. By hand it asks whether the next failure is near, which says the same for two.
"""

import sqlite3
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import duckdb
from sigma.backends.sqlite.sqlite import sqliteBackend
from sigma.collection import SigmaCollection
from sigma_rules import FIELDS, PAIRS, compiled

SQLITE = "SQLite, pySigma's"
WORDS = ("bav2ropc", "azurehound", "python-requests")
CORRELATED = "event_count"


def fill_sqlite(table: Path, database: Path) -> None:
    """Put the events into a table of SQLite, with seconds since 1970 in `at`."""
    columns = ", ".join(FIELDS)
    with duckdb.connect(":memory:") as engine, sqlite3.connect(database) as target:
        rows = engine.execute(f"SELECT event_uid, epoch(time), {columns} FROM '{table}'")
        target.execute(f"CREATE TABLE events (id, at, {columns})")
        marks = ", ".join("?" * (len(FIELDS) + 2))
        while some := rows.fetchmany(50_000):
            target.executemany(f"INSERT INTO events VALUES ({marks})", some)


def _sigma(name: str) -> Callable[[Path], int]:
    def run(table: Path) -> int:
        what = "count(DISTINCT occasion)" if name == CORRELATED else "count(*)"
        return _on_duckdb(f"SELECT {what} FROM ({compiled(PAIRS[name].rule)})", table)

    return run


def _by_hand(name: str) -> Callable[[Path], int]:
    def run(table: Path) -> int:
        query = f"SELECT count(*) FROM ({PAIRS[name].hand})"
        return _on_duckdb(NEAR_ON_DUCKDB if name == CORRELATED else query, table)

    return run


def _on_duckdb(query: str, table: Path) -> int:
    with duckdb.connect(":memory:") as engine:
        engine.execute(f"CREATE VIEW events AS FROM read_parquet('{table}')")
        ((found,),) = engine.execute(query).fetchall()
    return int(found)


NEAR_ON_DUCKDB = """
    SELECT count(DISTINCT account) FROM (
        SELECT
            lower(account) AS account,
            lead(time) OVER (PARTITION BY lower(account) ORDER BY time) - time AS gap
        FROM events WHERE lower(action) = 'signin' AND lower(outcome) = 'failure'
    ) WHERE gap <= INTERVAL 1 HOUR
"""
NEAR_ON_CLICKHOUSE = """
    SELECT count(DISTINCT account) FROM (
        SELECT
            lower(account) AS account, time AS began,
            leadInFrame(toNullable(time)) OVER (
                PARTITION BY lower(account) ORDER BY time
                ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
            ) AS later
        FROM {events} WHERE lower(action) = 'signin' AND lower(outcome) = 'failure'
    ) WHERE later <= began + INTERVAL 1 HOUR
"""


def _on_clickhouse(query: str) -> Callable[[Path], int]:
    def run(table: Path) -> int:
        chdb: Any = import_module("chdb")
        told = chdb.query(query.format(events=f"file('{table}', 'Parquet')"), "TabSeparated")
        return int(str(told).strip())

    return run


def _with_polars(name: str) -> Callable[[Path], int]:
    def run(table: Path) -> int:
        polars: Any = import_module("polars")
        events, column = polars.scan_parquet(table), polars.col
        agent = column("user_agent").str.to_lowercase()
        failed = (column("action").str.to_lowercase() == "signin") & (
            column("outcome").str.to_lowercase() == "failure"
        )
        if name == CORRELATED:
            near = (
                events.filter(failed)
                .select(column("account").str.to_lowercase(), column("time"))
                .sort("account", "time")
                .filter(
                    (column("account") == column("account").shift(-1))
                    & (column("time").shift(-1) - column("time") <= polars.duration(hours=1))
                )
            )
            return int(near.select(column("account").n_unique()).collect().item())
        wanted = failed
        if name != "equal":
            wanted = polars.any_horizontal(
                *(agent.str.contains(word, literal=True) for word in WORDS)
            )
        return int(events.filter(wanted).select(polars.len()).collect().item())

    return run


def _with_pandas(name: str) -> Callable[[Path], int]:
    def run(table: Path) -> int:
        pandas: Any = import_module("pandas")
        events = pandas.read_parquet(table)
        if name == "words within":
            agent = events["user_agent"].str.lower()
            found = [agent.str.contains(word, regex=False) for word in WORDS]
            return int((found[0] | found[1] | found[2]).sum())
        failed = (events["action"].str.lower() == "signin") & (
            events["outcome"].str.lower() == "failure"
        )
        if name == "equal":
            return int(failed.sum())
        some = events[failed].assign(account=events["account"].str.lower())
        some = some.sort_values(["account", "time"])
        later = some.groupby("account")["time"].shift(-1)
        return int(some[later - some["time"] <= pandas.Timedelta(hours=1)]["account"].nunique())

    return run


def _with_sqlite(name: str) -> Callable[[Path], int]:
    def run(database: Path) -> int:
        correlated = {"timestamp_field": "at", "timestamp_format": "unix", "event_id_field": "id"}
        backend = sqliteBackend(  # type: ignore[no-untyped-call]
            table="events", collate_nocase=True, **(correlated if name == CORRELATED else {})
        )
        (*_, query) = backend.convert(SigmaCollection.from_yaml(PAIRS[name].rule))
        what = "count(DISTINCT group_keys)" if name == CORRELATED else "count(*)"
        with sqlite3.connect(database) as engine:
            ((found,),) = engine.execute(f"SELECT {what} FROM ({query})").fetchall()
        return int(found)

    return run


_FOUND = {
    "equal": "lower(action) = 'signin' AND lower(outcome) = 'failure'",
    "words within": " OR ".join(f"position(lower(user_agent), '{word}') > 0" for word in WORDS),
}

RULES: dict[str, dict[str, Callable[[Path], int]]] = {
    name: {
        "rasid": _sigma(name),
        "DuckDB, by hand": _by_hand(name),
        "polars": _with_polars(name),
        "chdb": _on_clickhouse(
            f"SELECT count() FROM {{events}} WHERE {_FOUND[name]}"
            if name in _FOUND
            else NEAR_ON_CLICKHOUSE
        ),
        "pandas": _with_pandas(name),
        SQLITE: _with_sqlite(name),
    }
    for name in ("equal", "words within", CORRELATED)
}
"""What each tool finds in a file, by rule."""
