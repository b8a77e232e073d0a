"""A small corpus of records, and what a rule matches in it on DuckDB and by another's backend."""

import json
import re
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import duckdb
import pyarrow as pa
from sigma.backends.sqlite.sqlite import sqliteBackend
from sigma.collection import SigmaCollection
from sigma.rule import SigmaRule

from rasid.detections.sigma import Column, DuckDBBackend, Kind, Source

Value = str | float | bool | list[str] | None
Record = Mapping[str, Value]

START = datetime(2025, 3, 1, tzinfo=UTC)
EMPTY = {"at": pa.float64()}
FIELDS = ("user", "address", "command", "agent", "number", "other", "when")


def records(*rows: Record) -> list[Record]:
    """Return records a minute apart, unless they say when."""
    return [{"at": n * 60.0, "id": f"e{n:03d}", **row} for n, row in enumerate(rows)]


def kinds_of(rows: Sequence[Record]) -> dict[str, Kind]:
    """Return what each field of the corpus holds."""
    kinds = dict.fromkeys(FIELDS, Kind.TEXT)
    for row in rows:
        for field, value in row.items():
            if isinstance(value, list):
                kinds[field] = Kind.LIST
            elif isinstance(value, int | float):
                kinds[field] = Kind.BOOLEAN if isinstance(value, bool) else Kind.NUMBER
    return kinds


def source_of(rows: Sequence[Record]) -> Source:
    """Return the corpus as a source; its relation is named `records`."""
    kinds = kinds_of(rows)

    def column(field: str) -> Column | None:
        return Column(f'"{field}"', kinds[field]) if field in kinds else None

    return Source("records", "ts", ("id",), column, "text")


def engine_of(rows: Sequence[Record]) -> duckdb.DuckDBPyConnection:
    """Return an engine with the corpus in it."""
    engine = duckdb.connect(":memory:")
    names = sorted({*FIELDS, "id", "at", *kinds_of(rows)})
    columns: dict[str, list[object]] = {name: [row.get(name) for row in rows] for name in names}
    columns["text"] = [json.dumps(dict(row), ensure_ascii=False) for row in rows]
    table = pa.table(
        {
            n: pa.array(v, None if any(x is not None for x in v) else EMPTY.get(n, pa.string()))
            for n, v in columns.items()
        }
    )
    engine.register("given", table)
    start = int(START.timestamp()) * 1_000_000
    engine.execute(
        f"CREATE TABLE records AS SELECT *, "
        f'make_timestamp({start} + CAST("at" * 1e6 AS BIGINT)) AS ts FROM given'
    )
    return engine


def compiled(rules: str, rows: Sequence[Record]) -> list[str]:
    """Return the SELECT of each rule of a YAML text that has an output."""
    backend = DuckDBBackend(lambda _: source_of(rows))
    queries: list[str] = backend.convert(SigmaCollection.from_yaml(rules))
    return queries


def matches(rules: str, rows: Sequence[Record]) -> list[str]:
    """Return the ids of the records that the rules of a YAML text match, in order."""
    with engine_of(rows) as engine:
        found = {
            row[0]
            for query in compiled(rules, rows)
            for row in engine.execute(f"SELECT id FROM ({query})").fetchall()
        }
    return sorted(found)


def occasions(rules: str, rows: Sequence[Record]) -> set[tuple[str, float]]:
    """Return when a correlation hits first in each of its groups, in seconds."""
    with engine_of(rows) as engine:
        (query,) = compiled(rules, rows)[-1:]
        told = engine.execute(f"SELECT occasion, min(hit_at) FROM ({query}) GROUP BY 1").fetchall()
    base = START.replace(tzinfo=None)
    return {(group, (at - base).total_seconds()) for group, at in told}


def sqlite_matches(rules: str, rows: Sequence[Record]) -> list[str]:
    """Return what the backend for SQLite finds in the same corpus."""
    backend = sqliteBackend(  # type: ignore[no-untyped-call]
        table="records", collate_nocase=True, fulltext_field="text"
    )
    found = set()
    with _sqlite(rows) as engine:
        for query in backend.convert(SigmaCollection.from_yaml(rules)):
            found |= {row["id"] for row in engine.execute(query)}
    return sorted(found)


def sqlite_occasions(rules: str, rows: Sequence[Record]) -> set[tuple[str, float]]:
    """Return the first alert of each group by the backend for SQLite."""
    backend = sqliteBackend(  # type: ignore[no-untyped-call]
        table="records", timestamp_field="at", timestamp_format="unix", event_id_field="id"
    )
    (*_, query) = backend.convert(SigmaCollection.from_yaml(rules))
    first: dict[str, float] = {}
    with _sqlite(rows) as engine:
        for row in engine.execute(query):
            group = "\x1f".join(json.loads(row["group_keys"]).values())
            first[group] = min(first.get(group, row["occurrence_time"]), row["occurrence_time"])
    return set(first.items())


def _sqlite(rows: Sequence[Record]) -> sqlite3.Connection:
    engine = sqlite3.connect(":memory:")
    engine.row_factory = sqlite3.Row
    engine.create_function("REGEXP", 2, lambda p, v: v is not None and bool(re.search(p, str(v))))
    names = sorted({*FIELDS, "id", *kinds_of(rows)})
    columns = ", ".join(f'"{name}"' for name in names)
    engine.execute(f"CREATE TABLE records ({columns}, text)")
    marks = ", ".join("?" * (len(names) + 1))
    for row in rows:
        text = json.dumps(dict(row), ensure_ascii=False)
        engine.execute(f"INSERT INTO records VALUES ({marks})", [*map(row.get, names), text])
    return engine


def rule(detection: str, **more: str) -> str:
    """Return the YAML of a rule; `detection` are its selections and condition, unindented."""
    lines = "\n".join("    " + line for line in detection.strip().splitlines())
    name = f"name: {more['name']}\n" if "name" in more else ""
    return f"title: a rule\n{name}logsource:\n    product: any\ndetection:\n{lines}\n"


def parsed(text: str) -> SigmaRule:
    """Return one rule."""
    return SigmaRule.from_yaml(text)
