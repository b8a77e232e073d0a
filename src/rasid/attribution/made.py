from collections.abc import Iterable

from rasid.engines.duckdb import DuckDB
from rasid.tables.contract import Table


def make_table(engine: DuckDB, table: Table, name: str, rows: Iterable[tuple[object, ...]]) -> None:
    """Make a temporary table of a declared table's columns; one of that name is replaced."""
    engine.run(f'CREATE OR REPLACE TEMP TABLE "{name}" ({table.ddl()})')
    columns = list(zip(*rows, strict=True))
    if columns:
        values = {f"c{number}": list(column) for number, column in enumerate(columns)}
        unnested = ", ".join(f"unnest(${value})" for value in values)
        engine.run(f'INSERT INTO "{name}" SELECT {unnested}', values)
