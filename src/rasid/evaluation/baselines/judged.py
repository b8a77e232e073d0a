from dataclasses import dataclass

from rasid.engines.duckdb import DuckDB
from rasid.evaluation.baselines.thresholds import RULES, fired
from rasid.evaluation.measures.overlap import Overlap, overlap
from rasid.evaluation.truth import Truth

REAL = 0.5
"""An alert is false unless more than this share of its events are a group's."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Events that a baseline tells of, its alerts, and how many of these are false."""

    events: Overlap
    alerts: int
    false: int


def judge_baselines(engine: DuckDB, truth: Truth) -> dict[str, Judged]:
    """Run every baseline on the table `events` and judge it."""
    return {rule.name: _judged(fired(engine, rule), truth) for rule in RULES}


def _judged(alerts: list[frozenset[str]], truth: Truth) -> Judged:
    told: set[str] = set().union(*alerts)
    group = truth.events.keys()
    false = sum(len(alert & group) <= REAL * len(alert) for alert in alerts)
    return Judged(overlap(group, told), len(alerts), false)
