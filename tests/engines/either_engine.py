"""One case analysed twice, by DuckDB alone and with Spark, and the tables that then differ."""

import shutil
from pathlib import Path

from rasid.case import WRITES, opened
from rasid.clock import utc_now
from rasid.engines.duckdb import quote
from rasid.pipeline import analyse
from rasid.settings import Home
from rasid.tables.contract import Table
from rasid.worked_out import WORKED_OUT

Rows = list[tuple[object, ...]]

PARTITIONS = 2
"""Of a shuffle: rows of one table lie apart, but few rows are not cut into many tasks."""


def differing_tables(near: Home, folder: Path) -> dict[str, tuple[Rows, Rows]]:
    """Analyse a home as it is and a copy of it on Spark; return what only one of them has."""
    far = Home(folder / "far")
    shutil.copytree(near.root, far.root)
    settings = far.settings_file.read_text(encoding="utf-8")
    few = f"{settings}\n[spark]\npartitions = {PARTITIONS}\n"
    far.settings_file.write_text(f'engine = "spark"\n{few}', encoding="utf-8")
    for home in (near, far):
        analyse(home, now=utc_now())
    different = {}
    for table in (*WRITES, *WORKED_OUT):
        here, there = rows_of(near, table), rows_of(far, table)
        if here != there:
            different[table.name] = (
                [row for row in here if row not in there],
                [row for row in there if row not in here],
            )
    return different


def rows_of(home: Home, table: Table) -> Rows:
    """Return all rows of a written table, sums of fractions to nine digits."""
    with opened(home, write=False) as case:
        parts = ", ".join(quote(str(part)) for part in case.store.parts(table))
        rows = case.engine.rows(f"SELECT * FROM read_parquet([{parts}])")
    return sorted((tuple(map(_rounded, row)) for row in rows), key=repr)


def _rounded(value: object) -> object:
    return round(value, 9) if isinstance(value, float) else value
