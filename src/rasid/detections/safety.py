"""A rule's SQL, which may be a stranger's, held against what a rule may say.

What is not on a list here is refused: statements, kinds of expression, functions, relations. What
runs is written anew from what was checked, so that no reading of the text but this one counts.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from rasid.detections.allowed import FUNCTIONS, NAMED, NODES
from rasid.detections.growth import MOST_GROWTH, growth_of
from rasid.detections.needs import needs_of
from rasid.detections.relations import RELATIONS
from rasid.detections.rule import RESULT, Needs, Value

DIALECT = "duckdb"
LONGEST = 20_000
"""Characters of a rule; what is longer is no rule that somebody reads."""

_LACKING = re.compile(r"Required keyword: '\w+' missing for <class '[\w.]*\.(\w+)'>")
"""How the parser says that something is missing, by a class of its own."""

REMEMBERED = 1000
"""Rules whose SELECT is kept: who analyses again and again checks each once."""


@cache
def _allowed() -> tuple[type[exp.Expr], ...]:
    return tuple(getattr(exp, name) for name in (*NODES, *FUNCTIONS) if hasattr(exp, name))


class Refused(Exception):  # noqa: N818 - what happened to the rule
    """Something that a rule may not say; `line` counts from the SELECT's first, from 1."""

    def __init__(self, line: int | None, came: str, expected: str) -> None:
        self.line = line
        self.came = came
        self.expected = expected
        super().__init__(came)


@dataclass(frozen=True, slots=True)
class Checked:
    """SQL that was checked and written anew, the engine's names in it, and what it reads.

    `needs` are sets of actions, of each of which there must be an event before it gives a row.
    """

    select: str
    relations: frozenset[str]
    columns: frozenset[str]
    needs: Needs


def checked_select(text: str, reads: tuple[str, ...], values: Mapping[str, Value]) -> Checked:
    """Return a rule's SELECT with its parameters filled in; raises Refused."""
    given = tuple((name, type(value), value) for name, value in values.items())  # 1 is not 1.0
    return _remembered(text, reads, given)


@lru_cache(REMEMBERED)
def _remembered(
    text: str, reads: tuple[str, ...], given: tuple[tuple[str, type, Value], ...]
) -> Checked:
    try:
        return _checked(_parsed(text), reads, {name: value for name, _, value in given})
    except RecursionError:
        raise Refused(1, "nested too deeply", "one SELECT") from None


def _checked(tree: exp.Select, reads: tuple[str, ...], values: Mapping[str, Value]) -> Checked:
    _check_nodes(tree)
    _check_relations(tree, reads)
    _check_columns(tree)
    _fill_in(tree, values)
    columns = {column.name for column in tree.find_all(exp.Column)}
    starred = any(
        isinstance(star.parent, exp.Select | exp.Column) for star in tree.find_all(exp.Star)
    )
    if starred:
        columns |= {name for read in reads for name in RELATIONS[read].column_names}
    needs = needs_of(tree)
    for table in _tables(tree):
        if table.name in RELATIONS:
            _rename(table)
    _check_growth(tree)
    _inline_filters(tree)
    _keep_texts(tree)
    return Checked(
        select=tree.sql(dialect=DIALECT),
        relations=frozenset(RELATIONS[read].name for read in reads),
        columns=frozenset(columns),
        needs=needs,
    )


def _parsed(text: str) -> exp.Select:
    if len(text) > LONGEST:
        raise Refused(1, f"{len(text)} characters", f"{LONGEST} at most")
    try:
        statements = [one for one in sqlglot.parse(text, dialect=DIALECT) if one is not None]
    except SqlglotError as error:
        told = (getattr(error, "errors", None) or [{}])[0]
        said = str(told.get("description") or "it cannot be parsed").rstrip(".")
        why = _LACKING.sub(lambda found: f"{found[1].upper()} lacks something", said)
        raise Refused(told.get("line"), f"not SQL: {why}", "one SELECT") from None
    if len(statements) != 1:
        raise Refused(1, f"{len(statements)} statements", "one SELECT")
    (tree,) = statements
    if not isinstance(tree, exp.Select):
        raise Refused(1, f"a statement {tree.key.upper()}", "one SELECT")
    return tree


def _check_nodes(tree: exp.Select) -> None:
    for node in tree.walk():
        if type(node) in _allowed():
            continue
        name = _called(node)
        if isinstance(node, exp.Anonymous) and name in NAMED:
            continue
        if isinstance(node, exp.Func):
            raise Refused(_line(node), f"the function {name}", "one that docs/detections.md lists")
        raise Refused(_line(node), f"{name.upper()}", "what docs/detections.md says of SQL")


def _called(node: exp.Expr) -> str:
    if isinstance(node, exp.Anonymous):
        return str(node.this).lower()
    return node.sql_name().lower() if isinstance(node, exp.Func) else node.key


