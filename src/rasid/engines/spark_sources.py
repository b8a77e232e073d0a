"""DuckDB's readers of log files for Spark: each is replaced by what reads the same records."""

import json
from pathlib import Path

from sqlglot import exp, parse_one

from rasid.errors import RasidError


def with_sources(query: exp.Expr) -> exp.Expr:
    """Return a statement that reads files by Spark; raises RasidError for what only DuckDB reads."""
    for table in list(query.find_all(exp.Table)):
        call = table.this
        if isinstance(call, exp.ReadParquet):
            table.replace(_parquet(call.expressions, table.alias))
        elif isinstance(call, exp.Anonymous):
            reader = {"read_json": _records, "read_ndjson_objects": _texts}.get(call.name.lower())
            if reader is None:
                raise RasidError(f"Spark reads no {call.name.removeprefix('read_')}")
            table.replace(reader(call.expressions))
    return query


def spark_type(shape: object) -> str:
    """Return the type of what `json_transform` is told: `{"a": "VARCHAR"}` is STRUCT<`a`: STRING>."""
    if isinstance(shape, dict):
        fields = (f"`{name}`: {spark_type(inner)}" for name, inner in shape.items())
        return f"STRUCT<{', '.join(fields)}>"
    if isinstance(shape, list):
        return f"ARRAY<{spark_type(shape[0])}>"
    return exp.DataType.build(str(shape), dialect="duckdb").sql(dialect="spark")


def from_json(text: exp.Expr, structure: str) -> exp.Expr:
    """Return what `json_transform` gives of a text."""
    return exp.func("from_json", text, exp.Literal.string(spark_type(json.loads(structure))))


def _options(given: list[exp.Expr]) -> tuple[list[str], dict[str, exp.Expr]]:
    first, *rest = given
    paths = [one.name for one in first.expressions] or [first.name]
    return paths, {one.this.name: one.expression for one in rest}


def _lines(paths: list[str]) -> str:
    """Return the lines that are not blank."""
    each = (
        f"SELECT value AS json, _metadata.file_path AS filename FROM text.`{_place(path)}`"
        for path in paths
    )
    return f"SELECT * FROM ({' UNION ALL '.join(each)}) WHERE LENGTH(TRIM(json)) > 0"


def _texts(given: list[exp.Expr]) -> exp.Expr:
    paths, options = _options(given)
    _require_plain(options)
    return exp.Subquery(this=parse_one(_lines(paths), read="spark"))


def _records(given: list[exp.Expr]) -> exp.Expr:
    paths, options = _options(given)
    _require_plain(options)
    fields = ", ".join(
        f"`{one.this.name}` {_of_text(one.expression.name)}"
        for one in options["columns"].expressions
    )
    schema = fields.replace("\\", "\\\\").replace("'", "\\'")
    sql = f"SELECT record.*, filename FROM (SELECT from_json(json, '{schema}') AS record, filename FROM ({_lines(paths)}))"
    return exp.Subquery(this=parse_one(sql, read="spark"))


def _of_text(kind: str) -> str:
    return exp.DataType.build(kind, dialect="duckdb").sql(dialect="spark")


def _parquet(given: list[exp.Expr], alias: str) -> exp.Expr:
    paths, options = _options(given)
    number = ", _metadata.row_index AS file_row_number" if "file_row_number" in options else ""
    each = (f"SELECT *{number} FROM parquet.`{_place(path)}`" for path in paths)
    query = parse_one(" UNION ALL ".join(each), read="spark")
    return exp.Subquery(this=query, alias=exp.to_identifier(alias) if alias else None)


def _require_plain(options: dict[str, exp.Expr]) -> None:
    packed = options.get("compression")
    if packed is not None and packed.name != "none":
        raise RasidError(f"Spark reads no lines that are packed with {packed.name}")


def _place(path: str) -> str:
    """Return where a file lies; what is linked to, since Spark wants the file's own name."""
    return str(Path(path)).replace("`", "``")
