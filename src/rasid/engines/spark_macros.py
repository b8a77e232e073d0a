"""DuckDB's macros for Spark: each use is replaced by what the macro says."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sqlglot import exp, parse_one

_MACRO = re.compile(r"CREATE OR REPLACE MACRO (\w+)\(([^)]*)\) AS(.*?);\s*(?=CREATE|\Z)", re.DOTALL)
_COMMENT = re.compile(r"^\s*--.*$", re.MULTILINE)


_SHADOWED: Mapping[type[exp.Expr], str] = {exp.TimeToUnix: "epoch"}
"""Functions of DuckDB that sqlglot knows and that a macro takes the place of."""


@dataclass(frozen=True, slots=True)
class Macro:
    """An expression of named arguments."""

    arguments: tuple[str, ...]
    body: exp.Expr


def read_macros(text: str) -> dict[str, Macro]:
    """Return the macros that a file makes, by their names; sqlglot does not read some of them."""
    return {
        name: Macro(tuple(map(str.strip, arguments.split(","))), parse_one(body, read="duckdb"))
        for name, arguments, body in _MACRO.findall(_COMMENT.sub("", text))
    }


def expanded(query: exp.Expr, macros: Mapping[str, Macro]) -> exp.Expr:
    """Return a statement in which no macro is named any more."""
    while True:
        used = [one for one in query.find_all(exp.Anonymous, *_SHADOWED) if _name(one) in macros]
        if not used:
            return query
        for call in reversed(used):
            given = call.expressions or [call.this]
            said = exp.paren(_filled(macros[_name(call)], given), copy=False)
            if call is query:
                query = said
            else:
                call.replace(said)


def _name(call: exp.Expr) -> str:
    return _SHADOWED.get(type(call)) or call.name.lower()


def _filled(macro: Macro, given: list[exp.Expr]) -> exp.Expr:
    values = dict(zip(macro.arguments, given, strict=True))
    holder = exp.paren(macro.body)
    for column in list(holder.find_all(exp.Column)):
        name = column.parts[0].name
        if name in values and not _is_local(column, name):
            rest = [part.copy() for part in column.parts[1:]]
            value: exp.Expr = exp.paren(values[name])
            column.replace(exp.Dot.build([value, *rest]) if rest else value)
    filled: exp.Expr = holder.this.copy()
    return filled


def _is_local(column: exp.Expr, name: str) -> bool:
    """Tell whether a lambda within the macro has a name of its own."""
    above = column.find_ancestor(exp.Lambda)
    while above:
        if any(one.name == name for one in above.expressions):
            return True
        above = above.find_ancestor(exp.Lambda)
    return False