def _line(node: exp.Expr) -> int | None:
    """Return the line that a node begins on, as far as anything in it tells."""
    for inner in node.walk():
        line = inner.meta.get("line")
        if line is not None:
            return int(line)
    return _line(node.parent) if node.parent and not isinstance(node, exp.Select) else None


def _tables(tree: exp.Expr) -> Iterator[exp.Table]:
    yield from tree.find_all(exp.Table)


def _check_relations(tree: exp.Select, reads: tuple[str, ...]) -> None:
    """Hold that a table is a relation that the header declares, or a step named before it.

    Steps stand at the beginning only and bear no relation's name, so that a name never means
    one thing here and another to the engine.
    """
    known = set(reads)
    first = tree.args.get("with_") or tree.args.get("with")
    for step in tree.find_all(exp.With):
        if step is not first or step.args.get("recursive"):
            raise Refused(_line(step), "a WITH within, or RECURSIVE", "one WITH at the beginning")
    for cte in first.expressions if first else ():
        _check_tables(cte.this, known)
        if cte.alias in RELATIONS or cte.alias in known or not cte.alias.isidentifier():
            raise Refused(_line(cte), f"a step named {cte.alias!a}", "a name of its own")
        known.add(cte.alias)
    steps = {id(table) for cte in (first.expressions if first else ()) for table in _tables(cte)}
    _check_tables(tree, known, leave=steps)


def _check_tables(
    tree: exp.Expr, known: set[str], leave: set[int] | frozenset[int] = frozenset()
) -> None:
    for table in _tables(tree):
        if id(table) in leave:
            continue
        name = table.this
        plain = isinstance(name, exp.Identifier) and not table.db and not table.catalog
        others = {key for key, held in table.args.items() if held and key not in ("this", "alias")}
        if not plain or others or name.name not in known:
            came = table.sql(dialect=DIALECT)[:60]
            expected = f"one of {', '.join(sorted(known))}"
            raise Refused(_line(table), f"it reads {came!a}, which is not declared", expected)


def _check_columns(tree: exp.Select) -> None:
    given = [column.alias_or_name for column in tree.expressions]
    if sorted(given) != sorted(RESULT):
        lacking = [name for name in RESULT if name not in given]
        more = [name for name in given if name not in RESULT]
        came = "; ".join(
            [f"it lacks {', '.join(lacking)}"] * bool(lacking)
            + [f"it gives {', '.join(more)} too"] * bool(more)
        )
        raise Refused(_line(tree), came or "a column stands twice", ", ".join(RESULT))


def _check_growth(tree: exp.Select) -> None:
    growth = growth_of(tree)
    if growth > MOST_GROWTH:
        came = f"a text put together from up to {growth:.3g} texts"
        raise Refused(_line(tree), came, f"from {MOST_GROWTH:g} at most, over all steps")


def _fill_in(tree: exp.Select, values: Mapping[str, Value]) -> None:
    used = set()
    for holder in list(tree.find_all(exp.Placeholder)):
        name = str(holder.this or "?")
        if name not in values:
            raise Refused(_line(holder), f"${name} is no parameter", "a `-- parameter` for it")
        used.add(name)
        holder.replace(_literal(values[name]))
    for name in sorted(values.keys() - used):
        raise Refused(None, f"the parameter {name} is not used", f"${name} in the SELECT")


_DEAR = (exp.Group, exp.Join, exp.Distinct, exp.Window, exp.AggFunc, exp.Union, exp.RegexpLike)


def _inline_filters(tree: exp.Select) -> None:
    """Let a step that only filters one relation be read where it is used, and not be copied."""
    first = tree.args.get("with_") or tree.args.get("with")
    for cte in first.expressions if first else ():
        step = cte.this
        if isinstance(step, exp.Select) and not step.find(*_DEAR):
            cte.set("materialized", False)


def _keep_texts(tree: exp.Select) -> None:
    """Let `lag(column, 1, 'none')` be a text, also of a column that is held as numbers."""
    for call in tree.find_all(exp.Lag, exp.Lead):
        default = call.args.get("default")
        if not isinstance(default, exp.Literal) or not default.is_string:
            continue
        if not any(letter.isdigit() for letter in default.name):  # neither a time nor a number
            call.set("this", exp.cast(call.this, "VARCHAR"))


def _literal(value: Value) -> exp.Expr:
    if isinstance(value, timedelta):
        return exp.Interval(
            this=exp.Literal.string(str(int(value.total_seconds()))), unit=exp.var("SECOND")
        )
    return exp.convert(value)


def _rename(table: exp.Table) -> None:
    name = table.name
    if not table.alias:
        table.set("alias", exp.TableAlias(this=exp.to_identifier(name)))
    table.set("this", exp.to_identifier(RELATIONS[name].name))
