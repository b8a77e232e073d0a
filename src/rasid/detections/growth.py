"""How much longer than what they are made of a statement's texts may become.

Neither the limit of time nor that of memory ends one row's text that doubles step by step, so such
a statement is refused before it runs.
"""

from collections.abc import Iterator

from sqlglot import exp

MOST_GROWTH = 1000.0
"""Texts of the logs that one text may be put together from, over all steps of a rule."""

_LITERAL = 0.02
"""Of a text of the logs that each character of a literal counts for."""

_LISTED = 100.0
"""Texts that a list of one group's texts counts for, whose number only the logs know."""

_JOINS = (exp.DPipe, exp.Concat, exp.ConcatWs)


def growth_of(tree: exp.Expr) -> float:
    """Return of how many texts the longest one of a statement may be put together, at most.

    Steps multiply, since each may use what the one before it gives.
    """
    growth = 1.0
    for select in tree.find_all(exp.Select):
        growth *= max(1.0, *(_text(one) for one in _parts(select)), 1.0)
    return growth


def _parts(select: exp.Select) -> Iterator[exp.Expr]:
    """Yield what a SELECT says itself; what it reads from is a SELECT of its own."""
    for held in select.args.values():
        for one in held if isinstance(held, list) else [held]:
            if isinstance(one, exp.Expr) and not isinstance(one, exp.With):
                yield one


def _text(node: exp.Expr) -> float:
    if isinstance(node, exp.Select):
        return 0.0
    if isinstance(node, exp.Literal):
        return _LITERAL * len(node.name)
    if isinstance(node, exp.Column):
        return 1.0
    inner = [_text(one) for one in node.iter_expressions()]
    if isinstance(node, exp.Replace):
        return inner[0] * _lengthening(node) if inner else 0.0
    if isinstance(node, exp.GroupConcat):
        return _LISTED * max(inner, default=0.0)
    return sum(inner) if isinstance(node, _JOINS) else max(inner, default=0.0)


def _lengthening(call: exp.Replace) -> float:
    """Return how much longer a text can become by a replacement."""
    old, new = call.args.get("expression"), call.args.get("replacement")
    if new is None:
        return 1.0
    if not isinstance(new, exp.Literal):
        return _LISTED
    shortest = len(old.name) if isinstance(old, exp.Literal) else 1
    return max(1.0, len(new.name) / max(1, shortest))
