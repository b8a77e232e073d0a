"""Over what a campaign recovered accounts: a mailbox that it was in, a phone, or nothing known."""

from rasid.engines.duckdb import DuckDB, packaged_sql


def find_chains(engine: DuckDB) -> None:
    """Make the table `chains` from `hostile`, the roster, and what `events` say of recoveries."""
    engine.run(packaged_sql(__package__, "chains"))
