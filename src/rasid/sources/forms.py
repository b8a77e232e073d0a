"""The form of mappings and tables of codes: which keys they have, and what may stand there."""

import re
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field
from typing import Any

from rasid.findings import Finding, one_of
from rasid.sources.event_query import KEPT
from rasid.sources.mapping import INHERITED, KEYS, LAYERED, MAPPED, NEEDED, Mapping
from rasid.toml_text import Key, TomlText

CONTAINERS = ("json", "csv", "parquet", "message")
RESERVED = {*KEPT.split(", "), "record_json", "is_record"}
NAME = re.compile(r"[A-Za-z0-9_-]+")
IN_RECOGNISE = ("keys", "values")
IN_CODES = ("on", "table")
LONGEST_SHOWN = 60

Fits = Callable[[Any], bool]


@dataclass(slots=True)
class Notes:
    """Gathers what is wrong in one file."""

    text: TomlText
    findings: list[Finding] = field(default_factory=list)

    def add(self, key: Key, came: str, expected: str, *, inherited: bool = False) -> None:
        """Note something wrong under a key; what is inherited stands where `like` does."""
        line = self.text.line("like") if inherited else self.text.line(*key)
        place = f"{shown(key)} (of {self.text.data['like']})" if inherited else shown(key)
        self.findings.append(Finding(self.text.path, line, place, came, expected))


def shown(key: Key) -> str:
    """Return a key as one reads it in the file: `[event] action`."""
    if len(key) < 2:
        return str(key[0]) if key else ""
    table, *rest = key
    if table == "codes":
        table, rest = f"codes.{rest[0]}", rest[1:]
    # A place in a list is told by its line.
    return " ".join([f"[{table}]", ".".join(str(k) for k in rest if isinstance(k, str))]).strip()


def is_text(value: Any) -> bool:  # noqa: ANN401 - a parsed TOML value
    """Tell whether a value is text that says something."""
    return isinstance(value, str) and bool(value.strip())


def _are_texts(value: Any) -> bool:  # noqa: ANN401 - a parsed TOML value
    return isinstance(value, list) and bool(value) and all(map(is_text, value))


def _is_table(value: Any) -> bool:  # noqa: ANN401 - a parsed TOML value
    return isinstance(value, dict)


FORMS: Dictionary[str, tuple[Fits, str]] = {
    "about": (is_text, "a sentence in quotes"),
    "containers": (_are_texts, f"a list of {', '.join(CONTAINERS)}"),
    "record": (is_text, "an SQL expression in quotes"),
    "like": (is_text, "the name of another mapping"),
    "inside": (is_text, "the name of a column in quotes"),
    **dict.fromkeys(("recognise", *INHERITED, *LAYERED), (_is_table, "a table")),
}


def check_mapping_text(notes: Notes) -> None:
    """Note what is wrong in the form of a mapping's own text."""
    data = notes.text.data
    _check_name(notes)
    for key, value in data.items():
        if key not in KEYS:
            notes.add((key,), "the key is not known", one_of(KEYS, key))
        elif not FORMS[key][0](value):
            notes.add((key,), f"got {brief(value)}", FORMS[key][1])
    if notes.findings:
        return
    for at, container in enumerate(data.get("containers", ())):
        if container not in CONTAINERS:
            notes.add(("containers", at), f"got {container!a}", one_of(CONTAINERS, container))
    _check_expressions(notes)
    _check_recognise(notes, data.get("recognise", {}))
    _check_columns(notes, data.get("columns", {}))
    _check_codes(notes, data.get("codes", {}))


def _check_name(notes: Notes) -> None:
    name = notes.text.path.stem
    if not NAME.fullmatch(name):
        notes.add((), f"the file's name is {name!a}", "letters, digits, _ and -")


def _check_expressions(notes: Notes) -> None:
    data = notes.text.data
    for table in LAYERED:
        for name, value in data.get(table, {}).items():
            if not is_text(value):
                notes.add((table, name), f"got {brief(value)}", "an SQL expression in quotes")
    for name in data.get("event", {}).keys() - set(MAPPED):
        notes.add(("event", name), "the column is not known", one_of(MAPPED, name))


def _check_recognise(notes: Notes, recognise: dict[str, Any]) -> None:
    for key in recognise.keys() - set(IN_RECOGNISE):
        notes.add(("recognise", key), "the key is not known", one_of(IN_RECOGNISE, key))
    keys, values = recognise.get("keys", []), recognise.get("values", {})
    if not isinstance(keys, list) or not all(map(is_text, keys)):
        notes.add(("recognise", "keys"), f"got {brief(keys)}", "a list of paths in quotes")
    if not isinstance(values, dict):
        notes.add(("recognise", "values"), f"got {brief(values)}", "lists of values by path")
        return
    for path, accepted in values.items():
        if not isinstance(accepted, list) or not accepted:
            place = ("recognise", "values", path)
            notes.add(place, f"got {brief(accepted)}", "a list of the values that are accepted")
    if recognise and not keys and not values:
        notes.add(("recognise",), "nothing to recognise by", "keys or values")


