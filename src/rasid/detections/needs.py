"""Actions without which a rule finds nothing, as its SELECT says at the top of all that it reads.

What is not plain needs nothing, so that such a rule runs whatever there is.
"""

from collections.abc import Iterator, Mapping

from sqlglot import exp

from rasid.detections.rule import Needs

_EVENTS, _ACTION = "events", "action"
_INNER = ("", "INNER", "CROSS")


def needs_of(tree: exp.Expr) -> Needs:
    """Return the sets of actions of which a rule needs an event each, before it gives a row.

    The tree is of what rules may say, and has the names that rules have for relations.
    """
    steps: dict[str, Needs] = {}
    first = tree.args.get("with_") or tree.args.get("with")
    for cte in first.expressions if first else ():
        steps[cte.alias.lower()] = _of_query(cte.this, steps)
    return tuple(sorted(set(_of_query(tree, steps)), key=sorted))


def _of_query(query: exp.Expr | None, steps: Mapping[str, Needs]) -> Needs:
    if isinstance(query, exp.Union):
        return _either([_of_query(query.this, steps), _of_query(query.expression, steps)])
    if not isinstance(query, exp.Select) or _is_one_row(query):
        return ()
    sources = list(_sources(query))
    if any(join.side in ("RIGHT", "FULL") for join in query.args.get("joins") or ()):
        return ()
    tables = [one for one in sources if isinstance(one, exp.Table) and one.name == _EVENTS]
    named = {one.alias_or_name.lower() for one in tables}
    if tables and not query.args.get("joins"):
        named.add("")  # there is only one that a column without a name before it can be of
    where = query.args.get("where")
    needs = list(_of_condition(where.this, named) if where else ())
    for source in sources:
        if isinstance(source, exp.Table):
            needs += steps.get(source.name.lower(), ())
        elif isinstance(source, exp.Subquery):
            needs += _of_query(source.this, steps)
    return tuple(needs)


def _is_one_row(select: exp.Select) -> bool:
    """Tell whether a SELECT may give a row where nothing is read: numbers of no events."""
    group = select.args.get("group")
    if group and group.expressions and not any(isinstance(g, exp.Tuple) for g in group.expressions):
        return False
    having = select.args.get("having")
    said = [*select.expressions, *([having] if having else [])]
    numbers = (number for one in said for number in one.find_all(exp.AggFunc))
    return group is not None or any(not _is_of_window(number) for number in numbers)


def _is_of_window(number: exp.AggFunc) -> bool:
    holder = number.parent
    while isinstance(holder, exp.Filter | exp.IgnoreNulls):
        holder = holder.parent
    return isinstance(holder, exp.Window)


def _sources(select: exp.Select) -> Iterator[exp.Expr]:
    """Yield what must have a row for the SELECT to have one."""
    begun = select.args.get("from_") or select.args.get("from")
    if begun:
        yield begun.this
    for join in select.args.get("joins") or ():
        if not join.side and join.kind in _INNER:
            yield join.this


def _of_condition(condition: exp.Expr, named: set[str]) -> Needs:
    """Return the sets of actions one of which each must be there for a condition to be true."""
    condition = condition.unnest()
    if isinstance(condition, exp.And):
        parts = [_of_condition(one, named) for one in (condition.this, condition.expression)]
        return (*parts[0], *parts[1])
    if isinstance(condition, exp.Or):
        return _either(
            [_of_condition(one, named) for one in (condition.this, condition.expression)]
        )
    if isinstance(condition, exp.EQ):
        return _named_by(condition.this, [condition.expression], named)
    if isinstance(condition, exp.In):
        return _named_by(condition.this, condition.expressions, named)
    return ()


def _named_by(column: exp.Expr, values: list[exp.Expr], named: set[str]) -> Needs:
    if not isinstance(column, exp.Column) or column.name.lower() != _ACTION:
        return ()
    if column.table.lower() not in named or not values:
        return ()
    texts = [value.name for value in values if isinstance(value, exp.Literal) and value.is_string]
    return (frozenset(texts),) if len(texts) == len(values) else ()


def _either(ways: list[Needs]) -> Needs:
    """Return what is needed where one of some ways is enough: of each its smallest set."""
    if not all(ways):
        return ()
    return (
        frozenset().union(*(min(way, key=lambda one: (len(one), sorted(one))) for way in ways)),
    )
