"""The same SQL for Spark 4: by sqlglot, and what it does not know of."""

from sqlglot import exp, parse_one

_VARIABLE = "${"


def as_spark(sql: str) -> str:
    """Return a compiled rule's SELECT in the dialect of Spark."""
    return parse_one(sql, read="duckdb").transform(_carried).sql(dialect="spark")


def _carried(node: exp.Expr) -> exp.Expr:
    match node:
        case exp.CTE():
            # How often a step is worked out is Spark's own affair.
            node.set("materialized", None)
        case exp.Length(this=exp.ArrayFilter() as kept):
            return exp.ArraySize(this=kept)
        case exp.Window(this=exp.Count(this=exp.Distinct(expressions=[counted]))):
            # Spark counts no distinct values in a window, but it collects them.
            window = node.copy()
            window.set("this", exp.func("collect_set", counted.copy()))
            return exp.ArraySize(this=window)
        case exp.PercentileCont(this=value, expression=share) if share is not None:
            return exp.func("percentile", value.copy(), share.copy())
        case exp.DateDiff(this=end, expression=start, unit=exp.Var() as unit) if _is_clock(unit):
            # DuckDB counts the minutes that began in between, Spark those that went by.
            for name, side in (("this", end), ("expression", start)):
                node.set(name, exp.TimestampTrunc(this=side.copy(), unit=unit.copy()))
        case exp.Literal(is_string=True, this=str(text)) if _VARIABLE in text:
            # Spark puts the values of variables even into texts; parted, it sees none.
            parts = text.replace(_VARIABLE, f"$\0{_VARIABLE[1:]}").split("\0")
            return exp.func("concat", *map(exp.Literal.string, parts))
    return node


def _is_clock(unit: exp.Var) -> bool:
    return unit.name.upper() in {"HOUR", "MINUTE", "SECOND"}
