"""Taking something away from a home, to see how much the analysis rests on it."""

from sqlalchemy import delete

from rasid.engines.duckdb import DuckDB, quote
from rasid.engines.store import Store, open_store
from rasid.ledger import open_ledger, roster, writing_alone
from rasid.settings import Home
from rasid.tables.events import EVENTS

BLANKED = {
    "addresses": ("source_ip", "asn", "as_name", "country"),
    "fingerprints": ("user_agent", "fingerprint"),
}
"""The columns of events that each ablation empties."""


def take_away(name: str, home: Home) -> None:
    """Empty the columns of all events, or the roster, that an ablation is named after."""
    if name == "roster":
        with open_ledger(home) as ledger, writing_alone(ledger) as connection:
            connection.execute(delete(roster))
        return
    with open_store(home, write=True) as store, DuckDB(home.settings(), home.scratch) as engine:
        _blank(store, engine, BLANKED[name])


def _blank(store: Store, engine: DuckDB, columns: tuple[str, ...]) -> None:
    emptied = ", ".join(f"NULL AS {column}" for column in columns)
    with store.change() as change:
        for day in store.days(EVENTS):
            for part in store.parts(EVENTS, day=day):
                source = f"SELECT * REPLACE ({emptied}) FROM read_parquet({quote(str(part))})"
                engine.write(EVENTS, source, change.add(EVENTS, part.stem, day=day))
