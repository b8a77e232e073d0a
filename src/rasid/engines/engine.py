"""What the stages ask of an engine that reads events: DuckDB here, or Spark where they lie."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import pyarrow as pa

from rasid.engines.duckdb import DuckDB
from rasid.settings import Settings
from rasid.tables.contract import Table


class Engine(Protocol):
    """Runs statements of DuckDB's dialect."""

    @property
    def has_enums(self) -> bool:
        """Whether a text of few values can be held as a number of these values."""

    @property
    def keeps_order(self) -> bool:
        """Whether a table lies as it was ordered, and stretches of it are passed over for it."""

    def run(self, sql: str, parameters: Mapping[str, object] | None = None) -> None:
        """Execute one statement to its end; `$name` placeholders are bound from `parameters`."""

    def rows(
        self, sql: str, parameters: Mapping[str, object] | None = None
    ) -> list[tuple[Any, ...]]:
        """Return all rows of a query."""

    def load(self, name: str, rows: pa.Table) -> None:
        """Make Arrow rows a temporary table; one of that name is replaced."""

    def view(self, table: Table, parts: Sequence[Path]) -> None:
        """Make a declared table readable under its name; with no part it is empty."""

    def made(self, prefix: str = "") -> list[str]:
        """Return the names of the tables that were made and are still there."""

    def handed(self, name: str) -> str:
        """Return what DuckDB reads a table by that was made here."""

    def interrupt(self) -> None:
        """Stop what another thread runs; its statement fails."""


@runtime_checkable
class WritesByDay(Protocol):
    """Writes rows by their day without a detour through this process."""

    def write_by_day(self, query: str, target: Path, day: str = "day") -> None:
        """Write rows as Parquet in a folder for each value of a column; those without one go."""


@contextmanager
def far_engine(settings: Settings, near: DuckDB, folder: Path) -> Iterator[Engine]:
    """Yield the engine that the settings name for what is read of all events."""
    if settings.engine == "duckdb":
        yield near
        return
    from rasid.engines.spark import Spark  # noqa: PLC0415 - takes long to load, and few ask for it

    with Spark(settings.spark, folder) as spark:
        yield spark


def files_of(engine: Engine) -> WritesByDay | None:
    """Return an engine as one that writes by day, if it is such a one: DuckDB is none."""
    return engine if isinstance(engine, WritesByDay) else None
