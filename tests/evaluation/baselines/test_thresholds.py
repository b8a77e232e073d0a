from typing import Any

import pytest

from rasid.engines.duckdb import DuckDB
from rasid.evaluation.baselines.thresholds import Rule, fired
from rasid.tables.events import EVENTS
from sessions.logs import Log, at, fill

RULE = Rule("3 accounts in 1 h", seconds=3_600, accounts=3)


def alerts(engine: DuckDB, log: Log) -> list[frozenset[str]]:
    fill(engine, EVENTS, log.events)
    return fired(engine, RULE)


@pytest.fixture
def log() -> Log:
    """Return a log in which one address fails at two accounts within an hour."""
    log = Log()
    log.add(at(0, 9, 5), "ann@example.org", outcome="failure")
    log.add(at(0, 9, 10), "ben@example.org", outcome="failure")
    return log


def test_rule_is_silent_below_its_threshold(engine: DuckDB, log: Log) -> None:
    """The same account again is no further account, and a success is no failure."""
    log.add(at(0, 9, 20), "ben@example.org", outcome="failure")
    log.add(at(0, 9, 30), "cleo@example.org")

    assert [] == alerts(engine, log)


@pytest.mark.parametrize(
    ("action", "outcome"), [("signin", "failure"), ("lookup", "success"), ("mfa", "failure")]
)
def test_rule_fires_at_its_threshold(engine: DuckDB, log: Log, action: str, outcome: str) -> None:
    """The alert tells of all that the address did in the span."""
    log.add(at(0, 9, 30), "cleo@example.org", action, outcome)
    log.add(at(0, 9, 40), "cleo@example.org")

    assert [frozenset({"u00000", "u00001", "u00002", "u00003"})] == alerts(engine, log)


@pytest.mark.parametrize(
    "more", [{"source_ip": "192.0.2.9"}, {"source_ip": None}], ids=["other", "none"]
)
def test_addresses_are_counted_apart(engine: DuckDB, log: Log, more: dict[str, Any]) -> None:
    log.add(at(0, 9, 30), "cleo@example.org", outcome="failure", **more)

    assert [] == alerts(engine, log)


def test_patience_stays_below_the_threshold(engine: DuckDB, log: Log) -> None:
    log.add(at(0, 10, 30), "cleo@example.org", outcome="failure")

    assert [] == alerts(engine, log)
