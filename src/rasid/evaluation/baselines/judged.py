from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rasid.engines.duckdb import DuckDB
from rasid.evaluation.baselines.clusters import clusters, read_days
from rasid.evaluation.baselines.thresholds import RULES, fired
from rasid.evaluation.measures.matching import REAL
from rasid.evaluation.measures.overlap import Overlap, overlap
from rasid.evaluation.truth import Truth

Alerts = Sequence[frozenset[str]]


@dataclass(frozen=True, slots=True)
class Judged:
    """Events that a baseline tells of, its alerts, and how many of these are false."""

    events: Overlap
    alerts: int
    false: int


def judge_baselines(engine: DuckDB, truth: Truth) -> dict[str, Judged]:
    """Run every baseline on the table `events` and judge it."""
    return {name: judged(alerts, truth) for name, alerts in _alerts(engine, truth)}


def judged(alerts: Alerts, truth: Truth) -> Judged:
    """Judge alerts; one is false unless most of its events are a group's, as of campaigns."""
    told: frozenset[str] = frozenset().union(*alerts)
    group = truth.events.keys()
    false = sum(len(alert & group) <= REAL * len(alert) for alert in alerts)
    return Judged(overlap(group, told), len(alerts), false)


def best(alerts: Alerts, truth: Truth) -> Alerts:
    """Return the alert that tells of most of the groups' events: whoever knows the truth finds it.

    Nothing where no alert tells of any.
    """
    if not alerts:
        return ()
    one = max(alerts, key=lambda alert: len(alert & truth.events.keys()))
    return (one,) if one & truth.events.keys() else ()


def _alerts(engine: DuckDB, truth: Truth) -> Iterator[tuple[str, Alerts]]:
    for rule in RULES:
        yield rule.name, fired(engine, rule)
    for cut, found in clusters(read_days(engine)).items():
        yield f"clusters at {cut:g}", found
        yield f"clusters at {cut:g}, the best one", best(found, truth)
