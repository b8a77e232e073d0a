"""Parquet as data lakes write it: columns of any type, fitted to what a mapping reads."""

import json
from collections.abc import Mapping as Dictionary

import pyarrow as pa

from rasid.engines.duckdb import quote
from rasid.sources.event_query import sql_type
from rasid.sources.mapping import Shape, identifier


def fitted_columns(schema: pa.Schema, shapes: Dictionary[str, Shape]) -> str:
    """Return the select list that reads the shapes' columns from a Parquet file's."""
    kinds = {name.lower(): schema.field(name).type for name in schema.names}
    return ", ".join(
        f"{_fitted(identifier(name), kinds.get(name.lower()), shape, 0)} AS {identifier(name)}"
        for name, shape in shapes.items()
    )


def _fitted(sql: str, kind: pa.DataType | None, shape: Shape, depth: int) -> str:
    """Return an expression of a shape's type for one of a Parquet type; NULL where none fits."""
    nothing = f"CAST(NULL AS {sql_type(shape)})"
    if kind is None:
        return nothing
    if isinstance(shape, str):
        nested = pa.types.is_nested(kind)
        return f"CAST({f'to_json({sql})' if nested else sql} AS VARCHAR)"
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        structure = quote(json.dumps(shape))
        return f"json_transform(CASE WHEN json_valid({sql}) THEN {sql} END, {structure})"
    if isinstance(shape, list):
        if not (pa.types.is_list(kind) or pa.types.is_large_list(kind)):
            return nothing
        each = f"item_{depth}"
        inner = _fitted(each, kind.value_type, shape[0], depth + 1)
        return f"list_transform({sql}, lambda {each}: {inner})"
    fields = _fields(sql, kind, shape, depth)
    packed = ", ".join(f"{identifier(key)} := {value}" for key, value in fields.items())
    return f"CASE WHEN {sql} IS NOT NULL THEN struct_pack({packed}) END" if fields else nothing


def _fields(
    sql: str, kind: pa.DataType, shapes: Dictionary[str, Shape], depth: int
) -> dict[str, str]:
    """Return the expressions of a shape's fields, read from a struct or from a map."""
    if pa.types.is_struct(kind):
        held = {kind.field(at).name.lower(): kind.field(at).type for at in range(kind.num_fields)}
        return {
            key: _fitted(f"{sql}.{identifier(key)}", held.get(key.lower()), inner, depth)
            for key, inner in shapes.items()
        }
    if pa.types.is_map(kind):
        return {
            key: _fitted(f"{sql}[{quote(key)}]", kind.item_type, inner, depth)
            for key, inner in shapes.items()
        }
    return {}
