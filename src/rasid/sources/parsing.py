"""JSON as the engine reads it: strict, and with numbers of any length."""

import json
import math
from typing import Any

_LONGEST_NUMBER = 4000


def parse(text: str) -> Any:  # noqa: ANN401 - a JSON value
    """Return what a JSON text says; a number too long or too large is its text.

    Raises ValueError where it is no JSON, and RecursionError where it is nested too deeply.
    """
    return json.loads(text, parse_constant=_refuse, parse_float=_finite, parse_int=_whole)


def _refuse(constant: str) -> None:
    """Refuse NaN and its like, which Python reads and JSON does not know."""
    raise ValueError(f"{constant} is no JSON value")


def _finite(number: str) -> float | str:
    return float(number) if math.isfinite(float(number)) else number


def _whole(number: str) -> int | str:
    return int(number) if len(number) <= _LONGEST_NUMBER else number
