"""What stands where a record should be, and is none."""

from dataclasses import dataclass
from typing import Any

SHOWN = 200


@dataclass(frozen=True, slots=True)
class Broken:
    """What stands where a record should, and why it is none."""

    reason: str
    text: str


Line = tuple[int, str | Broken]
"""A line and its number, from 1."""

Read = tuple[int, dict[str, Any] | Broken]
"""A record and its line, or its place in an array, from 1."""
