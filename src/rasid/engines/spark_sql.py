"""The same SQL for Spark 4: by sqlglot, and what it does not know of.

What DuckDB's dialect says is carried over node by node; a statement that cannot be is refused by
Spark when it is run, and never does something else in silence.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime

from sqlglot import ErrorLevel, UnsupportedError, exp, parse_one

from rasid.engines import spark_json, spark_lists, spark_times
from rasid.engines.spark_sources import in_backticks
from rasid.errors import RasidError, one_line

_VARIABLE = "${"
_PART_BITS = 40
"""A record's number is that of its part, then so many bits for its place in it."""


def as_spark(sql: str, values: Mapping[str, object] | None = None) -> str:
    """Return one SELECT of DuckDB's dialect in that of Spark, `$name` replaced by its value."""
    return written(carried(parse_one(sql, read="duckdb"), values or {}))


def written(query: exp.Expr) -> str:
    """Return a carried statement as text; raises RasidError for what Spark has no words for."""
    try:
        return query.sql(dialect="spark", comments=False, unsupported_level=ErrorLevel.RAISE)
    except UnsupportedError as error:
        raise RasidError(f"Spark has no words for a statement: {one_line(error)}") from error


def carried(query: exp.Expr, values: Mapping[str, object]) -> exp.Expr:
    """Return a statement with what Spark says differently in its words."""
    for node in reversed(list(query.bfs())):
        if isinstance(node, exp.Parameter | exp.Placeholder):
            said = _literal(values[node.name])
        else:
            rewrite = _REWRITES.get(type(node))
            said = rewrite(node) if rewrite else node
        if said is node:
            continue
        if node is query:
            query = said
        else:
            node.replace(said)
    return query


def with_row_numbers(query: exp.Expr, folders: Mapping[str, str]) -> exp.Expr:
    """Let `rowid` be the place of a record in the files of a table that was made.

    `folders` has the files of each. DuckDB numbers the rows of each of its tables by itself.
    """
    for column in list(query.find_all(exp.Column)):
        if column.name != "rowid":
            continue
        scope = column.find_ancestor(exp.Select)
        named = list(scope.find_all(exp.Table)) if scope else []
        for table in named:
            if table.find_ancestor(exp.Select) is scope and column.table in (
                "",
                table.alias_or_name,
            ):
                table.replace(_numbered(table, folders[table.name]))
    return query


def _numbered(table: exp.Table, folder: str) -> exp.Expr:
    part = "CAST(SUBSTRING(_metadata.file_name, 6, 5) AS BIGINT)"
    number = f"SHIFTLEFT({part}, {_PART_BITS}) + _metadata.row_index"
    place = in_backticks(folder)
    files = parse_one(f"SELECT *, {number} AS rowid FROM parquet.`{place}`", read="spark")
    return exp.Subquery(this=files, alias=exp.to_identifier(table.alias_or_name))


def _literal(value: object) -> exp.Expr:
    if isinstance(value, bool):
        return exp.Boolean(this=value)
    if isinstance(value, datetime):
        return exp.cast(exp.Literal.string(value.isoformat(" ")), "TIMESTAMP_NTZ", dialect="spark")
    if isinstance(value, int | float):
        return _number(exp.Literal.number(value))
    return _text(exp.Literal.string(str(value)))


def _without_materialized(node: exp.Expr) -> exp.Expr:
    """How often a step is worked out is Spark's own affair."""
    node.set("materialized", None)
    return node


def _window(node: exp.Expr) -> exp.Expr:
    """Spark counts no distinct values in a window, but it collects them; and it wants an order."""
    match node.this:
        case exp.Count(this=exp.Distinct(expressions=[counted])):
            window = node.copy()
            window.set("this", exp.func("collect_set", counted.copy()))
            return exp.ArraySize(this=window)
        case exp.RowNumber() if not node.args.get("order") and not node.args.get("partition_by"):
            return exp.paren(exp.func("monotonically_increasing_id") + 1)
    return node


