"""A log format as one TOML file: how to recognise it, what to read, and each column as SQL.

An expression may use what `[columns]` reads, the names of `[let]`, the joined `[codes.NAME]`
tables, and the macros of `macros.sql`.
"""

import tomllib
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from rasid.engines.duckdb import quote
from rasid.errors import InputError, UsageError
from rasid.tables.events import EVENTS

Shape = str | Dictionary[str, "Shape"] | list["Shape"]

PROVENANCE = ("raw_file", "raw_line")
MAPPED = tuple(name for name in EVENTS.column_names if name not in PROVENANCE)
KEYS = {"about", "containers", "recognise", "columns", "let", "codes", "then", "event", "record"}


@dataclass(frozen=True, slots=True)
class Mapping:
    """One log format."""

    name: str
    about: str
    containers: tuple[str, ...]
    required: tuple[str, ...]
    values: Dictionary[str, tuple[str, ...]]
    columns: Dictionary[str, Shape]
    let: Dictionary[str, str]
    codes: Dictionary[str, Dictionary[str, Any]]
    then: Dictionary[str, str]
    event: Dictionary[str, str]
    record: str

    def fits(self, record: Dictionary[str, Any]) -> bool:
        """Tell whether a parsed record is of this format."""
        present = all(
            any(_value(record, path) is not None for path in paths.split("|"))
            for paths in self.required
        )
        return present and all(
            str(_value(record, path)) in accepted for path, accepted in self.values.items()
        )


def _value(record: Any, path: str) -> Any:  # noqa: ANN401 - a parsed JSON value
    """Follow a path of keys parted by ` > `; a key may hold dots and spaces."""
    for key in path.split(" > "):
        if not isinstance(record, dict):
            return None
        record = record.get(key)
    return record


def sql_type(shape: Shape) -> str:
    """Return the SQL type of a shape: `{a = "VARCHAR"}` is STRUCT("a" VARCHAR)."""
    if isinstance(shape, str):
        return shape
    if isinstance(shape, list):
        return f"{sql_type(shape[0])}[]"
    fields = ", ".join(f"{identifier(key)} {sql_type(inner)}" for key, inner in shape.items())
    return f"STRUCT({fields})"


def identifier(name: str) -> str:
    """Return a name as a quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


@cache
def mappings() -> Dictionary[str, Mapping]:
    """Return every packaged mapping by its name, which is its file's."""
    folder = files("rasid.sources") / "mappings"
    found = sorted(Path(str(item)) for item in folder.iterdir() if item.name.endswith(".toml"))
    return {path.stem: load(path) for path in found}


def mapping_named(name: str) -> Mapping:
    """Return one mapping; raises UsageError listing the known names."""
    known = mappings()
    if name not in known:
        raise UsageError(f"--format got {name!r}, expected one of {', '.join(known)}.")
    return known[name]


def load(path: Path) -> Mapping:
    """Read and check one mapping file; raises InputError naming the key that is wrong."""
    try:
        text = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(path, f"not TOML: {error}.") from None
    for key in ("about", "containers", "recognise", "columns", "event"):
        if key not in text:
            raise InputError(path, f"the key {key!r} is missing.")
    for key in [*(text.keys() - KEYS), *(text["event"].keys() - set(MAPPED))]:
        raise InputError(path, f"the key {key!r} is not known.")
    if "time" not in text["event"]:
        raise InputError(path, "[event] needs an expression for time.")
    return Mapping(
        name=path.stem,
        about=text["about"],
        containers=tuple(text["containers"]),
        required=tuple(text["recognise"].get("keys", ())),
        values={key: tuple(map(str, v)) for key, v in text["recognise"].get("values", {}).items()},
        columns=text["columns"],
        let=text.get("let", {}),
        codes=text.get("codes", {}),
        then=text.get("then", {}),
        event=text["event"],
        record=text.get("record", "true"),
    )


@cache
def code_table(name: str) -> Dictionary[str, Dictionary[str, str]]:
    """Return a packaged table of codes: each code with its named meanings."""
    text = (files("rasid.sources") / "codes" / f"{name}.toml").read_text(encoding="utf-8")
    table: dict[str, dict[str, str]] = tomllib.loads(text)
    return table


def event_query(mapping: Mapping, relation: str) -> str:
    """Return the query that turns `relation`, with the mapping's columns, into mapped events.

    Each step sees the names of the steps before it: columns, let, codes, then, event.
    """
    given = {**dict.fromkeys(MAPPED, "NULL"), **mapping.event}
    joins = "".join(_join(name, code) for name, code in mapping.codes.items())
    joined = "".join(f", {name}" for name in mapping.codes)
    return (
        f"WITH record AS ({relation}),\n"
        f"named AS (SELECT *{_listed(mapping.let)} FROM record),\n"
        f"coded AS (SELECT named.*{joined} FROM named{joins}),\n"
        f"said AS (SELECT *{_listed(mapping.then)} FROM coded)\n"
        f"SELECT raw_file, raw_line, record_hash, record_text, excerpt,\n"
        f"  ({mapping.record}) AS is_record{_listed(given)}\nFROM said"
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
