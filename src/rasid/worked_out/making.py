from collections.abc import Callable, Iterable
from pathlib import Path

from rasid.engines.duckdb import DuckDB, packaged_sql
from rasid.tables.contract import Table


def work_out(engine: DuckDB, tables: Iterable[Table], part_of: Callable[[Table], Path]) -> None:
    """Write tables as parts, and let the engine read them there from then on."""
    for table in tables:
        part = part_of(table)
        query = packaged_sql(__package__, table.name)
        engine.write(table, query, part, order=table.ordered(), to_look_up=True)
        engine.view(table, [part])


def show(engine: DuckDB, tables: Iterable[Table]) -> None:
    """Let the engine work tables out whenever they are read."""
    for table in tables:
        engine.define(table, packaged_sql(__package__, table.name))