def _percentile(node: exp.Expr) -> exp.Expr:
    value, share = node.this, node.expression
    return node if share is None else exp.func("percentile", value.copy(), share.copy())


def _text(node: exp.Expr) -> exp.Expr:
    """Spark puts the values of variables even into texts; parted, it sees none."""
    if not node.is_string:
        return _number(node)
    if _VARIABLE not in node.name:
        return node
    parts = node.name.replace(_VARIABLE, f"$\0{_VARIABLE[1:]}").split("\0")
    return exp.func("concat", *map(exp.Literal.string, parts))


def _number(node: exp.Expr) -> exp.Expr:
    """Let a number with a point be no decimal, of which Spark would keep a few digits."""
    text = str(node.this)
    return exp.Literal.number(f"{text}D") if "." in text and text[-1].isdigit() else node


def _select(node: exp.Expr) -> exp.Expr:
    """Columns that others take the place of come last: only their names count."""
    joined = {join.this.alias for join in node.args.get("joins") or ()}
    listed: list[exp.Expr] = []
    for one in node.expressions:
        star = one.this if isinstance(one, exp.Column) else one
        others = (star.args.get("replace") or ()) if isinstance(star, exp.Star) else ()
        if others:
            star.set("replace", None)
            star.set("except_", [exp.column(other.alias) for other in others])
        if isinstance(one, exp.Column) and one.name in joined and not one.table:
            fields = exp.func("struct", exp.Column(this=exp.Star(), table=one.this.copy()))
            one = exp.alias_(fields, one.this.copy())  # noqa: PLW2901 - the same in Spark's words
        listed += [one, *(other.copy() for other in others)]
    node.set("expressions", listed)
    return node


def _cast(node: exp.Expr) -> exp.Expr:
    """Let one of few values be a text, and a moment have no zone."""
    kind = node.args["to"]
    if kind.this in (exp.DType.ENUM, exp.DType.UUID):
        node.set("to", exp.DataType.build("STRING", dialect="spark"))
    elif kind.this == exp.DType.TIMESTAMP:
        node.set("to", exp.DataType.build("TIMESTAMP_NTZ", dialect="spark"))
    elif kind.this == exp.DType.TIMESTAMPTZ:
        node.set("to", exp.DataType.build("TIMESTAMP_LTZ", dialect="spark"))
    return node


def _epoch(node: exp.Expr) -> exp.Expr:
    """DuckDB's `epoch_ms` and `make_timestamp`."""
    if node.args["scale"].name == "3":
        return exp.func("unix_millis", exp.cast(node.this.copy(), "TIMESTAMP_LTZ", dialect="spark"))
    moment = exp.func("timestamp_micros", node.this.copy())
    return exp.cast(moment, "TIMESTAMP_NTZ", dialect="spark")


def _overlap(node: exp.Expr) -> exp.Expr:
    return exp.func("arrays_overlap", node.this.copy(), node.expression.copy())


def _whole_times(node: exp.Expr) -> exp.Expr:
    """Divide whole numbers of any type."""
    number = exp.cast(node.this.copy(), "DECIMAL(38, 0)", dialect="spark")
    return exp.IntDiv(this=number, expression=node.expression.copy())


def _hash(given: list[exp.Expr]) -> exp.Expr:
    return exp.func("xxhash64", *given)


def _number_of(given: list[exp.Expr]) -> exp.Expr:
    """Return the last half of an MD5, its bytes from the end, halved: as DuckDB's macro says."""
    digits = [
        exp.Substring(
            this=exp.func("md5", given[0].copy()),
            start=exp.Literal.number(place),
            length=exp.Literal.number(2),
        )
        for place in range(31, 16, -2)
    ]
    number = exp.func("conv", exp.func("concat", *digits), *map(exp.Literal.number, (16, 10)))
    halved = exp.IntDiv(
        this=exp.cast(number, "DECIMAL(20, 0)", dialect="spark"), expression=exp.Literal.number(2)
    )
    return exp.cast(halved, "BIGINT", dialect="spark")


