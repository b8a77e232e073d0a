"""The records inside JSON that is more than one a line: arrays, pages that list them, objects."""

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

LISTS = ("value", "items", "Records", "records", "data", "logs", "events")
_GAP = re.compile(r"[\s,\ufeff]*")


@dataclass(frozen=True, slots=True)
class Broken:
    """Where the JSON cannot be read on, or holds what is no record."""

    reason: str
    text: str


def items(text: str) -> Iterator[dict[str, Any] | Broken]:
    """Yield each record; the rest behind a fault comes as one Broken."""
    cursor = _Cursor(text)
    while cursor.skip() < len(text):
        try:
            if text[cursor.at] == "{":
                yield from _page(cursor)
            else:
                yield from _listed(cursor)
        except (ValueError, RecursionError, IndexError) as error:
            reason = f"not JSON from here: {error}"
            yield Broken(reason, text[cursor.at : cursor.at + 200])
            return


def _listed(cursor: "_Cursor") -> Iterator[dict[str, Any] | Broken]:
    """Yield the records of an array."""
    cursor.take("[")
    while cursor.next() != "]":
        value = cursor.value()
        if isinstance(value, dict):
            yield value
        else:
            yield Broken("JSON, but not an object", json.dumps(value)[:200])
    cursor.take("]")


def _page(cursor: "_Cursor") -> Iterator[dict[str, Any] | Broken]:
    """Yield the records that an object lists; an object without such a list is itself one."""
    record: dict[str, Any] = {}
    lists = False
    cursor.take("{")
    while cursor.next() != "}":
        key = cursor.value()
        cursor.take(":")
        if key in LISTS and cursor.next() == "[":
            lists = True
            yield from _listed(cursor)
        else:
            record[str(key)] = cursor.value()
    cursor.take("}")
    if not lists:
        yield record


class _Cursor:
    """A place in a JSON text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self._decoder = json.JSONDecoder(parse_constant=refuse, parse_float=finite)

    def skip(self) -> int:
        """Go past white space and commas."""
        gap = _GAP.match(self.text, self.at)
        self.at = gap.end() if gap else self.at
        return self.at

    def next(self) -> str:
        """Return the next character that says something."""
        return self.text[self.skip()]

    def take(self, expected: str) -> None:
        """Go past one character, which must be there."""
        if self.next() != expected:
            raise ValueError(f"expected {expected}")
        self.at += 1

    def value(self) -> Any:  # noqa: ANN401 - a parsed JSON value
        """Read one whole value."""
        value, self.at = self._decoder.raw_decode(self.text, self.skip())
        return value


def refuse(constant: str) -> None:
    """Refuse NaN and its like, which Python reads and JSON does not know."""
    raise ValueError(f"{constant} is no JSON value")


def finite(number: str) -> float | str:
    """Return a number, or its text where it is too large for one."""
    return float(number) if math.isfinite(float(number)) else number
