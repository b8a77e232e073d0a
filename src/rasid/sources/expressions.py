"""The SQL expressions of a mapping, held against the engine's own parser.

An expression may ask nothing but the record: no query, no table or file, no time of day, no
aggregate. So a mapping that somebody was sent reads nothing and changes nothing.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from rasid.engines.duckdb import DuckDB
from rasid.errors import RasidError
from rasid.findings import one_of

ALLOWED = {
    "BETWEEN",
    "CASE",
    "CAST",
    "COLLATE",
    "COLUMN_REF",
    "COMPARISON",
    "CONJUNCTION",
    "CONSTANT",
    "FUNCTION",
    "LAMBDA",
    "OPERATOR",
    "TYPE",
}
REFUSED = {
    "SUBQUERY": "a query within the expression",
    "WINDOW": "a window over other records",
    "STAR": "`*` or COLUMNS, which stand for many columns",
    "PARAMETER": "a placeholder",
}
OF_A_QUERY = ("where_clause", "group_expressions", "having", "qualify", "sample", "modifiers")
ONE = "one SQL expression over the record"
PURE_MACROS = {
    "array_to_string",
    "days_in_month",
    "fdiv",
    "fmod",
    "if",
    "json",
    "nullif",
    "split_part",
}
IMPURE = {"age", "json_deserialize_sql", "json_serialize_plan", "json_serialize_sql"}
STRICT = {
    "from_json_strict": "from_json",
    "json_transform_strict": "json_transform",
    "strptime": "try_strptime",
}
NOWHERE = 2**64 - 1
CLOCKS = {"localtime", "localtimestamp", "session_user"}

Problem = tuple[str, str]
"""What came, and what was expected."""
Tree = Any


class NoExpressionError(RasidError):
    """A text that is no expression, or one that a mapping may not have."""

    def __init__(self, came: str, expected: str = ONE) -> None:
        self.came, self.expected = came, expected
        super().__init__(f"{came}; expected {expected}.")


@dataclass(slots=True)
class Parser:
    """Reads expressions by the engine's parser; the engine must know the macros by then."""

    engine: DuckDB
    functions: frozenset[str] = field(init=False)
    refused: frozenset[str] = field(init=False)
    _sound: dict[str, Tree] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        rows = self.engine.rows(
            "SELECT DISTINCT lower(function_name), function_type, stability, internal "
            "FROM duckdb_functions()"
        )
        # Of `+` or `hour`, the overloads for moments of a zone ask for the zone, here always UTC.
        steady = {
            name
            for name, kind, stability, internal in rows
            if (kind == "scalar" and stability == "CONSISTENT")
            or (kind == "macro" and (not internal or _is_pure(name)))
        }
        moving = {
            name
            for name, kind, stability, _ in rows
            if kind == "scalar" and stability == "VOLATILE"
        }
        hidden = {name for name in steady if name.startswith(("current_", "__internal"))}
        self.functions = frozenset(steady - moving - hidden - IMPURE)
        self.refused = frozenset(name for name, *_ in rows) - self.functions

    def tree(self, sql: str) -> Tree:
        """Return an expression parsed; raises NoExpressionError for one that may not stand.

        Mappings have many in common: each is parsed once, and its tree is to be read only.
        """
        if sql not in self._sound:
            self._sound[sql] = self._parsed(sql)
        return self._sound[sql]

    def _parsed(self, sql: str) -> Tree:
        query = f"SELECT (\n{sql}\n)"
        try:
            ((text,),) = self.engine.rows("SELECT json_serialize_sql($sql)", {"sql": query})
        except RasidError as error:
            raise NoExpressionError(first_line(error)) from None
        parsed = json.loads(text)
        if parsed["error"]:
            raise NoExpressionError(_parse_problem(parsed["error_message"]))
        statements = parsed["statements"]
        node = statements[0]["node"]
        plain = (
            len(statements) == 1
            and node["type"] == "SELECT_NODE"
            and len(node["select_list"]) == 1
            and node["from_table"]["type"] == "EMPTY"
            and not any(node[key] for key in OF_A_QUERY)
            and not node["cte_map"]["map"]
        )
        if not plain:
            raise NoExpressionError("a statement of its own")
        (tree,) = node["select_list"]
        parts = list(nodes(tree))
        for part in parts:
            self._check(part)
        _check_casts(parts)
        return tree

    def _check(self, part: Tree) -> None:
        kind = part["class"]
        if kind not in ALLOWED:
            raise NoExpressionError(REFUSED.get(kind, kind.lower().replace("_", " ")))
        if kind == "OPERATOR" and part["type"] == "GROUPING_FUNCTION":
            raise NoExpressionError("an aggregate over other records")
        if kind == "FUNCTION":
            name = part["function_name"].lower()
            if name == "row" and len(part["arguments"]) > 1:
                raise NoExpressionError("several expressions, parted by commas")
            if name in self.refused:
                came = f"the function {name}, which asks for more than the record"
                raise NoExpressionError(came, "a function of the record's own values")
        if kind == "COLUMN_REF" and len(part["column_names"]) == 1:
            name = part["column_names"][0].lower()
            if name.startswith("current_") or name in CLOCKS:
                raise NoExpressionError(f"{name}, which asks for more than the record")


