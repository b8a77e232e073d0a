"""A log written by hand: events that name only what matters, and the tables made from them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa

from rasid.clock import Window
from rasid.engines.duckdb import DuckDB
from rasid.sessions import build_sessions
from rasid.tables.contract import Table
from rasid.tables.events import EVENTS
from rasid.tables.sessions import SESSIONS, VISITS

MONDAY = datetime(2026, 3, 2)  # noqa: DTZ001 - tables hold UTC without a zone
MONTH = Window(MONDAY.replace(tzinfo=UTC), MONDAY.replace(tzinfo=UTC) + timedelta(days=28))
Row = dict[str, Any]

_ARROW = {
    "VARCHAR": pa.string(),
    "VARCHAR[]": pa.list_(pa.string()),
    "BIGINT": pa.int64(),
    "INTEGER": pa.int32(),
    "DOUBLE": pa.float64(),
    "BOOLEAN": pa.bool_(),
    "TIMESTAMP": pa.timestamp("us"),
}


def at(day: float, hour: float = 9.0, minute: float = 0.0) -> datetime:
    """Return a moment of the month; its day 0 is a Monday."""
    return MONDAY + timedelta(days=day, hours=hour, minutes=minute)


@dataclass(slots=True)
class Log:
    """Events in the order in which they are written."""

    events: list[Row] = field(default_factory=list)

    def add(
        self,
        time: datetime,
        account: str,
        action: str = "signin",
        outcome: str = "success",
        **more: Any,  # noqa: ANN401 - any column
    ) -> str:
        """Log one event and return its id; somebody signs in where nothing else is said."""
        row = {
            "event_uid": f"u{len(self.events):05d}",
            "time": time,
            "provider": "example",
            "tenant": "",
            "action": action,
            "outcome": outcome,
            "account": account,
            "source_ip": "192.0.2.1",
            "user_agent": "Mozilla/5.0",
            **more,
        }
        self.events.append(row)
        return str(row["event_uid"])

    def open(self, engine: DuckDB, window: Window = MONTH) -> DuckDB:
        """Make the tables `events`, `sessions` and `visits`."""
        fill(engine, EVENTS, self.events)
        build_sessions(engine, window)
        return engine


def fill(engine: DuckDB, table: Table, rows: Sequence[Row], *, name: str | None = None) -> None:
    """Make a declared table of these rows; what a row does not name is null."""
    schema = pa.schema([(column.name, _ARROW[column.type]) for column in table.columns])
    engine.load(name or table.name, pa.Table.from_pylist(list(rows), schema))


def dicts(engine: DuckDB, table: str, order: Iterable[str] = ("ALL",)) -> list[Row]:
    """Return the rows of a table by the names of their columns."""
    rows: list[Row] = engine.arrow(f"SELECT * FROM {table} ORDER BY {', '.join(order)}").to_pylist()
    return rows


def tables(engine: DuckDB) -> dict[str, list[Row]]:
    """Return every row that sessionising made."""
    return {
        table.name: [
            {name: row[name] for name in table.column_names}
            for row in dicts(engine, table.name, table.key)
        ]
        for table in (SESSIONS, VISITS)
    }


def groups(engine: DuckDB) -> set[frozenset[str]]:
    """Return the sessions as sets of event ids."""
    found = engine.rows("SELECT list(event_uid) FROM tagged GROUP BY session_id")
    return {frozenset(uids) for (uids,) in found}


def home_bits(engine: DuckDB, account: str, day: int) -> float:
    """Return how much at home an account was in its only visit of a day."""
    ((bits,),) = engine.rows(
        "SELECT home_bits FROM visits "
        "WHERE account = $account AND date_diff('day', $start, first_at) = $day",
        {"account": account, "start": MONDAY, "day": day},
    )
    return float(bits)
