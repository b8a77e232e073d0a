from datetime import timedelta
from pathlib import Path

from detections.vendor.vendor_records import rule_file
from rasid.detections.vendor import forget_tables, prepare_sigma
from rasid.engines.duckdb import DuckDB
from rasid.settings import Settings
from rasid.tables.events import EVENTS

OWN = "{s: {action: '*zz*'}, condition: s}"
ENDLESS = ", ".join(
    f"CAST(i AS VARCHAR) AS {c.name}" if c.name == "action" else f"NULL::{c.type} AS {c.name}"
    for c in EVENTS.columns
)


def test_reading_has_a_time_limit(tmp_path: Path) -> None:
    """Rules on what cannot be read in time could not run, and say so; the others do."""
    slow = rule_file(tmp_path, "rasid", OWN, "slow")
    with DuckDB(Settings(threads=1), tmp_path) as engine:
        engine.run(f"CREATE TEMP VIEW events AS SELECT {ENDLESS} FROM range(10000000000) AS t(i)")
        limit = timedelta(seconds=0.2)
        rules = prepare_sigma(engine, [slow], lambda _: (), limit=limit)
        forget_tables(engine)
        left = engine.rows("SELECT count(*) FROM duckdb_tables()")

    (broken,) = rules.broken
    assert ((), False, [(0,)]) == (rules.sound, broken.idle, left)
    assert (slow, 1) == (broken.path, broken.line)
    assert "reading the records of events took more than 0.2 seconds" == broken.why
