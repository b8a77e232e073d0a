"""TOML with the line of each key, so that what is wrong in it can be shown in its place."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from rasid.findings import Finding, FoundError

Key = tuple[str | int, ...]


@dataclass(frozen=True)
class TomlText:
    """What a TOML file holds, and on which line each key of it stands."""

    path: Path
    data: dict[str, Any]
    text: str

    @cached_property
    def lines(self) -> Mapping[Key, int]:
        """The line of each key, from 1."""
        return dict(_lines(self.text))

    def line(self, *key: str | int) -> int | None:
        """Return the line of a key, else of the nearest table around it."""
        while key and key not in self.lines:
            key = key[:-1]
        return self.lines.get(key)


def read_toml(path: Path) -> TomlText:
    """Read a file; raises FoundError with the line where it is no TOML."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        came = f"cannot be read: {error.strerror}"
        raise FoundError(Finding(path, None, "", came, "a file")) from None
    except UnicodeDecodeError:
        came = "not TOML: it is not UTF-8"
        raise FoundError(Finding(path, None, "", came, "text in UTF-8")) from None
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        told = str(error) or "nested too deeply"
        place = re.search(r" \(at line (\d+), column \d+\)$", told)
        line = int(place[1]) if place else text.count("\n") + 1
        why = told[: place.start()] if place else told.removesuffix(" (at end of document)")
        why = f"not TOML: {why[:1].lower()}{why[1:]}"
        raise FoundError(Finding(path, line, "", why, "TOML")) from None
    return TomlText(path, data, text)


def _lines(text: str) -> Iterator[tuple[Key, int]]:
    """Yield each key with the line on which it begins; text that stands alone is one statement."""
    table: Key = ()
    counts: dict[Key, int] = {}
    start, chunk = 1, ""
    for number, line in enumerate(text.split("\n"), start=1):
        chunk += f"{line}\n"
        try:
            statement = tomllib.loads(chunk)
        except tomllib.TOMLDecodeError:
            continue
        if chunk.lstrip().startswith("["):
            table = _table(statement, counts)
            yield table, start
        else:
            yield from ((table + key, start) for key in _keys(statement))
        start, chunk = number + 1, ""


def _table(header: Any, counts: dict[Key, int]) -> Key:  # noqa: ANN401 - a parsed TOML value
    """Return the key of a `[table]`, or of the next of a `[[list of tables]]`."""
    key: Key = ()
    while header:
        ((name, header),) = header.items()
        key += (name,)
        if isinstance(header, list):
            counts[key] = counts.get(key, -1) + 1
            header = header[0]
        if key in counts:
            key += (counts[key],)
    return key


def _keys(value: Any) -> Iterator[Key]:  # noqa: ANN401 - a parsed TOML value
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for name, held in inner:
        yield (name,)
        if isinstance(held, dict | list):
            yield from ((name, *key) for key in _keys(held))
