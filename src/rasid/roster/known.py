import pyarrow as pa

from rasid.engines.duckdb import DuckDB, packaged_sql
from rasid.roster.spelling import spellings


def know_accounts(engine: DuckDB) -> None:
    """Make the step `known_accounts`: which accounts of `visits` are whose on `roster`."""
    rows = [
        {"account": account, "form": form}
        for (account,) in engine.rows("SELECT account FROM roster ORDER BY account")
        for form in sorted(spellings(account))
    ]
    schema = pa.schema([("account", pa.string()), ("form", pa.string())])
    engine.load("roster_spellings", pa.Table.from_pylist(rows, schema))
    for step in ("spelling", "known_accounts"):
        engine.run(packaged_sql(__package__, step))
