"""DuckDB's readers of log files for Spark: each is replaced by what reads the same records."""

from pathlib import Path

from sqlglot import exp, parse_one

from rasid.errors import UsageError

_ENDINGS = {"none": "", "gzip": ".gz"}


def with_sources(query: exp.Expr) -> exp.Expr:
    """Let files be read by Spark; raises UsageError for what only DuckDB reads."""
    for table in list(query.find_all(exp.Table)):
        call = table.this
        if isinstance(call, exp.ReadParquet):
            table.replace(_parquet(call.expressions, table.alias))
        elif isinstance(call, exp.Anonymous):
            reader = {"read_json": _records, "read_ndjson_objects": _texts}.get(call.name.lower())
            if reader is None:
                raise UsageError(f'engine = "spark" has no {call.name}.')
            table.replace(reader(call.expressions))
    return query


def _options(given: list[exp.Expr]) -> tuple[list[str], dict[str, exp.Expr]]:
    first, *rest = given
    paths = [one.name for one in first.expressions] or [first.name]
    return paths, {one.this.name: one.expression for one in rest}


def _lines(paths: list[str], options: dict[str, exp.Expr]) -> str:
    """Return the lines that are not blank, each with its file's name as it was asked for."""
    packed = options["compression"].name
    if packed not in _ENDINGS:
        raise UsageError(
            f'engine = "spark" reads no lines that are packed with {packed}; unpack them first.'
        )
    ending = _ENDINGS[packed]
    each = (
        f"SELECT value AS json, '{_escaped(path)}' AS filename FROM text.`{_named(path, ending)}`"
        for path in paths
    )
    return f"SELECT * FROM ({' UNION ALL '.join(each)}) WHERE LENGTH(TRIM(json)) > 0"


def _named(path: str, ending: str) -> str:
    """Return a file by a name that ends in how it is packed, which is all that Spark goes by."""
    if not ending or path.endswith(ending):
        return in_backticks(path)
    link = Path(path + ending)
    link.unlink(missing_ok=True)
    link.symlink_to(Path(path).resolve())
    return in_backticks(str(link))


def _texts(given: list[exp.Expr]) -> exp.Expr:
    paths, options = _options(given)
    return exp.Subquery(this=parse_one(_lines(paths, options), read="spark"))


def _records(given: list[exp.Expr]) -> exp.Expr:
    paths, options = _options(given)
    fields = ", ".join(
        f"`{one.this.name}` {_of_text(one.expression.name)}"
        for one in options["columns"].expressions
    )
    parsed = (
        f"SELECT from_json(json, '{_escaped(fields)}') AS record, filename "
        f"FROM ({_lines(paths, options)})"
    )
    return exp.Subquery(this=parse_one(f"SELECT record.*, filename FROM ({parsed})", read="spark"))


def _of_text(kind: str) -> str:
    said = "VARCHAR" if kind == "JSON" else kind
    return exp.DataType.build(said, dialect="duckdb").sql(dialect="spark")


def _parquet(given: list[exp.Expr], alias: str) -> exp.Expr:
    paths, options = _options(given)
    number = ", _metadata.row_index AS file_row_number" if "file_row_number" in options else ""
    each = (f"SELECT *{number} FROM parquet.`{in_backticks(path)}`" for path in paths)
    query = parse_one(" UNION ALL ".join(each), read="spark")
    return exp.Subquery(this=query, alias=exp.to_identifier(alias) if alias else None)


def in_backticks(path: str) -> str:
    """Return a path as it stands in a name of Spark's, where nothing but a backtick is escaped."""
    return path.replace("`", "``")


def _escaped(text: str) -> str:
    """Return what stands within a text of Spark's."""
    return text.replace("\\", "\\\\").replace("'", "\\'")
