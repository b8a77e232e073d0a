"""DuckDB, embedded: no extension is loaded, nothing is fetched, what is large spills to disk."""

from collections.abc import Collection, Generator, Mapping, Sequence
from datetime import date
from importlib.resources import files
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb
import pyarrow as pa

from rasid.errors import RasidError, one_line
from rasid.settings import Settings
from rasid.tables.contract import Table

# What the engine says of a record may be cut within a character, which Python then stumbles over.
_FAILURES = (duckdb.Error, UnicodeDecodeError)


_IN_PAGES = ", WRITE_PAGE_INDEX true, DATA_PAGE_SIZE_LIMIT 32768"
"""Of a row group only the pages are read that may have what is looked for."""

_FEW_WORDS = ", DICTIONARY_SIZE_LIMIT 4096"
"""What a large dictionary was made of is found by reading all of that first; texts that are told
many times each take half as much room with one."""


_NUMBER_OF = "CREATE TEMP MACRO number_of(said) AS CAST(md5_number(said) >> 65 AS BIGINT)"
"""Texts as numbers of 63 bits. The engine's own `hash` is the same for some names that differ in
two letters, so that it must never stand for them."""


class DuckDB:
    """One in-memory database whose tables are Parquet parts and the steps made from them."""

    has_enums = True
    keeps_order = True

    def __init__(self, settings: Settings, spill: Path) -> None:
        config: dict[str, str | bool | int | float | list[str]] = {
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "memory_limit": settings.memory_limit,
            "temp_directory": str(spill),
            # There is no database file: a checkpoint would write anew what is in memory already.
            "checkpoint_threshold": "1TB",
        }
        if settings.threads:
            config["threads"] = settings.threads
        self._parts: dict[str, Sequence[Path]] = {}
        self._held: set[str] = set()
        self._connection = duckdb.connect(":memory:", config=config)
        self.run("SET TimeZone = 'UTC'")
        self.run("SET enable_progress_bar = false")
        self.run(_NUMBER_OF)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connection.close()

    def confine(self, folder: Path) -> None:
        """Let no statement from now on reach a file outside of a folder, nor change a setting."""
        inside = ", ".join(quote(f"{path}/") for path in (folder.absolute(), folder.resolve()))
        self.run(f"SET allowed_directories = [{inside}]")
        self.run("SET enable_external_access = false")
        self.run("SET lock_configuration = true")

    def expect_looks(self) -> None:
        """Be ready for many small looks at parts that stay as they are.

        Their footers are read once, and what is looked for by some hundreds of names is found in
        the row groups that may have them.
        """
        self.run("SET parquet_metadata_cache = true")
        self.run("SET dynamic_or_filter_threshold = 1000")

    def interrupt(self) -> None:
        """Stop what another thread runs; its statement fails."""
        self._connection.interrupt()

    def run(self, sql: str, parameters: Mapping[str, object] | None = None) -> None:
        """Execute one statement to its end; `$name` placeholders are bound from `parameters`."""
        self.rows(sql, parameters)

    def rows(
        self, sql: str, parameters: Mapping[str, object] | None = None
    ) -> list[tuple[Any, ...]]:
        """Execute one statement and return all its rows."""
        try:
            return self._connection.execute(sql, dict(parameters or {})).fetchall()
        except _FAILURES as error:
            raise _refusal(error, sql) from error

    def arrow(self, sql: str) -> pa.Table:
        """Return the rows of a query as one Arrow table."""
        try:
            return self._connection.sql(sql).to_arrow_table()
        except _FAILURES as error:
            raise _refusal(error, sql) from error

    def batches(self, sql: str) -> Generator[pa.RecordBatch]:
        """Yield the rows of a query as they are found, so that they need not all be held.

        Until they are all fetched or the generator is closed, the engine takes no other statement.
        """
        try:
            with self._connection.sql(sql).to_arrow_reader() as reader:
                yield from reader
        except (*_FAILURES, pa.ArrowException, OSError) as error:
            raise _refusal(error, sql) from error

    def view(self, table: Table, parts: Sequence[Path]) -> None:
        """Make a declared table readable under its name; with no part it is empty."""
        self.define(table, _rows_of(table, parts))
        self._parts[table.name] = parts

    def define(self, table: Table, query: str) -> None:
        """Make a declared table readable under its name, worked out whenever it is read."""
        if table.name in self._held:
            self.run(f'DROP TABLE "{table.name}"')
            self._held.remove(table.name)
        self.run(f'CREATE OR REPLACE TEMP VIEW "{table.name}" AS {query}')
        self._parts.pop(table.name, None)

    def hold(self, most: int, tables: Collection[Table] | None = None) -> None:
        """Keep tables, all by default, in memory whose parts have at most so many bytes together.

        That is for many looks: to find one on the disk takes longer.
        """
        names = self._parts.keys() if tables is None else {table.name for table in tables}
        for name in sorted(names - self._held):
            parts = self._parts.get(name)
            if parts and sum(part.stat().st_size for part in parts) <= most:
                self.run(f'CREATE OR REPLACE TEMP TABLE "holding" AS FROM "{name}"')
                self.run(f'DROP VIEW "{name}"')
                self.run(f'ALTER TABLE "holding" RENAME TO "{name}"')
                self._held.add(name)

    def holds(self, tables: Collection[Table]) -> bool:
        """Tell whether all of these tables that have parts are in memory."""
        return {table.name for table in tables if self._parts.get(table.name)} <= self._held

    def of_days(self, table: Table, days: Collection[date]) -> str:
        """Return what reads a table's rows of some days.

        It may read others too: all of them where it is held in memory, or does not lie by day.

        Each part that is named costs a look, even if nothing of it is read.
        """
        parts, folders = self._parts.get(table.name, ()), {f"day={day}" for day in days}
        is_by_day = parts and all(part.parent.name.startswith("day=") for part in parts)
        if not is_by_day or table.name in self._held:
            return f'"{table.name}"'
        return f"({_rows_of(table, [part for part in parts if part.parent.name in folders])})"

    def load(self, name: str, rows: pa.Table | pa.RecordBatchReader) -> None:
        """Make Arrow rows a temporary table of the engine; one of that name is replaced."""
        try:
            self._connection.register("loading", rows)
            self.run(f'CREATE OR REPLACE TEMP TABLE "{name}" AS SELECT * FROM loading')
        finally:
            self._connection.unregister("loading")

    def forget(self, names: Collection[str]) -> None:
        """Let go of tables that were made, of these names, where they are there."""
        for name in sorted(set(self.made()).intersection(names)):
            self.run(f'DROP TABLE "{name}"')

    def made(self, prefix: str = "") -> list[str]:
        """Return the names of the tables that were made and are still there."""
        names = "SELECT table_name FROM duckdb_tables() WHERE starts_with(table_name, $prefix)"
        return [name for (name,) in self.rows(names, {"prefix": prefix})]

    def handed(self, name: str) -> str:
        """Return what DuckDB reads a table by that was made here."""
        return f'"{name}"'

    def write(
        self,
        table: Table,
        query: str,
        target: Path,
        *,
        order: str | None = None,
        to_look_up: bool = False,
    ) -> None:
        """Write a query's rows as one Parquet part with the table's columns and types.

        A part `to_look_up` is made for looks at a few of its rows.
        """
        columns = ", ".join(f'CAST("{c.name}" AS {c.type}) AS "{c.name}"' for c in table.columns)
        ordered = f" ORDER BY {order}" if order else ""
        words = _FEW_WORDS if to_look_up else ""
        self.run(
            f"COPY (SELECT {columns} FROM ({query}){ordered}) TO {quote(str(target))} "
            f"(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1{_IN_PAGES}{words})"
        )


def _refusal(error: Exception, sql: str) -> RasidError:
    """Return what to tell of a statement that failed, with it where it may be the cause."""
    if isinstance(error, duckdb.OutOfMemoryException):
        return RasidError(
            "the engine needs more memory than `memory_limit` in rasid.toml allows, or more of the "
            f"disk to spill to: {one_line(error).partition(' Possible solutions')[0]}."
        )
    return RasidError(f"the engine refused a statement: {error}\n{sql}")


def _rows_of(table: Table, parts: Sequence[Path]) -> str:
    if not parts:
        fields = ", ".join(f'NULL::{c.type} AS "{c.name}"' for c in table.columns)
        return f"SELECT {fields} WHERE false"
    columns = ", ".join(f'"{name}"' for name in table.column_names)
    listed = ", ".join(quote(str(part)) for part in parts)
    return f"SELECT {columns} FROM read_parquet([{listed}], hive_partitioning = false)"


def quote(text: str) -> str:
    """Return `text` as a SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def packaged_sql(package: str, name: str) -> str:
    """Return the text of `name`.sql that is packaged in `package`."""
    return (files(package) / f"{name}.sql").read_text(encoding="utf-8")
