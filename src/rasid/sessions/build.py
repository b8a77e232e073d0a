"""Events to sessions and visits, each visit weighed by whether its account is at home there."""

from collections.abc import Mapping
from datetime import timedelta

from rasid.clock import Window
from rasid.engines.duckdb import DuckDB, packaged_sql
from rasid.engines.engine import Engine
from rasid.tables.sessions import HOME_BITS

SESSION_GAP = timedelta(minutes=30)

COLLEAGUES = 3
"""From so many accounts of one mail domain on, an address can be their organisation's."""

MOST = 10
"""So many accounts are more than an intruder enters from one address in one organisation."""

_LASTING_STEPS = (
    *("acting", "visited", "only_acting", "sessions_begun", "visits_begun", "visited_as"),
    *("parties", "doers"),
)
"""What is the same whoever is at home where."""

_HOME_STEPS: tuple[tuple[str, Mapping[str, object] | None], ...] = (
    ("commonness", None),
    ("colleagues", {"colleagues": COLLEAGUES, "most": MOST}),
    ("home_weights", None),
    ("home", None),
    ("visit_homes", None),
    ("visits", None),
    ("sessions", {"home_bits": HOME_BITS}),
)

_TAKEN = ("commonness", "colleagues", "home_weights", "visit_homes", "visits", "sessions")

_OF_HOMES = (
    *("acting", "visited", "only_acting", "doers", "tainted", "renewed", "heeded"),
    *("profiles", "likeness", "commonness", "colleagues", "home_weights", "visit_homes"),
)
"""What is only read to weigh who is at home where."""

_NOTHING_KNOWN = {
    "tainted": "session_id VARCHAR, account VARCHAR",
    "heeded": "session_id VARCHAR, account VARCHAR",
    "profiles": "account VARCHAR, kind VARCHAR, value VARCHAR, first_day DATE, last_day DATE",
    "likeness": "party BIGINT, place_level VARCHAR, client_level VARCHAR",
}
"""Steps that begin empty; `heeded` are the tainted visits of the last weighing."""


def build_sessions(engine: Engine, window: Window) -> None:
    """Make the tables `sessions` and `visits` from `events`, and the step `tagged` behind them.

    All are temporary in the engine; `tagged` has one row per event of the window.
    """
    for step, columns in _NOTHING_KNOWN.items():
        engine.run(f"CREATE OR REPLACE TEMP TABLE {step} ({columns})")
    engine.run(
        packaged_sql(__package__, "tagged"),
        {
            "start": window.start.replace(tzinfo=None),
            "end": window.end.replace(tzinfo=None),
            "gap_seconds": int(SESSION_GAP.total_seconds()),
        },
    )
    for step in _LASTING_STEPS:
        engine.run(packaged_sql(__package__, step))
    _weigh(engine, everybody=True)


def take_over(engine: DuckDB, made: Engine) -> None:
    """Let the steps that `made` has be this engine's: it reads what is large where it lies.

    What `weigh_homes` makes anew becomes a table.
    """
    for step in ("tagged", "acting", "visited", "only_acting", "doers"):
        engine.run(f"CREATE OR REPLACE TEMP VIEW {step} AS SELECT * FROM {made.handed(step)}")
    for step in (*_NOTHING_KNOWN, *_TAKEN):
        engine.run(f"CREATE OR REPLACE TEMP TABLE {step} AS SELECT * FROM {made.handed(step)}")
    for step in ("parties", "home"):
        engine.run(packaged_sql(__package__, step))


def weigh_homes(engine: Engine) -> None:
    """Learn anew who is at home where, leaving out the successes of the visits in `tainted`."""
    _weigh(engine, everybody=False)


def forget_homes(engine: DuckDB) -> None:
    """Let go of what only `weigh_homes` reads, and of who is how far at home."""
    for view in ("home", "parties"):
        engine.run(f"DROP VIEW IF EXISTS {view}")
    engine.forget(_OF_HOMES)


def forget_events(engine: DuckDB) -> None:
    """Let go of the step `tagged`, where it was made here."""
    engine.forget(("tagged",))


def _weigh(engine: Engine, *, everybody: bool) -> None:
    engine.run(packaged_sql(__package__, "renewed"))
    for step in ("profiles", "likeness"):
        engine.run(packaged_sql(__package__, step), {"everybody": everybody})
    for step, values in _HOME_STEPS:
        engine.run(packaged_sql(__package__, step), values)
    engine.run("CREATE OR REPLACE TEMP TABLE heeded AS SELECT * FROM tainted")