_CALLS = {**spark_lists.CALLS, "hash": _hash, "number_of": _number_of}


def _anonymous(node: exp.Expr) -> exp.Expr:
    given = [one.copy() for one in node.expressions]
    name = node.name.lower()
    if name in _CALLS:
        return _CALLS[name](given)
    match name:
        case "json_valid":
            return spark_json.is_valid(*given)
        case "json_transform":
            return spark_json.from_json(given[0], given[1].name)
        case "try_strptime":
            return spark_times.read(given[0], given[1])
    return node


def _tried(node: exp.Expr) -> exp.Expr:
    """Spark tries no expression as such; a text in base 64 it does."""
    match node.this:
        case exp.Decode(this=exp.FromBase64(this=packed)):
            unpacked = exp.func("try_to_binary", packed.copy(), exp.Literal.string("base64"))
            return exp.func("try_validate_utf8", exp.cast(unpacked, "STRING", dialect="spark"))
    return node


def _dot(node: exp.Expr) -> exp.Expr:
    """DuckDB's way to call a function of what stands before it."""
    call = node.expression
    if isinstance(call, exp.Anonymous | exp.Replace) and call.name.lower() == "replace":
        return exp.func("replace", node.this.copy(), *(one.copy() for one in call.expressions))
    return node


def _whole(node: exp.Expr) -> exp.Expr:
    pattern = exp.func(
        "concat", exp.Literal.string("^(?:"), node.expression.copy(), exp.Literal.string(")$")
    )
    return exp.RegexpLike(this=node.this.copy(), expression=pattern)


def _regexp(node: exp.Expr) -> exp.Expr:
    """Say within the pattern what DuckDB is told beside it; Java names what was found with `$`."""
    flags = "".join(
        node.args[name].name for name in ("flag", "modifiers", "parameters") if node.args.get(name)
    )
    for name in ("flag", "modifiers", "parameters"):
        node.set(name, None)
    pattern = node.expression
    if isinstance(node, exp.RegexpReplace):
        said = node.args["replacement"]
        if isinstance(said, exp.Literal):
            node.set("replacement", exp.Literal.string(_BACKWARDS.sub(r"$\1", said.name)))
        if "g" not in flags and not (pattern.name[:1] == "^" or pattern.name[-1:] == "$"):
            raise RasidError(f"Spark would replace each {pattern.name!a}, and not the first alone")
    if "i" in flags:
        node.set("expression", exp.func("concat", exp.Literal.string("(?i)"), pattern.copy()))
    return node


_BACKWARDS = re.compile(r"\\(\d)")


def _each(node: exp.Expr) -> exp.Expr:
    """Make columns of the fields of one record."""
    if isinstance(node.this, exp.Anonymous | exp.JSONExtract) or node.this.sql().startswith(
        "FROM_JSON"
    ):
        return exp.func("inline", exp.array(node.this.copy()))
    return node


_REWRITES: Mapping[type[exp.Expr], Callable[[exp.Expr], exp.Expr]] = {
    exp.CTE: _without_materialized,
    exp.Length: spark_lists.length,
    exp.Transform: spark_lists.each,
    exp.Window: _window,
    exp.PercentileCont: _percentile,
    exp.DateDiff: spark_times.whole_units,
    exp.TimeToStr: spark_times.told,
    exp.Literal: _text,
    exp.Select: _select,
    exp.Bracket: spark_lists.place,
    exp.Cast: _cast,
    exp.TryCast: _cast,
    exp.UnixToTime: _epoch,
    exp.ArrayOverlaps: _overlap,
    exp.IntDiv: _whole_times,
    exp.Dot: _dot,
    exp.RegexpFullMatch: _whole,
    exp.RegexpReplace: _regexp,
    exp.RegexpLike: _regexp,
    exp.RegexpExtract: _regexp,
    exp.JSONExtractScalar: spark_json.values,
    exp.JSONKeys: spark_json.keys,
    exp.Try: _tried,
    exp.Explode: _each,
    exp.Anonymous: _anonymous,
}
