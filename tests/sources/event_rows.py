"""Months of made-up events, set straight into the tables."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from rasid.engines.duckdb import DuckDB
from rasid.tables.events import EVENTS

MONDAY = datetime(2026, 1, 5)  # noqa: DTZ001 - the tables hold UTC without its zone
HOUR = timedelta(hours=1)

Counts = npt.NDArray[np.int64]


def working_month(
    seed: int, *, days: int = 35, busiest: float = 120, spread: float = 0.0
) -> Counts:
    """Return hourly counts of an office: busy by day, calm by night and at the weekend."""
    chance = np.random.default_rng(seed)
    hours = np.arange(days * 24)
    mean = busiest * (0.03 + np.exp(-(((hours % 24 - 12) / 3.5) ** 2)))
    mean *= np.where(hours // 24 % 7 >= 5, 0.08, 1.0)
    if spread:
        mean *= chance.gamma(1 / spread, spread, len(hours))
    return np.asarray(chance.poisson(mean))


def event_table(engine: DuckDB, rows: Iterable[Mapping[str, object]]) -> None:
    """Make these the events; a count `n` spreads that many over the hour from `time` on."""
    listed = list(rows)
    base = {"provider": "mail", "action": "signin", "outcome": "success", "raw_file": "f", "n": 1}
    columns = ("provider", "action", "outcome", "raw_file", "account", "source_ip", "time", "n")
    engine.load(
        "made", pa.Table.from_pylist([{c: {**base, **r}.get(c) for c in columns} for r in listed])
    )
    fields = [
        f'CAST({_field(column.name)} AS {column.type}) AS "{column.name}"'
        for column in EVENTS.columns
    ]
    engine.run(
        f"CREATE OR REPLACE TEMP TABLE events AS SELECT {', '.join(fields)} "
        "FROM (SELECT *, unnest(range(n)) AS place FROM made)"
    )
    files = [{"raw_file": name, "format": name.split(":")[0]} for name in _files(listed)]
    engine.load("imports", pa.Table.from_pylist(files))


def hourly(counts: Iterable[int], **more: object) -> list[dict[str, object]]:
    """Return one row for each hour that has events."""
    return [
        {"time": MONDAY + number * HOUR, "n": int(n), **more}
        for number, n in enumerate(counts)
        if n
    ]


def _files(rows: Iterable[Mapping[str, object]]) -> list[str]:
    return sorted({str(row.get("raw_file", "f")) for row in rows})


def _field(name: str) -> str:
    if name == "time":
        return '"time" + to_microseconds(CAST(place * 3600000000 // n AS BIGINT))'
    known = ("provider", "action", "outcome", "raw_file", "account", "source_ip")
    return name if name in known else "NULL"
