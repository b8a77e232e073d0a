"""Lines into flat zstd Parquet, as each of the other tools does it.

The tools are loaded when they are asked for, and need not be there for what does not ask.
"""

import json
from collections.abc import Callable
from functools import partial, reduce
from importlib import import_module
from pathlib import Path
from typing import Any

from bare import Leaf, leaves_read, shape_read
from case_records import case_records

from rasid.sources.formats import packaged

QUOTE = "`"


def _shape(name: str) -> dict[str, Any]:
    return shape_read(packaged().mappings[name], case_records(name, "ndjson"))


def _leaves(name: str) -> list[Leaf]:
    return leaves_read(packaged().mappings[name], case_records(name, "ndjson"))


def with_polars(name: str, path: Path, folder: Path) -> None:
    """Lazily, so that it streams."""
    polars: Any = import_module("polars")

    def type_of(shape: Any) -> Any:  # noqa: ANN401 - a shape
        if isinstance(shape, list):
            return polars.List(type_of(shape[0]))
        if isinstance(shape, dict):
            return polars.Struct({key: type_of(inner) for key, inner in shape.items()})
        return polars.String

    def step(column: Any, key: str | int) -> Any:  # noqa: ANN401 - expressions
        return column.list.first() if isinstance(key, int) else column.struct.field(key)

    types = {key: type_of(inner) for key, inner in _shape(name).items()}
    columns = [
        reduce(step, keys, polars.col(first)).alias(f"c{number}")
        for number, (first, *keys) in enumerate(_leaves(name))
    ]
    lines = polars.scan_ndjson(path, schema=types)
    lines.select(columns).sink_parquet(folder / "polars.parquet", compression="zstd")


def with_chdb(name: str, path: Path, folder: Path) -> None:
    """ClickHouse in this process."""
    chdb: Any = import_module("chdb")

    def type_of(shape: Any) -> str:  # noqa: ANN401 - a shape
        if isinstance(shape, list):
            return f"Array({type_of(shape[0])})"
        if isinstance(shape, dict):
            inner = ", ".join(f"{QUOTE}{k}{QUOTE} {type_of(v)}" for k, v in shape.items())
            return f"Tuple({inner})"
        return "Nullable(String)"

    def step(text: str, key: str | int) -> str:
        return f"{text}[1]" if isinstance(key, int) else f"tupleElement({text}, '{key}')"

    types = ", ".join(f"{QUOTE}{k}{QUOTE} {type_of(v)}" for k, v in _shape(name).items())
    columns = ", ".join(
        f"{reduce(step, keys, f'{QUOTE}{first}{QUOTE}')} AS c{number}"
        for number, (first, *keys) in enumerate(_leaves(name))
    )
    chdb.query(
        f"SELECT {columns} FROM file('{path}', 'JSONEachRow', '{types}') "
        f"INTO OUTFILE '{folder / 'chdb.parquet'}' FORMAT Parquet "
        "SETTINGS output_format_parquet_compression_method = 'zstd'"
    )


def with_pandas(name: str, path: Path, folder: Path) -> None:
    """As one would at first: all lines as dictionaries, then a table."""
    pandas: Any = import_module("pandas")
    with path.open(encoding="utf-8") as lines:
        table = pandas.json_normalize([json.loads(line) for line in lines])
    columns: dict[str, Any] = {}
    for number, leaf in enumerate(_leaves(name)):
        at = next((place for place, key in enumerate(leaf) if isinstance(key, int)), len(leaf))
        column = table[".".join(map(str, leaf[:at]))]
        if leaf[at:]:
            column = column.map(partial(_within, keys=leaf[at:]))
        columns[f"c{number}"] = column.astype("string")
    pandas.DataFrame(columns).to_parquet(folder / "pandas.parquet", compression="zstd")


def _within(value: Any, keys: Leaf) -> Any:  # noqa: ANN401 - values of JSON
    for key in keys:
        if isinstance(key, int):
            value = value[key] if isinstance(value, list) and value else None
        else:
            value = value.get(key) if isinstance(value, dict) else None
    return value


TOOLS: dict[str, Callable[[str, Path, Path], None]] = {
    "polars": with_polars,
    "chdb": with_chdb,
    "pandas": with_pandas,
}