def nodes(tree: Tree) -> Iterator[Tree]:
    """Yield every part of a parsed expression."""
    left = [tree]
    while left:
        part = left.pop()
        if isinstance(part, list):
            left += part
        elif isinstance(part, dict):
            if "class" in part:
                yield part
            left += part.values()


def constants(tree: Tree) -> Iterator[str | tuple[str, ...]]:
    """Yield the texts that an expression may come to, and the columns that it may hand on."""
    if tree["class"] == "CASE":
        for check in tree["case_checks"]:
            yield from constants(check["then_expr"])
        yield from constants(tree["else_expr"])
    elif tree["class"] == "OPERATOR" and tree["type"] == "OPERATOR_COALESCE":
        for child in tree["children"]:
            yield from constants(child)
    elif tree["class"] == "COLUMN_REF":
        yield tuple(tree["column_names"])
    else:
        yield from _text_of(tree)


def texts(tree: Tree) -> Iterator[str]:
    """Yield every text that stands in an expression."""
    for part in nodes(tree):
        yield from _text_of(part)


def _text_of(part: Tree) -> Iterator[str]:
    if part["class"] == "CONSTANT" and part["literal"]["kind"] == "STRING":
        yield str(part["literal"]["text"])


def _check_casts(parts: list[Tree]) -> None:
    """Refuse what one record could make fail, and with it the import of all."""
    tried = {id(n) for part in parts if part["type"] == "OPERATOR_TRY" for n in nodes(part)}
    for part in parts:
        if part["class"] == "FUNCTION" and part["function_name"].lower() in STRICT:
            name = part["function_name"].lower()
            raise NoExpressionError(f"{name}, which one record can make fail", STRICT[name])
        if part["class"] == "CAST" and not part["try_cast"] and id(part) not in tried:
            of_record = any(inner["class"] == "COLUMN_REF" for inner in nodes(part["child"]))
            kind = part["type_expr"]["type_name"]
            # The parser makes a cast of `IS TRUE` too, which stands nowhere in the text.
            unwritten = kind == "BOOLEAN" and part["type_expr"]["query_location"] == NOWHERE
            if of_record and kind != "VARCHAR" and not unwritten:
                came = f"a CAST to {kind}, which one record can make fail"
                raise NoExpressionError(came, "TRY_CAST")


def _is_pure(macro: str) -> bool:
    return macro.startswith(("list_", "array_")) or macro in PURE_MACROS


def _parse_problem(message: str) -> str:
    if "Only SELECT statements" in message:
        return "a statement of its own"
    return message.split("\n", maxsplit=1)[0]


def first_line(error: RasidError) -> str:
    """Return what the engine says, without the kind of error and the statement."""
    told = str(error.__cause__ or error).strip().split("\n")[0]
    return re.sub(r"^(?:[A-Z][A-Za-z]* )+Error: ", "", told).rstrip(".!")


def binding_problem(error: RasidError, names: Iterable[str], functions: Iterable[str]) -> Problem:
    """Say in a clause why the engine cannot bind an expression."""
    told = str(error.__cause__ or error)
    if unknown := re.search(r'Referenced (?:column|table) "(.+?)" not found', told):
        return f"there is no column {unknown[1]!a}", one_of(names, unknown[1])
    if unknown := re.search(r"Function with name (\S+) does not exist", told):
        came = f"there is no macro or function {unknown[1]!a}"
        near = one_of(functions, unknown[1])
        return came, near if near.endswith("perhaps") else "a macro of rasid, a function of DuckDB"
    if unknown := re.search(r'not find key "(.+?)" in struct\s+Candidate Entries: (.*)', told):
        known = re.findall(r'"(.+?)"', unknown[2])
        return f"there is no {unknown[1]!a} in it", one_of(known, unknown[1])
    if wrong := re.search(r"argument types '(.+?)'\. ", told):
        return f"nothing is known that takes {wrong[1]}", "other types, or a try_cast"
    return first_line(error), "an expression that fits the columns"
