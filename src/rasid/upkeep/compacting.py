"""Parts of tables made one, since many small imports and analyses leave many small files."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rasid.case import Case, open_case
from rasid.engines.duckdb import quote
from rasid.reports import READS
from rasid.settings import Home
from rasid.tables.contract import Table
from rasid.tables.let_go import LET_GO

Told = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Compacted:
    """How many parts there were where there were several, and how many there are now."""

    parts: int
    now: int


def compact(home: Home, told: Told) -> Compacted:
    """Make several parts of a table, or of a day of it, one; all of them or none; no row changes.

    Parts of `let_go` stay: each tells that its retention was carried out.
    """
    with open_case(home, write=True) as case:
        several = [one for table in READS if table is not LET_GO for one in _several(case, table)]
        with case.store.change() as change:
            for done, (table, day, parts) in enumerate(several):
                told(table.name, done, len(several))
                listed = ", ".join(quote(str(part)) for part in parts)
                rows = f"SELECT * FROM read_parquet([{listed}], hive_partitioning = false)"
                change.remove(parts)
                case.engine.write(table, rows, change.add(table, parts[-1].stem, day=day))
    return Compacted(sum(len(parts) for _, _, parts in several), len(several))


def _several(case: Case, table: Table) -> Iterator[tuple[Table, date | None, list[Path]]]:
    """Yield where a table has several parts that have all of its columns."""
    days: list[date | None] = [None] if table.by_day is None else [*case.store.days(table)]
    for day in days:
        parts = case.store.parts(table, day=day)
        whole = all(set(table.column_names) <= case.store.columns(part) for part in parts)
        if len(parts) > 1 and whole:
            yield table, day, parts
