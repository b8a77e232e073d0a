import pyarrow as pa

from rasid.engines.duckdb import DuckDB, packaged_sql
from rasid.roster.spelling import spellings


def know_accounts(engine: DuckDB) -> None:
    """Make the steps `listed`, who is on the roster on any of the logs' days, and `known_accounts`.

    The latter says which accounts of `visits` are whose, and from when until when: an event
    outside of that is nobody's. The step `met_accounts` has all of those accounts.
    """
    engine.run(packaged_sql(__package__, "listed"))
    rows = [
        {"account": account, "form": form}
        for (account,) in engine.rows("SELECT account FROM listed ORDER BY account")
        for form in sorted(spellings(account))
    ]
    schema = pa.schema([("account", pa.string()), ("form", pa.string())])
    engine.load("roster_spellings", pa.Table.from_pylist(rows, schema))
    for step in ("met_accounts", "spelling", "known_accounts"):
        engine.run(packaged_sql(__package__, step))
