"""What DuckDB's dialect says of lists, in the words of Spark, whose lists begin with 0."""

from collections.abc import Callable, Mapping

from sqlglot import exp

from rasid.errors import RasidError

_LISTS = (exp.ArrayFilter, exp.Split, exp.Transform, exp.Array)
_UNKNOWN = (exp.Column, exp.Identifier, exp.Anonymous, exp.Nullif)
"""Places whose type sqlglot cannot tell, so that it left them as DuckDB counts them."""


def length(node: exp.Expr) -> exp.Expr:
    """Return how many values a list has; of anything else it is a text's length."""
    return exp.ArraySize(this=node.this.copy()) if isinstance(node.this.unnest(), _LISTS) else node


def place(node: exp.Expr) -> exp.Expr:
    """Spark has a place of a list only where there is one, and stretches by their length."""
    held = node.this.copy()
    match node.expressions:
        case [exp.Slice() as stretch]:
            return _stretch(held, stretch.args.get("this"), stretch.args.get("expression"))
        case [exp.Literal(is_string=False) as at]:
            return exp.func("get", held, at.copy())
        case [exp.Neg(this=exp.Literal() as at)]:  # sqlglot counted one from what counts back
            back = exp.Literal.number(1 - int(at.name))
            return exp.func("try_element_at", held, back)
        case [at] if isinstance(at, _UNKNOWN):
            return exp.func("get", held, exp.cast(at.copy(), "INT") - 1)
    return node


def _stretch(held: exp.Expr, first: exp.Expr | None, last: exp.Expr | None) -> exp.Expr:
    if any(isinstance(end, exp.Neg) for end in (first, last)):
        raise RasidError(f"Spark counts no stretch of {held.sql()} from its end")
    start = first.copy() if first else exp.Literal.number(1)
    size: exp.Expr
    if isinstance(start, exp.Literal) and isinstance(last, exp.Literal):
        size = exp.Literal.number(int(last.name) - int(start.name) + 1)
    else:
        end = last.copy() if last else exp.ArraySize(this=held.copy())
        before = exp.paren(start.copy() - 1)
        size = exp.func("greatest", exp.paren(end) - before, exp.Literal.number(0))
    return exp.func("slice", held, start, size)


def each(node: exp.Expr) -> exp.Expr:
    """Put two lists that are zipped side by side, as two arguments of what is done with each."""
    zipped, done = node.this, node.expression
    if not (isinstance(zipped, exp.Anonymous) and zipped.name.lower() == "list_zip"):
        return node
    (pair,) = done.expressions
    sides = [exp.to_identifier(f"{pair.name}_{nth}") for nth in range(2)]
    body = done.this.copy()
    for call in list(body.find_all(exp.Anonymous)):
        if call.name.lower() == "get" and call.expressions[0].name == pair.name:
            side = sides[int(call.expressions[1].name)].copy()
            if call is body:
                body = side
            else:
                call.replace(side)
    lists = [exp.func("coalesce", one.copy(), exp.func("array")) for one in zipped.expressions]
    return exp.func("zip_with", *lists, exp.Lambda(this=body, expressions=sides))


def _position(given: list[exp.Expr]) -> exp.Expr:
    return exp.func("nullif", exp.func("array_position", *given), exp.Literal.number(0))


def _folded(given: list[exp.Expr]) -> exp.Expr:
    """Begin with the first value of a list that is spelt out."""
    values, step = given
    if not isinstance(values, exp.Array):
        raise RasidError("Spark folds no list whose first value is not told")
    first, *rest = values.expressions
    return exp.func("aggregate", exp.func("array", *rest), first, step)


CALLS: Mapping[str, Callable[[list[exp.Expr]], exp.Expr]] = {
    "list_position": _position,
    "list_reduce": _folded,
}
"""DuckDB's functions of lists that sqlglot does not know, by what makes them Spark's."""
