"""Finding values in a record by dotted paths; a record may be a flat row or nested JSON.

`events[eventAction=registration].eventDate` goes through a list and keeps what has that value.
`vcardArray.fn` is the full name in a jCard. A path that leads nowhere finds nothing.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

Record = Mapping[str, Any]

DEEPEST, MOST_VALUES = 6, 2_000
_STEP = re.compile(r"([^\[\]]+)(?:\[(\w+)=(\w+)\])?")


def values(record: Record, paths: Sequence[str]) -> list[Any]:
    """Return what is found by the first path that finds anything."""
    for path in paths:
        if path not in record and _steps(path)[0] not in record:
            continue
        found = [value for value in _at(record, path) if value not in (None, "", [], {})]
        if found:
            return found[:MOST_VALUES]
    return []


def has(record: Record, path: str) -> bool:
    """Say whether a path, or one of several parted by `|`, finds anything in a record."""
    return any(True for one in _choices(path) for _ in _at(record, one))


@cache
def _choices(path: str) -> tuple[str, ...]:
    return tuple(path.split("|"))


def _at(record: Record, path: str) -> Iterator[Any]:
    if path in record:
        yield from _flat(record[path])
        return
    first, steps = _steps(path)
    if steps and first in record:
        yield from _walk(record, steps)


@cache
def _steps(path: str) -> tuple[str, tuple[str, ...]]:
    """Return the field that a path begins with, and its steps; none where the path is the field."""
    steps = tuple(path.split("."))
    first = steps[0].partition("[")[0]
    return first, () if first == path else steps


def _walk(value: Any, steps: Sequence[str]) -> Iterator[Any]:  # noqa: ANN401 - whatever JSON holds
    if not steps:
        yield from _flat(value)
        return
    if steps[0] == "fn" and isinstance(value, list):
        yield from _full_name(value)
    elif isinstance(value, list):
        for item in value[:MOST_VALUES]:
            yield from _walk(item, steps)
    elif isinstance(value, Mapping):
        found = _STEP.fullmatch(steps[0])
        if found and found[1] in value:
            yield from _walk(_kept(value[found[1]], found[2], found[3]), steps[1:])


def _kept(value: Any, name: str | None, wanted: str | None) -> Any:  # noqa: ANN401 - as above
    if name is None or not isinstance(value, list):
        return value
    return [item for item in value if isinstance(item, Mapping) and _is(item.get(name), wanted)]


def _is(value: Any, wanted: str | None) -> bool:  # noqa: ANN401 - as above
    return wanted in value if isinstance(value, list) else value == wanted


def _full_name(card: list[Any]) -> Iterator[Any]:
    """Yield the `fn` of a jCard: ["vcard", [["fn", {}, "text", "A Registrar"], …]]."""
    for fields in card:
        for field in fields if isinstance(fields, list) else ():
            if isinstance(field, list) and field[:1] == ["fn"]:
                yield field[-1]


def _flat(value: Any, depth: int = 0) -> Iterator[Any]:  # noqa: ANN401 - as above
    if isinstance(value, list):
        for item in value[:MOST_VALUES] if depth < DEEPEST else ():
            yield from _flat(item, depth + 1)
    else:
        yield value
