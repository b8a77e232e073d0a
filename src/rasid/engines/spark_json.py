"""What DuckDB's dialect says of JSON texts, in the words of Spark."""

import json

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect

from rasid.errors import RasidError

_DUCKDB = Dialect.get_or_raise("duckdb")
_OBJECT = "MAP<STRING, STRING>"


def spark_type(shape: object) -> str:
    """Return the type of what `json_transform` is told, such as `{"a": "VARCHAR"}`."""
    if isinstance(shape, dict):
        fields = (f"`{name}`: {spark_type(inner)}" for name, inner in shape.items())
        return f"STRUCT<{', '.join(fields)}>"
    if isinstance(shape, list):
        return f"ARRAY<{spark_type(shape[0])}>"
    return exp.DataType.build(str(shape), dialect="duckdb").sql(dialect="spark")


def from_json(text: exp.Expr, structure: str) -> exp.Expr:
    """Return what `json_transform` gives of a text; Spark would take an object for a list of it."""
    shape = json.loads(structure)
    kind = exp.Literal.string(spark_type(shape))
    if not isinstance(shape, list):
        return exp.func("from_json", text, kind)
    name = exp.to_identifier("listed")
    read = exp.func("from_json", name.copy(), kind)
    begins = exp.func("startswith", exp.func("ltrim", name.copy()), exp.Literal.string("["))
    guarded = exp.Case().when(begins, read)
    each = exp.Lambda(this=guarded, expressions=[name])
    lists = exp.func("transform", exp.func("array", text), each)
    return exp.func("get", lists, exp.Literal.number(0))


def values(node: exp.Expr) -> exp.Expr:
    """Read one value of a JSON text, several at once, or all that an object holds."""
    text, path = node.this, node.expression
    if isinstance(path, exp.Array):
        found = (_found(text, one) for one in path.expressions)
        return exp.array(*found, dialect="spark")
    return _found(text, path)


def _found(text: exp.Expr, path: exp.Expr) -> exp.Expr:
    said = _DUCKDB.to_json_path(path.unnest().copy())
    if not isinstance(said, exp.JSONPath):
        raise RasidError(f"Spark is told no path by {path.sql()}")
    *before, last = said.expressions
    if isinstance(last, exp.JSONPathKey) and isinstance(last.this, exp.JSONPathWildcard):
        inner = _found(text, exp.JSONPath(expressions=before)) if len(before) > 1 else text.copy()
        held = exp.func("map_values", exp.func("from_json", inner, exp.Literal.string(_OBJECT)))
        return _none_if_null(text, held)
    where = exp.Literal.string("$" + "".join(_step(part) for part in said.expressions[1:]))
    return exp.func("get_json_object", text.copy(), where)


def _step(part: exp.Expr) -> str:
    match part:
        case exp.JSONPathKey(this=str(name)) if "'" not in name and "?" not in name:
            return f"['{name}']"
        case exp.JSONPathSubscript(this=int(place)) if place >= 0:
            return f"[{place}]"
    raise RasidError(f"Spark has no words for a step of a path, {part.sql()}")


def keys(node: exp.Expr) -> exp.Expr:
    """Return the keys of an object, and no key of what is none."""
    return _none_if_null(node.this, exp.func("json_object_keys", node.this.copy()))


def _none_if_null(text: exp.Expr, listed: exp.Expr) -> exp.Expr:
    some = exp.func("coalesce", listed, exp.func("array"))
    return exp.paren(exp.Case().when(text.copy().is_(exp.null()).not_(), some))


def is_valid(text: exp.Expr) -> exp.Expr:
    """Tell whether a text is JSON."""
    return exp.func("try_parse_json", text).is_(exp.null()).not_()
