"""Letters that the packaged fonts do not have, written as their code points."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from rasid.languages import clean


def displayable(value: Any, shows: Callable[[str], bool]) -> Any:  # noqa: ANN401 - JSON
    """Return JSON's values with each text cleaned line by line, and unknown letters as `[U+4E2D]`.

    PDF/A forbids a letter without a glyph; leaving it out would change a name unseen. `shows` says
    whether all letters of a text have one.
    """
    unknown = frozenset(_unknown(_odd_letters(value), shows))
    return _written(value, unknown)


def _written(value: Any, unknown: frozenset[str]) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, str):
        lines = "\n".join(clean(line) for line in value.split("\n"))
        return "".join(f"[U+{ord(one):04X}]" if one in unknown else one for one in lines)
    if isinstance(value, Mapping):
        return {key: _written(one, unknown) for key, one in value.items()}
    if isinstance(value, Sequence):
        return [_written(one, unknown) for one in value]
    return value


def _odd_letters(value: object) -> str:
    """Return the letters that are not plain ASCII, each once, in order."""
    text = clean(json.dumps(value, ensure_ascii=False).replace("\\n", " "))
    return "".join(sorted({one for one in text if not one.isascii()}))


def _unknown(letters: str, shows: Callable[[str], bool]) -> Iterator[str]:
    """Yield the letters without a glyph, halving what holds one."""
    if not letters or shows(letters):
        return
    if len(letters) == 1:
        yield letters
        return
    middle = len(letters) // 2
    yield from _unknown(letters[:middle], shows)
    yield from _unknown(letters[middle:], shows)
