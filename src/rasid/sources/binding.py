"""A mapping's expressions in their order: each must fit what the steps before it give."""

from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field
from typing import Any

from rasid.errors import RasidError
from rasid.findings import one_of
from rasid.sources.event_query import KEPT, sql_type
from rasid.sources.expressions import (
    NoExpressionError,
    Parser,
    Tree,
    binding_problem,
    constants,
    texts,
)
from rasid.sources.forms import Notes
from rasid.sources.mapping import CodeTable, Mapping, identifier
from rasid.tables.events import ACTIONS, OUTCOMES
from rasid.toml_text import Key

VOCABULARY = {"action": ACTIONS, "outcome": OUTCOMES}
TYPES = {
    "time": ("TIMESTAMP", "TIMESTAMP_NS", "TIMESTAMP_MS", "TIMESTAMP_S"),
    "account_exists": ("BOOLEAN",),
    "asn": (
        "VARCHAR",
        "TINYINT",
        "SMALLINT",
        "INTEGER",
        "BIGINT",
        "UINTEGER",
        "UBIGINT",
        "HUGEINT",
    ),
}
TEXT = ("VARCHAR", "JSON")
NOTHING = '"NULL"'

Expressions = Dictionary[str, str]


@dataclass(slots=True)
class Binder:
    """Binds the expressions of one mapping to a relation without rows, and notes what fails."""

    parser: Parser
    notes: Notes
    mapping: Mapping
    codes: Dictionary[str, CodeTable]
    trees: dict[tuple[str, str], Tree] = field(default_factory=dict)

    def check(self) -> None:
        """Go through record, let, codes, then and event, as the query of a mapping does."""
        mapping = self.mapping
        columns = ", ".join(
            f"CAST(NULL AS {sql_type(shape)}) AS {identifier(name)}"
            for name, shape in mapping.columns.items()
        )
        kept = ", ".join(f"CAST(NULL AS VARCHAR) AS {name}" for name in KEPT.split(", "))
        relation = f"SELECT {kept}, {columns} WHERE false"
        names = list(mapping.columns)
        # What [recognise] asks is sound where its paths are.
        asked = {"record": mapping.record} if "record" in self.notes.text.data else {}
        given = self._step("", asked, relation, names)
        if given.get("record", "BOOLEAN") != "BOOLEAN":
            self._note("", "record", f"a {given['record']}", "a BOOLEAN, true for its records")
        relation = self._next("let", mapping.let, relation, names)
        relation = self._joined(relation, names)
        relation = self._next("then", mapping.then, relation, names)
        self._check_types(self._step("event", mapping.event, relation, names))
        for name, words in VOCABULARY.items():
            self._check_words(name, words)

    def _check_types(self, types: Expressions) -> None:
        for name, given in types.items():
            wanted = TYPES.get(name, TEXT)
            if given not in (*wanted, NOTHING):
                what = "TIMESTAMP, such as moment(x) gives" if name == "time" else wanted[0]
                self._note("event", name, f"a {given}", f"a {what}")

    def _next(self, table: str, given: Expressions, relation: str, names: list[str]) -> str:
        """Bind a step whose names the steps after it see; return its relation."""
        sound = self._step(table, given, relation, names)
        listed = "".join(
            f", ({sql if name in sound else 'NULL'}\n) AS {identifier(name)}"
            for name, sql in given.items()
        )
        names += given
        return f"SELECT *{listed} FROM ({relation})"

    def _joined(self, relation: str, names: list[str]) -> str:
        """Join the tables of codes, as far as what they are joined by can be bound."""
        joins = joined = ""
        named = relation
        for name, code in self.mapping.codes.items():
            sound = self._step(f"codes.{name}", {"on": code["on"]}, relation, names)
            table, alias = identifier(f"codes_{code['table']}"), identifier(name)
            on = f"({code['on']}\n)" if sound else "NULL"
            joins += f" LEFT JOIN {table} AS {alias} ON {alias}.key = {on}"
            joined += f", {alias}"
            relation = f"SELECT named.*{joined} FROM ({named}) AS named{joins}"
            names.append(name)
        return relation

    def _step(
        self, table: str, given: Expressions, relation: str, names: list[str]
    ) -> dict[str, str]:
        """Parse and bind the expressions of a step; return the types of those that are sound."""
        parsed = {name: sql for name, sql in given.items() if self._parses(table, name, sql)}
        try:
            return self._bound(parsed, relation)
        except RasidError:
            sound: dict[str, str] = {}
        scope = [*names, *given]
        for name, sql in parsed.items():
            try:
                self._bound({**sound, name: sql}, relation)
            except RasidError as error:
                others = [other for other in scope if other != name]
                self._note(table, name, *binding_problem(error, others, self.parser.functions))
            else:
                sound[name] = sql
        return self._bound(sound, relation)

    def _parses(self, table: str, name: str, sql: str) -> bool:
        try:
            self.trees[table, name] = self.parser.tree(sql)
        except NoExpressionError as error:
            self._note(table, name, error.came, error.expected)
            return False
        return True

    def _bound(self, expressions: Expressions, relation: str) -> dict[str, str]:
        """Return each expression's type; raises RasidError where the engine cannot bind them."""
        if not expressions:
            return {}
        listed = ", ".join(f"({sql}\n) AS {identifier(n)}" for n, sql in expressions.items())
        rows = self.parser.engine.rows(f"DESCRIBE SELECT {listed} FROM ({relation})")
        return {name: kind for name, kind, *_ in rows}

    def _check_words(self, name: str, words: tuple[str, ...]) -> None:
        """Note what an expression may come to that is no word of the vocabulary."""
        left = [("event", name)]
        seen: set[tuple[str, str]] = set()
        while left:
            place = left.pop()
            if place in seen or place not in self.trees:
                continue
            seen.add(place)
            for found in constants(self.trees[place]):
                if isinstance(found, str):
                    if found and found not in words:
                        self._note(*place, f"the constant {found!a}", one_of(words, found))
                elif len(found) == 1:
                    left += [(table, found[0]) for table in ("then", "let")]
                elif found[0] in self.mapping.codes:
                    self._check_table(place, found, words)

    def _check_table(
        self, place: tuple[str, str], column: tuple[str, ...], words: tuple[str, ...]
    ) -> None:
        table = self.mapping.codes[column[0]]["table"]
        # A word that the expression itself speaks of is one that it makes something else of.
        spoken = {"", *words, *texts(self.trees[place])}
        for code, row in self.codes[table].items():
            word = row.get(column[1], "")
            if word not in spoken:
                came = f"{'.'.join(column)}, which is {word!a} for the code {code!a} of {table}"
                self._note(*place, came, one_of(words, word))
                return

    def _note(self, table: str, name: str, came: str, expected: str) -> None:
        key: Key = (*table.split("."), name) if table else (name,)
        own: Any = self.notes.text.data
        taken_over = "like" in own
        for part in key:
            own = own.get(part) if isinstance(own, dict) else None
        self.notes.add(key, came, expected, inherited=taken_over and own is None)
