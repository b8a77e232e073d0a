"""A log format as one TOML file: how to recognise it, what to read, and each column as SQL.

An expression may use what `[columns]` reads, the names of `[let]`, the joined `[codes.NAME]`
tables, and the macros of `macros.sql`. `like = "NAME"` takes over what the mapping NAME says and
this one does not. `inside = "COLUMN"` reads `[columns]` from the JSON text that COLUMN holds.
"""

import json
from collections.abc import Callable
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from rasid.engines.duckdb import quote
from rasid.findings import Finding, FoundError, one_of
from rasid.tables.events import EVENTS
from rasid.toml_text import read_toml

Shape = str | Dictionary[str, "Shape"] | list["Shape"]
CodeTable = Dictionary[str, Dictionary[str, str]]
"""Each code with its named meanings."""

Read = Callable[[Path], dict[str, Any]]
"""Returns what a TOML file holds."""

PROVENANCE = ("raw_file", "raw_line")
MAPPED = tuple(name for name in EVENTS.column_names if name not in PROVENANCE)
LAYERED = ("let", "then", "event")
INHERITED = ("columns", "codes")
NEEDED = ("about", "containers", "recognise", "columns", "event")
KEYS = {*NEEDED, *LAYERED, *INHERITED, "record", "like", "inside"}


@dataclass(frozen=True, slots=True)
class Mapping:
    """One log format."""

    name: str
    about: str
    containers: tuple[str, ...]
    required: tuple[str, ...]
    values: Dictionary[str, tuple[str, ...]]
    columns: Dictionary[str, Shape]
    let: Dictionary[str, str]
    codes: Dictionary[str, Dictionary[str, Any]]
    then: Dictionary[str, str]
    event: Dictionary[str, str]
    record: str
    inside: str

    @property
    def read(self) -> Dictionary[str, Shape]:
        """What is read of a record: `columns`, or the one that holds them as JSON text."""
        return {self.inside: "VARCHAR"} if self.inside else self.columns

    @property
    def lists(self) -> tuple[str, ...]:
        """The columns that are lists of objects; a lone object stands for a list of one."""
        return tuple(
            name
            for name, shape in self.read.items()
            if isinstance(shape, list) and isinstance(shape[0], dict)
        )

    @property
    def nameless(self) -> bool:
        """Whether its records never have an id of their own."""
        said = self.event.get("event_uid", "NULL")
        return self.let.get(said, said) == "NULL"

    def fits(self, record: Dictionary[str, Any]) -> bool:
        """Tell whether a parsed record is of this format."""
        present = all(
            any(_value(record, path) is not None for path in paths.split("|"))
            for paths in self.required
        )
        return present and all(
            str(_value(record, path)) in accepted for path, accepted in self.values.items()
        )


def _value(record: Any, path: str) -> Any:  # noqa: ANN401 - a parsed JSON value
    """Follow a path of keys parted by ` > `, also into JSON text; keys may hold dots and spaces."""
    for key in path.split(" > "):
        if isinstance(record, str) and record.startswith("{"):
            try:
                record = json.loads(record)
            except (ValueError, RecursionError):
                return None
        if not isinstance(record, dict):
            return None
        record = record.get(key)
    return record


def identifier(name: str) -> str:
    """Return a name as a quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def parsed(path: Path) -> dict[str, Any]:
    """Return what a TOML file holds; raises FoundError where it is none."""
    return read_toml(path).data


def load(path: Path, codes: Dictionary[str, CodeTable], read: Read = parsed) -> Mapping:
    """Make the mapping of a file that is sound; raises FoundError where it cannot be read."""
    text = complete(path, read(path), read=read)
    required = tuple(text["recognise"].get("keys", ()))
    values = {key: tuple(map(str, v)) for key, v in text["recognise"].get("values", {}).items()}
    inside = text.get("inside", "")
    return Mapping(
        name=path.stem,
        about=text["about"],
        containers=tuple(text["containers"]),
        required=required,
        values=values,
        columns=text["columns"],
        let=text.get("let", {}),
        codes={name: _filled(code, codes) for name, code in text.get("codes", {}).items()},
        then=text.get("then", {}),
        event=text["event"],
        record=text.get("record") or _recognising(required, values, inside),
        inside=inside,
    )


def _filled(code: Dictionary[str, Any], codes: Dictionary[str, CodeTable]) -> dict[str, Any]:
    """Put a table's codes, parted by bars, where `on` says `{codes}`."""
    listed = "|".join(codes[code["table"]]).replace("'", "''")
    return {**code, "on": code["on"].replace("{codes}", listed)}


def complete(
    path: Path, text: dict[str, Any], seen: tuple[Path, ...] = (), read: Read = parsed
) -> dict[str, Any]:
    """Fill in what a mapping takes over from the one that it is like; raises FoundError."""
    if "like" not in text:
        return text
    name = text["like"]
    packaged = Path(str(files("rasid.sources") / "mappings"))
    folders = dict.fromkeys((path.parent, packaged))
    models = [folder / f"{name}.toml" for folder in folders]
    model = next((m for m in models if m.is_file() and m not in (path, *seen)), None)
    if model is None:
        others = {file.stem for folder in folders for file in folder.glob("*.toml")} - {path.stem}
        line = read_toml(path).line("like")
        raise FoundError(Finding(path, line, "like", f"got {name!a}", one_of(others, name)))
    taken = complete(model, read(model), (path, *seen), read)
    layered = {key: {**taken.get(key, {}), **text.get(key, {})} for key in LAYERED}
    return {**{key: taken.get(key, {}) for key in INHERITED}, **text, **layered}


def _recognising(
    required: tuple[str, ...], values: Dictionary[str, tuple[str, ...]], inside: str
) -> str:
    """Return as SQL what `fits` asks of a record."""
    conditions = [
        "coalesce("
        + ", ".join(f"CAST({_access(path, inside)} AS VARCHAR)" for path in paths.split("|"))
        + ") IS NOT NULL"
        for paths in required
    ] + [
        f"{_access(path, inside)} IN ({', '.join(map(quote, accepted))})"
        for path, accepted in values.items()
    ]
    return " AND ".join(conditions) or "true"


def _access(path: str, inside: str) -> str:
    keys = path.split(" > ")
    if keys[0] == inside and len(keys) > 1:
        keys = keys[1:]
    return ".".join(map(identifier, keys))
