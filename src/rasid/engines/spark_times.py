"""What DuckDB's dialect says of moments as texts, in Spark's patterns."""

import re

from sqlglot import exp

from rasid.errors import RasidError

_FORMS = {
    "%m": "M",
    "%d": "d",
    "%Y": "yyyy",
    "%I": "h",
    "%H": "H",
    "%M": "mm",
    "%S": "ss",
    "%g": "SSS",
    "%p": "a",
    "%b": "MMM",
}

_TOLD = {"%Y": "yyyy", "%m": "MM", "%d": "dd", "%H": "HH", "%M": "mm", "%S": "ss", "%g": "SSS"}
"""What is written is as long as it may be; what is read may be shorter."""

_LETTERS = re.compile(r"(?<!%)[A-Za-z]")
"""What a form says besides what is read, which would be read too."""

_PART = re.compile(r"%.|[A-Za-z]+|[^%A-Za-z]+")


def read(text: exp.Expr, forms: exp.Expr) -> exp.Expr:
    """Try each form; one that Spark has no pattern for reads nothing."""
    tried = []
    for form in forms.expressions or [forms]:
        pattern = form.name
        for here, there in _FORMS.items():
            pattern = pattern.replace(here, there)
        if not _LETTERS.search(form.name) and "%" not in pattern:
            tried.append(exp.func("try_to_timestamp", text.copy(), exp.Literal.string(pattern)))
    moment = exp.func("coalesce", *tried) if tried else exp.null()
    return exp.cast(moment, "TIMESTAMP_NTZ", dialect="spark")


def told(node: exp.Expr) -> exp.Expr:
    """Write a moment; letters that stand for themselves are fenced."""
    form = node.args["format"].name
    pattern = ""
    for part in _PART.findall(form):
        if part.startswith("%"):
            if part not in _TOLD:
                raise RasidError(f"Spark has no pattern for {part} of {form!a}")
            pattern += _TOLD[part]
        else:
            pattern += f"'{part}'" if part[0].isalpha() else part
    return exp.func("date_format", node.this.copy(), exp.Literal.string(pattern))


def whole_units(node: exp.Expr) -> exp.Expr:
    """DuckDB counts the minutes that began in between, Spark those that went by."""
    unit = node.args.get("unit")
    if isinstance(unit, exp.Var) and unit.name.upper() in {"HOUR", "MINUTE", "SECOND"}:
        for name in ("this", "expression"):
            side = node.args[name].copy()
            node.set(name, exp.TimestampTrunc(this=side, unit=unit.copy()))
    return node
