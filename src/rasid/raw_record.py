"""What whoever shows raw lines asks of whoever finds them: these rooms never meet."""

from collections.abc import Callable, Sequence
from typing import Protocol


class RawRecord(Protocol):
    """The text of one event as it came, and its line; or the problem why it cannot be shown."""

    @property
    def text(self) -> str:
        """The record, verbatim."""

    @property
    def line(self) -> int | None:
        """Its line in the file, from 1."""

    @property
    def problem(self) -> str:
        """Why there is no text; else empty."""


RawLines = Callable[[Sequence[tuple[str, int | None, str]]], Sequence[RawRecord]]
"""Finds records in kept files by (raw_file, raw_line if known, event_uid), in that order."""
