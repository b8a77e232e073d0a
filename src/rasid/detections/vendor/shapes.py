"""The names that records have at every depth, learnt from some of them, to find fields by.

Rules spell fields as their authors saw them: in other letters, joined by `_` with a column's type
behind, or within an envelope. Values may be objects, lists of them, or either as JSON text.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

MOST_ITEMS = 20
DEEPEST = 12
_ENVELOPE = "properties"
_TYPED = re.compile(r"_(?:s|d|b|g|t|dynamic|string)$")
_NO_LETTER = re.compile(r"[^a-z0-9]")


@dataclass(slots=True)
class Shape:
    """What was seen at one place of records: keys of objects, also of those in lists or texts."""

    keys: dict[str, "Shape"] = field(default_factory=dict)
    listed: bool = False
    text: bool = False
    plain: bool = False

    def learn(self, value: object, depth: int = 0) -> None:
        """Add what a value of JSON shows."""
        if depth > DEEPEST or value is None:
            return
        if isinstance(value, dict):
            for key, held in value.items():
                shape = self.keys.get(key)
                if shape is None:
                    shape = self.keys[key] = Shape()
                if held is not None:
                    shape.learn(held, depth + 1)
        elif isinstance(value, list):
            self.listed = True
            for held in value[:MOST_ITEMS]:
                self.learn(held, depth + 1)
        elif isinstance(value, str) and value[:1] in ("{", "[") and len(value) > 2:
            try:
                held = json.loads(value)
            except (ValueError, RecursionError):
                self.plain = True
                return
            self.text = True
            self.learn(held, depth + 1)
        else:
            self.plain = True


@dataclass(frozen=True, slots=True)
class Place:
    """Where a field is: a top-level key, then keys within, each after a list or not.

    `listed` tells that there may be several values: a list on the way, or a list of plain values.
    `text` tells that somewhere on the way below the top JSON is held as text.
    """

    top: str
    path: str = ""
    listed: bool = False


def shape_of(records: Iterable[Mapping[str, object]]) -> Shape:
    """Return the shape of some records."""
    shape = Shape()
    for record in records:
        shape.learn(record)
    return shape


def find(shape: Shape, name: str) -> list[Place]:
    """Return the places of a field by the name that a rule has for it, likelier ones first."""
    steps = name.split(".")
    found = list(_exactly(shape, steps))
    if not found:
        found = list(_joined(shape, name))
    if not found and steps[0].lower() == _ENVELOPE and len(steps) > 1:
        found = list(_exactly(shape, steps[1:])) or list(_joined(shape, ".".join(steps[1:])))
    for key, inner in shape.keys.items():
        if not found and key.lower() == _ENVELOPE:
            found = [
                Place(key, f"$.{_quoted(place.top)}{place.path.removeprefix('$')}", place.listed)
                for place in _exactly(inner, steps)
            ]
    return found


def _exactly(shape: Shape, steps: list[str]) -> Iterable[Place]:
    """Yield the places whose keys are a name's steps, in whatever letters."""
    for key, inner in shape.keys.items():
        if _bare(key) == steps[0].lower() or key.lower() == steps[0].lower():
            for path, listed in _within(inner, steps[1:]):
                yield Place(key, f"${path}" if path else "", listed)


def _within(shape: Shape, steps: list[str]) -> Iterable[tuple[str, bool]]:
    """Yield the paths below a place, and whether a list is on the way or at the end."""
    if not steps:
        values = shape.listed and shape.plain and not shape.keys
        yield ("[*]" if values else ""), values
        return
    star = "[*]" if shape.listed else ""
    for taken in range(1, len(steps) + 1):
        wanted = ".".join(steps[:taken]).lower()
        for key, inner in shape.keys.items():
            if key.lower() == wanted:
                for path, listed in _within(inner, steps[taken:]):
                    yield f"{star}.{_quoted(key)}{path}", listed or bool(star)


def _joined(shape: Shape, name: str) -> Iterable[Place]:
    """Yield the columns that a table has for a nested name: outcome_result_s, Result type."""
    wanted = _NO_LETTER.sub("", name.lower())
    for key, inner in shape.keys.items():
        if _NO_LETTER.sub("", _bare(key)) == wanted or _NO_LETTER.sub("", key.lower()) == wanted:
            for path, listed in _within(inner, []):
                yield Place(key, f"${path}" if path else "", listed)


def _bare(key: str) -> str:
    return _TYPED.sub("", key.lower())


def _quoted(key: str) -> str:
    return '"' + key.replace("\\", "\\\\").replace('"', '\\"') + '"'
