"""A rule as the runner knows it, whatever language it was written in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Literal

from rasid.findings import Finding

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

SPEAKS = ("account", "address", "visit")
"""Of what signals may speak where campaigns are judged: of all that strangers lately did to an
account, or of the visits that they are in."""

Value = str | int | float | timedelta

Needs = tuple[frozenset[str], ...]
"""Sets of actions, of each of which there must be an event before a rule can give a row."""


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
    needs: Needs = ()
    """Empty too where it is not known to run: what is wrong with it is then told at once, and not
    when there is the first such event."""
    parameters: tuple[Parameter, ...] = ()
    speaks: str = ""
    """One of SPEAKS where it tells what the judgement does not weigh by itself; else empty."""
    told: Mapping[str, str] = field(default_factory=dict)
    """What else its author says: false positives, blind spots, triage."""
    unknown: tuple[str, ...] = ()
    """Fields that it names and that no record has that was looked at: never true of any."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule or its file that does not run, and why; an `idle` one only has nothing to read."""

    id: str
    path: Path
    line: int | None
    why: str
    title: str = ""
    idle: bool = False

    @property
    def finding(self) -> Finding:
        """What is wrong, in its place; nothing is wrong with an idle one."""
        came, _, expected = self.why.rstrip(".").partition("; expected ")
        level: Literal["error", "warning"] = "warning" if self.idle else "error"
        return Finding(self.path, self.line, "", came, expected or "a rule that can run", level)


@dataclass(frozen=True, slots=True)
class Rules:
    """What was found in all folders of rules."""

    sound: tuple[Rule, ...] = ()
    broken: tuple[Broken, ...] = ()

    def __add__(self, other: "Rules") -> "Rules":
        return Rules(self.sound + other.sound, self.broken + other.broken)

    def distinct(self) -> "Rules":
        """Return them with one rule of each id: what comes later under its name is broken."""
        first: dict[str, Rule] = {}
        broken = list(self.broken)
        for rule in self.sound:
            known = first.setdefault(rule.id, rule)
            if known is not rule:
                why = f"another rule is named {rule.id!a} too: {known.path}; expected its own name."
                broken.append(Broken(rule.id, rule.path, rule.line, why, rule.title))
        return Rules(tuple(first.values()), tuple(broken))
