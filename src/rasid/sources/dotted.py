"""Records whose fields are named by paths (`actor.alternateId`), put together again.

Searches and tables write what lies within an object so. A list is told by brackets
(`target{}.type`, whose values then are a list or lines) or by places (`target.0.type`,
`target[0].type`).
"""

import re
from collections.abc import Mapping
from typing import Any

from rasid.sources.parsing import parse

_STEPS = re.compile(r"[^.\[\]{}]+|\{\}|\[\d*\]")
_MOST_STEPS = 12
_MOST_PLACES = 100
_SPREAD = -1

Step = str | int


def is_dotted(record: Mapping[str, Any]) -> bool:
    """Tell whether a record has fields that are named by paths."""
    return any("." in key.strip(".") for key in record)


def nested(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record with objects where its fields are named by paths; nothing stays out empty."""
    whole: dict[str, Any] = {}
    for key, value in record.items():
        if value not in ("", None, []):
            _put(whole, _steps(key), _value(value))
    return whole


def _steps(key: str) -> list[Step]:
    """Return the steps of a path; one that begins with a point, or is no path, is a name."""
    found = _STEPS.findall(key)
    if len(found) > _MOST_STEPS or not found or key.startswith(".") or found[0][0] in "{[":
        return [key]
    steps: list[Step] = []
    for step in found:
        place = step.strip("[]")
        if step in ("{}", "[]"):
            steps.append(_SPREAD)
        elif place.isdecimal() and len(place) < 3 and steps:
            steps.append(int(place))
        else:
            steps.append(step)
    return steps


def _value(value: Any) -> Any:  # noqa: ANN401 - a JSON value
    """Return a value; what is JSON in a text is read, and of a list of one its one."""
    if isinstance(value, list) and len(value) == 1 and not isinstance(value[0], dict | list):
        return value[0]
    if isinstance(value, str) and value[0] in "[{":
        try:
            return parse(value)
        except (ValueError, RecursionError):
            return value
    return value


def _put(into: dict[str, Any], steps: list[Step], value: Any) -> None:  # noqa: ANN401 - JSON
    """Put a value where its steps lead; where something else is already, it stays."""
    name, *rest = steps
    if not rest:
        into.setdefault(str(name), value)
    elif isinstance(rest[0], int):
        listed = into.setdefault(str(name), [])
        if isinstance(listed, list):
            _put_in_list(listed, rest, value)
    else:
        inner = into.setdefault(str(name), {})
        if isinstance(inner, dict):
            _put(inner, rest, value)


def _put_in_list(into: list[Any], steps: list[Step], value: Any) -> None:  # noqa: ANN401 - JSON
    place, *rest = steps
    several = place == _SPREAD
    values = _spread(value) if several else [value]
    for at, one in enumerate(values[:_MOST_PLACES], 0 if several else int(place)):
        into.extend({} if rest else None for _ in range(at + 1 - len(into)))
        if not rest:
            into[at] = one
        elif isinstance(into[at], dict) and isinstance(rest[0], str):
            _put(into[at], rest, one)


def _spread(value: Any) -> list[Any]:  # noqa: ANN401 - a JSON value
    if isinstance(value, str):
        return value.split("\n")
    return value if isinstance(value, list) else [value]
