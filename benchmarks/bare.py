"""The bare copy: DuckDB's own reader with explicit columns, the same columns flat into Parquet."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import duckdb

from rasid.engines.duckdb import quote
from rasid.sources.event_query import sql_type
from rasid.sources.mapping import Mapping, identifier

JSON_FORMATS = {"ndjson": "newline_delimited", "gz": "newline_delimited", "array": "array"}


def copy_bare(
    mapping: Mapping, records: Iterable[dict[str, Any]], container: str, path: Path, folder: Path
) -> None:
    """Copy what a mapping reads of the records, if they hold it, with the engine alone."""
    held = _joined(records)
    shape = _shape(mapping, held)
    flat = ", ".join(x for name, inner in shape.items() for x in _leaves(identifier(name), inner))
    with duckdb.connect(config={"memory_limit": "1500MB", "temp_directory": str(folder)}) as engine:
        engine.execute(
            f"COPY (SELECT {flat} FROM {_reader(shape, list(held), container, path)}) "
            f"TO {quote(str(folder / 'bare.parquet'))} (FORMAT parquet, COMPRESSION zstd)"
        ).fetchall()


Leaf = tuple[str | int, ...]
"""The keys that lead to a text in a record; of a list, its first item: 0."""


def shape_read(mapping: Mapping, records: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return the shape of what a mapping reads of the records, if they hold it."""
    return _shape(mapping, _joined(records))


def leaves_read(mapping: Mapping, records: Iterable[dict[str, Any]]) -> list[Leaf]:
    """Return where each column of the bare copy comes from, in their order."""
    return list(_paths((), shape_read(mapping, records)))


def _paths(leading: Leaf, shape: Any) -> Iterator[Leaf]:  # noqa: ANN401 - a shape
    if isinstance(shape, list):
        yield from _paths((*leading, 0), shape[0])
    elif isinstance(shape, dict):
        for key, inner in shape.items():
            yield from _paths((*leading, key), inner)
    else:
        yield leading


def _shape(mapping: Mapping, held: dict[str, Any]) -> dict[str, Any]:
    return {k: _pruned(v, held[k]) for k, v in mapping.read.items() if k in held}


def _joined(records: Iterable[dict[str, Any]]) -> dict[str, Any]:
    held: dict[str, Any] = {}
    for record in records:
        _join(held, record)
    return held


def _reader(shape: dict[str, Any], header: list[str], container: str, path: Path) -> str:
    if container == "csv":
        names = ", ".join(f"{quote(name)}: 'VARCHAR'" for name in header)
        return (
            f"read_csv({quote(str(path))}, columns = {{{names}}}, auto_detect = false, "
            "header = true, delim = ',', quote = '\"', escape = '\"')"
        )
    typed = ", ".join(f"{identifier(k)}: {quote(sql_type(v))}" for k, v in shape.items())
    form = JSON_FORMATS[container]
    return f"read_json({quote(str(path))}, format = '{form}', columns = {{{typed}}})"


def _join(held: dict[str, Any], record: dict[str, Any]) -> None:
    """Add what a record holds; of what is nested, the keys too."""
    for key, value in record.items():
        if isinstance(value, dict) and isinstance(held.get(key), dict):
            _join(held[key], value)
        elif held.get(key) in (None, [], {}):
            held[key] = dict(value) if isinstance(value, dict) else value


def _pruned(shape: Any, value: Any) -> Any:  # noqa: ANN401 - a shape and a JSON value
    """Leave out of a shape what the records do not hold."""
    if isinstance(shape, dict) and isinstance(value, dict):
        return {k: _pruned(v, value[k]) for k, v in shape.items() if k in value} or "VARCHAR"
    return shape


def _leaves(access: str, shape: Any) -> Iterator[str]:  # noqa: ANN401 - a shape
    """Yield an expression for each leaf; of a list, of its first item."""
    if isinstance(shape, list):
        yield from _leaves(f"{access}[1]", shape[0])
    elif isinstance(shape, dict):
        for key, inner in shape.items():
            yield from _leaves(f"{access}.{identifier(key)}", inner)
    else:
        yield access
