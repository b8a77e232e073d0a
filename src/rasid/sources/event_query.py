"""From a mapping to SQL: the types that are read, and the query that makes events of records."""

import json
import tomllib
from collections.abc import Mapping as Dictionary
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from rasid.engines.duckdb import quote
from rasid.sources.mapping import MAPPED, Mapping, Shape, identifier


def sql_type(shape: Shape) -> str:
    """Return the SQL type of a shape: `{a = "VARCHAR"}` is STRUCT("a" VARCHAR)."""
    if isinstance(shape, str):
        return shape
    if isinstance(shape, list):
        return f"{sql_type(shape[0])}[]"
    fields = ", ".join(f"{identifier(key)} {sql_type(inner)}" for key, inner in shape.items())
    return f"STRUCT({fields})"


@cache
def code_table(name: str) -> Dictionary[str, Dictionary[str, str]]:
    """Return a packaged table of codes: each code with its named meanings."""
    text = (files("rasid.sources") / "codes" / f"{name}.toml").read_text(encoding="utf-8")
    table: dict[str, dict[str, str]] = tomllib.loads(text)
    return table


def event_query(mapping: Mapping, relation: str, before: Sequence[Mapping] = ()) -> str:
    """Return the query that turns `relation`, with what the mapping reads, into mapped events.

    Each step sees the names of the steps before it: columns, let, codes, then, event. A record
    that one of the mappings `before` claims is not this one's; `together` says what they read.
    """
    given = {**dict.fromkeys(MAPPED, "NULL"), **mapping.event}
    claims = " OR ".join(f"coalesce(({other.record}), false)" for other in before) or "false"
    joins = "".join(_join(name, code) for name, code in mapping.codes.items())
    joined = "".join(f", {name}" for name in mapping.codes)
    return (
        f"WITH record AS (SELECT *, ({mapping.record}) AND NOT ({claims}) AS is_record "
        f"FROM ({_opened(mapping, relation)})),\n"
        f"named AS (SELECT *{_listed(mapping.let)} FROM record),\n"
        f"coded AS (SELECT named.*{joined} FROM named{joins}),\n"
        f"said AS (SELECT *{_listed(mapping.then)} FROM coded)\n"
        f"SELECT raw_file, raw_line, record_hash, record_text, excerpt,\n"
        f"  is_record{_listed(given)}\nFROM said"
    )


def _opened(mapping: Mapping, relation: str) -> str:
    """Return the relation with the columns that one of its columns holds as JSON text."""
    if not mapping.inside:
        return relation
    held = identifier(mapping.inside)
    return (
        "SELECT raw_file, raw_line, record_hash, record_text, excerpt, "
        f"unnest(json_transform(CASE WHEN json_valid({held}) THEN {held} END, "
        f"{quote(json.dumps(mapping.columns))})) FROM ({relation})"
    )


def _listed(expressions: Dictionary[str, str]) -> str:
    return "".join(f",\n  {sql} AS {identifier(name)}" for name, sql in expressions.items())


def _join(name: str, code: Dictionary[str, Any]) -> str:
    key = code["on"].replace("{codes}", "|".join(code_table(code["table"])))
    return f"\nLEFT JOIN codes_{code['table']} AS {name} ON {name}.key = {key}"


def code_tables() -> Dictionary[str, str]:
    """Return, for each packaged table of codes, the statement that makes `codes_NAME`."""
    folder = files("rasid.sources") / "codes"
    names = sorted(Path(item.name).stem for item in folder.iterdir())
    return {name: _code_table_sql(name) for name in names}


def _code_table_sql(name: str) -> str:
    table = code_table(name)
    fields = list(next(iter(table.values())))
    rows = ", ".join(
        "(" + ", ".join([quote(key), *(quote(row[field]) for field in fields)]) + ")"
        for key, row in table.items()
    )
    columns = ", ".join(identifier(field) for field in ("key", *fields))
    return f"CREATE OR REPLACE TEMP TABLE codes_{name} AS FROM (VALUES {rows}) AS t({columns})"
