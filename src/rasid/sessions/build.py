"""Events to sessions and visits, each visit weighed: is this account at home here?"""

from datetime import timedelta

from rasid.clock import Window
from rasid.engines.duckdb import DuckDB, packaged_sql
from rasid.tables.sessions import SESSIONS, VISITS

SESSION_GAP = timedelta(minutes=30)

HOME_BITS = 4.0
"""From this likelihood ratio on (16 to 1) an account counts as at home in a session."""

_HOME_STEPS = ("profiles", "commonness", "likeness", "home")


def build_sessions(engine: DuckDB, window: Window) -> None:
    """Make the steps `tagged`, `home`, and the tables `sessions` and `visits` from `events`.

    All are temporary tables of the engine; `tagged` has one row per event of the window.
    """
    engine.run("CREATE OR REPLACE TEMP TABLE tainted (session_id VARCHAR, account VARCHAR)")
    engine.run(
        packaged_sql(__package__, "tagged"),
        {
            "start": window.start.replace(tzinfo=None),
            "end": window.end.replace(tzinfo=None),
            "gap_seconds": int(SESSION_GAP.total_seconds()),
        },
    )
    weigh_homes(engine)


def weigh_homes(engine: DuckDB) -> None:
    """Learn who is at home where, leaving out the successes of the visits in `tainted`."""
    for step in _HOME_STEPS:
        engine.run(packaged_sql(__package__, step))
    engine.run(f"CREATE OR REPLACE TEMP TABLE {VISITS.name} AS {packaged_sql(__package__, 'visits')}")
    engine.run(
        f"CREATE OR REPLACE TEMP TABLE {SESSIONS.name} AS {packaged_sql(__package__, 'sessions')}",
        {"home_bits": HOME_BITS},
    )
