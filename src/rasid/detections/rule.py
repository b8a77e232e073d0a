"""A rule as the runner knows it, whatever language it was written in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

RESULT = (
    "subject",
    "time",
    "provider",
    "tenant",
    "event_uid",
    "account",
    "source_ip",
    "session_id",
    "value",
    "reason",
)
"""The columns that a rule's SELECT gives, one row per event that takes part."""

Value = str | int | float | timedelta


@dataclass(frozen=True, slots=True)
class Parameter:
    """A threshold of a rule: what it is in, its default and why that; text has no unit."""

    name: str
    type: str
    unit: str
    default: Value
    reason: str
    line: int


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that can run: one SELECT in DuckDB's dialect that gives the columns of RESULT.

    `relations` are the names that the SELECT has after FROM, `columns` those it reads of any of
    them; `line` is where the SELECT begins in its file. Rows of one subject are one signal.
    """

    id: str
    title: str
    level: str
    attack: tuple[str, ...]
    bits: float
    path: Path
    line: int
    relations: frozenset[str]
    columns: frozenset[str]
    select: str
    lookback: timedelta = timedelta()
    parameters: tuple[Parameter, ...] = ()
    told: Mapping[str, str] = field(default_factory=dict)
    """What else its author says: false positives, blind spots, triage."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule or its file that does not run, and why; an `idle` one only has nothing to read."""

    id: str
    path: Path
    line: int | None
    why: str
    title: str = ""
    idle: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """What was found in all folders of rules."""

    sound: tuple[Rule, ...] = ()
    broken: tuple[Broken, ...] = ()

    def __add__(self, other: "Rules") -> "Rules":
        return Rules(self.sound + other.sound, self.broken + other.broken)
