"""Cases: a record of a format beside what it should become, several in one TOML file."""

import csv
import json
from collections.abc import Iterator
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from rasid.findings import one_of
from rasid.sources.forms import Notes, brief, is_text
from rasid.sources.mapping import Mapping
from rasid.tables.events import EVENTS
from rasid.toml_text import TomlText

KEYS = ("name", "container", "record", "expect")


@dataclass(frozen=True, slots=True)
class Case:
    """A record as a file of one kind holds it, and the fields of its event that matter."""

    format: str
    number: int
    name: str
    kind: str
    record: Dictionary[str, Any]
    expect: Dictionary[str, Any]

    def write(self, path: Path) -> Path:
        """Write the record as a file of its own."""
        with path.open("w", encoding="utf-8", newline="") as file:
            if self.kind == "csv":
                csv.writer(file).writerows([self.record.keys(), self.record.values()])
            elif self.kind == "message":
                file.write(self.record["text"])
            else:
                file.write(json.dumps(self.record) + "\n")
        return path

    def differences(self, event: Dictionary[str, Any]) -> Iterator[tuple[str, Any, Any]]:
        """Yield each field that is not as expected: its name, what came, what was expected."""
        for name, expected in self.expect.items():
            came = written(event[name])
            if came != expected or isinstance(came, bool) != isinstance(expected, bool):
                yield name, came, expected


def kinds_of(mapping: Mapping) -> tuple[str, ...]:
    """Return the kinds of file that a case of a mapping may be written as, the usual one first."""
    return tuple(kind for kind in mapping.containers if kind != "parquet") or ("json",)


def written(value: Any) -> Any:  # noqa: ANN401 - a value of an event
    """Return a value of an event as cases write it: a time in ISO 8601, nothing as empty text."""
    if isinstance(value, datetime):
        return value.isoformat()
    return "" if value is None else value


def cases_of(text: TomlText, mapping: Mapping) -> list[Case]:
    """Return the cases of a file whose form was checked."""
    return [
        Case(
            format=mapping.name,
            number=number,
            name=case.get("name", f"case {number + 1}"),
            kind=case.get("container", kinds_of(mapping)[0]),
            record=case["record"],
            expect=case["expect"],
        )
        for number, case in enumerate(text.data["case"])
    ]


def check_case_text(notes: Notes, kinds: tuple[str, ...]) -> None:
    """Note what is wrong in the form of a file of cases, for a mapping of these containers."""
    data = notes.text.data
    for key in data.keys() - {"case"}:
        notes.add((key,), "the key is not known", "[[case]]")
    cases = data.get("case")
    if not isinstance(cases, list) or not cases:
        notes.add(("case",), "there is no case", "[[case]], each with a record and what to expect")
        return
    for at, case in enumerate(cases):
        if isinstance(case, dict):
            _check_case(notes, at, case, kinds)
        else:
            notes.add(("case", at), f"got {brief(case)}", "a table [[case]]")


def _check_case(notes: Notes, at: int, case: dict[str, Any], kinds: tuple[str, ...]) -> None:
    before = len(notes.findings)
    for key in case.keys() - set(KEYS):
        notes.add(("case", at, key), "the key is not known", one_of(KEYS, key))
    for key in ("record", "expect"):
        if not isinstance(case.get(key), dict) or not case[key]:
            came = f"got {brief(case[key])}" if key in case else "the key is missing"
            notes.add(("case", at, key), came, "a table with something in it")
    if not is_text(case.get("name", "unnamed")):
        notes.add(("case", at, "name"), f"got {brief(case['name'])}", "text in quotes")
    kind = case.get("container", kinds[0])
    if kind not in kinds:
        notes.add(("case", at, "container"), f"got {brief(kind)}", one_of(kinds, str(kind)))
    if len(notes.findings) == before:
        _check_values(notes, at, case, kind)


def _check_values(notes: Notes, at: int, case: dict[str, Any], kind: str) -> None:
    for name in case["expect"].keys() - set(EVENTS.column_names):
        came = "the column is not known"
        notes.add(("case", at, "expect", name), came, one_of(EVENTS.column_names, name))
    if kind == "message" and not is_text(case["record"].get("text")):
        notes.add(("case", at, "record", "text"), "the key is missing", "a message as text")
    try:
        json.dumps(case["record"], allow_nan=False)
    except (TypeError, ValueError):
        came = "a date, or a number that is none"
        notes.add(("case", at, "record"), came, "values that JSON has; a date in quotes")
