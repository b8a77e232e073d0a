"""Rules on the engine that reads all events: several as one statement, since each costs it much.

A statement is planned, compiled and committed whatever it reads, which on Spark takes longer than
to run a rule on a few thousand events. Rules that read alike share what they read, too.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from rasid.detections.rule import Rule
from rasid.detections.time_limit import within
from rasid.engines.engine import Engine
from rasid.errors import RasidError

AT_ONCE = 10
"""Rules of one statement; those of one that fails are run again, each by itself."""

_ONE = """
SELECT
    CAST({number} AS INTEGER) AS rule, CAST(subject AS VARCHAR) AS subject,
    CAST(time AS TIMESTAMP) AS time, CAST(provider AS VARCHAR) AS provider,
    CAST(tenant AS VARCHAR) AS tenant, CAST(event_uid AS VARCHAR) AS event_uid,
    CAST(account AS VARCHAR) AS account, CAST(source_ip AS VARCHAR) AS source_ip,
    CAST(session_id AS VARCHAR) AS session_id, CAST(value AS DOUBLE) AS value,
    CAST(reason AS VARCHAR) AS reason
FROM ({select}) AS found
WHERE (time >= $start AND time < $end) OR time IS NULL
"""


def find(far: Engine, rules: Mapping[int, Rule], bounds: Mapping[str, datetime]) -> None:
    """Make `rule_found` there: the rows of these rules, each with the rule's number."""
    each = (
        _ONE.replace("{number}", str(number)).replace("{select}", rule.select)
        for number, rule in rules.items()
    )
    far.run(f"CREATE OR REPLACE TEMP TABLE rule_found AS {' UNION ALL '.join(each)}", bounds)


def found_together(
    far: Engine, rules: Mapping[int, Rule], bounds: Mapping[str, datetime], limit: timedelta
) -> bool:
    """Tell whether the rows of all these rules were found, in the time that all of them have."""
    if len(rules) < 2:
        return False
    stopped: list[bool] = []
    try:
        with within(far, limit * len(rules), stopped):
            find(far, rules, bounds)
    except RasidError:
        return False
    return not stopped


def found_of(far: Engine, number: int) -> str:
    """Return the SELECT by which DuckDB reads the rows that were found of a rule."""
    return f"SELECT * FROM {far.handed('rule_found')} WHERE rule = {number}"