def _check_columns(notes: Notes, columns: dict[str, Any]) -> None:
    for name, shape in columns.items():
        if name in RESERVED:
            notes.add(("columns", name), "a name that rasid itself uses", "another one")
        for place, leaf in _odd_leaves(shape, ("columns", name)):
            notes.add(place, f"got {brief(leaf)}", '"VARCHAR", a table of these, or a list of one')


def _odd_leaves(shape: Any, place: Key) -> Iterator[tuple[Key, Any]]:  # noqa: ANN401 - TOML
    """Yield what is neither text nor a table of shapes nor a list of one."""
    if isinstance(shape, dict) and shape:
        for name, inner in shape.items():
            yield from _odd_leaves(inner, (*place, name))
    elif isinstance(shape, list) and len(shape) == 1:
        yield from _odd_leaves(shape[0], (*place, 0))
    elif shape != "VARCHAR":
        yield place, shape


def _check_codes(notes: Notes, codes: dict[str, Any]) -> None:
    for name, code in codes.items():
        if not isinstance(code, dict):
            notes.add(("codes", name), f"got {brief(code)}", "a table with `table` and `on`")
            continue
        for key in IN_CODES:
            if not is_text(code.get(key)):
                came = f"got {brief(code[key])}" if key in code else "the key is missing"
                notes.add(("codes", name, key), came, "text in quotes")
        for key in code.keys() - set(IN_CODES):
            notes.add(("codes", name, key), "the key is not known", one_of(IN_CODES, key))


def check_whole(notes: Notes, whole: dict[str, Any], codes: Iterable[str]) -> None:
    """Note what a mapping lacks, with what it takes over from another."""
    for key in NEEDED:
        if not whole.get(key):
            notes.add((key,), "the key is missing", FORMS[key][1])
    if whole.get("event") and "time" not in whole["event"]:
        notes.add(("event", "time"), "the key is missing", "an SQL expression in quotes")
    for name, code in whole.get("codes", {}).items():
        if code["table"] not in codes:
            inherited = name not in notes.text.data.get("codes", {})
            came = f"there is no table of codes {code['table']!a}"
            expected = one_of(codes, code["table"])
            notes.add(("codes", name, "table"), came, expected, inherited=inherited)


def check_paths(notes: Notes, mapping: Mapping) -> None:
    """Note the paths of [recognise] that [columns] does not read."""
    paths: list[tuple[str, str | int, str]] = [
        ("keys", at, path) for at, key in enumerate(mapping.required) for path in key.split("|")
    ]
    paths += [("values", path, path) for path in mapping.values]
    for table, at, path in paths:
        shape: Any = mapping.columns
        keys = path.split(" > ")
        if mapping.inside and keys[0] == mapping.inside:
            keys = keys[1:]
        for key in keys:
            known = shape if isinstance(shape, dict) else {}
            if key not in known:
                came = f"the path {path!a} leads to {key!a}, which [columns] lacks"
                notes.add(("recognise", table, at), came, one_of(known, key))
                break
            shape = known[key]
        else:
            if table == "values" and shape != "VARCHAR":
                came = f"the path {path!a} leads to no text"
                notes.add(("recognise", table, at), came, "a path to a value")


def check_code_text(notes: Notes) -> None:
    """Note what is wrong in a table of codes."""
    rows = notes.text.data
    _check_name(notes)
    if not rows:
        notes.add((), "nothing is in it", "codes, each with its meanings")
    first: Any = next(iter(rows.values()), {})
    fields = list(first) if isinstance(first, dict) else []
    for code, row in rows.items():
        if not isinstance(row, dict) or not row:
            notes.add((code,), f"got {brief(row)}", "a table of meanings")
        elif "key" in row:
            notes.add((code, "key"), "a name that rasid itself uses", "another one")
        elif set(row) != set(fields):
            came = f"got the fields {', '.join(row)}"
            notes.add((code,), came, f"those of the first code, {', '.join(fields)}")
        else:
            for name, value in row.items():
                if not isinstance(value, str):
                    notes.add((code, name), f"got {brief(value)}", "text in quotes")


def brief(value: Any) -> str:  # noqa: ANN401 - a parsed TOML value
    """Return a value as a message shows it."""
    if isinstance(value, dict):
        return "a table"
    told = ascii(value)
    return told if len(told) <= LONGEST_SHOWN else f"{told[:LONGEST_SHOWN]}..."
