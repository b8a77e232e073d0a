"""From a mapping to SQL: the types that are read, and the query that makes events of records."""

import json
import re
from collections.abc import Collection, Sequence
from collections.abc import Mapping as Dictionary
from dataclasses import replace
from typing import Any

import pyarrow as pa

from rasid.engines.duckdb import quote
from rasid.sources.mapping import MAPPED, CodeTable, Mapping, Shape, identifier

JSON = "record_json"
CLAIMED = "record_claimed"
KEPT = f"raw_file, raw_line, record_hash, record_text, {CLAIMED}, excerpt"
"""What every relation of records has beside the records' own columns."""

_PLAIN = re.compile(r"\w+", re.ASCII)


def sql_type(shape: Shape) -> str:
    """Return the SQL type of a shape: `{a = "VARCHAR"}` is STRUCT("a" VARCHAR)."""
    if isinstance(shape, str):
        return shape
    if isinstance(shape, list):
        return f"{sql_type(shape[0])}[]"
    fields = ", ".join(f"{identifier(key)} {sql_type(inner)}" for key, inner in shape.items())
    return f"STRUCT({fields})"


def event_query(mapping: Mapping, relation: str) -> str:
    """Return the query that turns `relation`, with the mapping's columns, into mapped events.

    Each step sees the names of the steps before it: columns, let, codes, then, event. The relation
    tells in `claimed` whether another mapping has taken the record.
    """
    given = {**dict.fromkeys(MAPPED, "NULL"), **mapping.event}
    joins = "".join(_join(name, code) for name, code in mapping.codes.items())
    joined = "".join(f", {identifier(name)}" for name in mapping.codes)
    record = f"SELECT *, ({mapping.record}\n) AND NOT {CLAIMED} AS is_record FROM ({relation})"
    named = _named(mapping.let, record)
    coded = f"SELECT named.*{joined} FROM ({named}) AS named{joins}"
    said = _named(mapping.then, coded)
    return f"SELECT {KEPT}, is_record{_listed(given)}\nFROM ({said})"


def narrowed(mapping: Mapping, names: Collection[str]) -> Mapping:
    """Return a mapping that tells its records and fills some columns of events, and no more.

    To plan what none of these name takes the engine longer than to read a record.
    """
    event = {name: sql for name, sql in mapping.event.items() if name in names}
    said = [mapping.record, *event.values()]
    then = _needed(mapping.then, said)
    needed = _needed({name: code["on"] for name, code in mapping.codes.items()}, said)
    let = _needed(mapping.let, said)
    columns = {name: shape for name, shape in mapping.columns.items() if _is_named(name, said)}
    return replace(
        mapping,
        columns=columns or mapping.columns,
        let=let,
        codes={name: mapping.codes[name] for name in needed},
        then=then,
        event=event,
    )


def _needed(steps: Dictionary[str, str], said: list[str]) -> dict[str, str]:
    """Return the steps that what is `said` names, or one that it needs; what they say is added."""
    needed = []
    for name in reversed(list(steps)):
        if _is_named(name, said):
            needed.append(name)
            said.append(steps[name])
    return {name: steps[name] for name in reversed(needed)}


def _is_named(name: str, texts: Sequence[str]) -> bool:
    """Tell whether any text may name a column: one with odd letters may be written otherwise."""
    if not _PLAIN.fullmatch(name):
        return True
    word = re.compile(rf"\b{name}\b", re.IGNORECASE)
    return any(word.search(text) for text in texts)


def opened(mapping: Mapping, relation: str, keep: str = KEPT) -> str:
    """Return a relation with what the mapping reads as one with the mapping's columns."""
    if not mapping.inside:
        return relation
    columns = _transformed(identifier(mapping.inside), mapping.columns)
    return f"SELECT {keep}, {columns} FROM ({relation})"


def transformed(mapping: Mapping, relation: str, before: Sequence[Mapping] = ()) -> str:
    """Return JSON records, the text in `record_json`, as a relation with the mapping's columns.

    Those that one of the mappings `before` takes are marked as claimed. An object is a list of
    one where a list of objects is read.
    """
    both = f"{KEPT}, {JSON}"
    for other in before:
        columns = _columns(other, both, relation)
        claim = f"{CLAIMED} OR coalesce(({other.record}\n), false)"
        relation = f"SELECT * REPLACE ({claim} AS {CLAIMED}) FROM ({opened(other, columns, both)})"
        relation = f"SELECT {both} FROM ({relation})"
    return opened(mapping, _columns(mapping, KEPT, relation))


def _columns(mapping: Mapping, keep: str, relation: str) -> str:
    """Return what a mapping reads of JSON records as a relation."""
    lists = mapping.lists
    shapes = {**mapping.read, **dict.fromkeys(lists, "VARCHAR")}
    columns = f"SELECT {keep}, {_transformed(JSON, shapes)} FROM ({relation})"
    if not lists:
        return columns
    read = ", ".join(f"{_list(identifier(k), mapping.read[k])} AS {identifier(k)}" for k in lists)
    return f"SELECT * REPLACE ({read}) FROM ({columns})"


def _list(text: str, shape: Shape) -> str:
    """Return a list out of a JSON text that may be its only item."""
    listed = f"CASE WHEN starts_with({text}, '{{') THEN '[' || {text} || ']' ELSE {text} END"
    valid = f"CASE WHEN json_valid({text}) THEN {listed} END"
    return f"json_transform({valid}, {quote(json.dumps(shape))})"


def _transformed(text: str, shapes: Dictionary[str, Shape]) -> str:
    """Return the columns that a JSON text holds, as a select list; NULLs where it is no JSON."""
    valid = text if text == JSON else f"CASE WHEN json_valid({text}) THEN {text} END"
    return f"unnest(json_transform({valid}, {quote(json.dumps(shapes))}))"


def _named(expressions: Dictionary[str, str], relation: str) -> str:
    """Return a relation with expressions beside its columns, each worked out once.

    One that names others gets a step after theirs: within one step the engine would put their text
    in its place, and work them out again.
    """
    step: dict[str, str] = {}
    for name, sql in expressions.items():
        if any(re.search(rf"\b{re.escape(other)}\b", sql, re.IGNORECASE) for other in step):
            relation = f"SELECT *{_listed(step)} FROM ({relation})"
            step = {}
        step[name] = sql
    return f"SELECT *{_listed(step)} FROM ({relation})"


def _listed(expressions: Dictionary[str, str]) -> str:
    return "".join(f",\n  ({sql}\n) AS {identifier(name)}" for name, sql in expressions.items())


def _join(name: str, code: Dictionary[str, Any]) -> str:
    table, alias = identifier(f"codes_{code['table']}"), identifier(name)
    return f"\nLEFT JOIN {table} AS {alias} ON {alias}.key = ({code['on']}\n)"


def code_rows(table: CodeTable) -> pa.Table:
    """Return the rows of a table of codes, each with its key."""
    fields = list(next(iter(table.values())))
    columns = {field: [row[field] for row in table.values()] for field in fields}
    return pa.table({"key": list(table), **columns})
