"""What a table promises: its grain, its key and its columns. Stages meet only here."""

from dataclasses import dataclass
from typing import Literal

Type = Literal["VARCHAR", "BIGINT", "INTEGER", "DOUBLE", "BOOLEAN", "TIMESTAMP", "VARCHAR[]"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, SQL type and meaning; units are part of the meaning or the name."""

    name: str
    type: Type
    meaning: str


@dataclass(frozen=True, slots=True)
class Table:
    """One declared table.

    `by_day` tables are stored as `NAME/day=YYYY-MM-DD/*.parquet` after the UTC date of `by_day`,
    the others as `NAME/*.parquet`. TIMESTAMP columns are UTC without a zone. Rows of what an
    analysis writes lie in the order of `order`, by default of the key: what is looked for by the
    first of its columns is found without reading the rest.
    """

    name: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    by_day: str | None = None
    order: tuple[str, ...] = ()

    @property
    def column_names(self) -> tuple[str, ...]:
        """The columns in their declared order."""
        return tuple(column.name for column in self.columns)

    def ordered(self) -> str:
        """Return the order of its rows as SQL."""
        return ", ".join(f'"{name}"' for name in self.order or self.key)

    def ddl(self) -> str:
        """Return the column list as SQL, for an empty relation or a CREATE TABLE."""
        return ", ".join(f'"{column.name}" {column.type}' for column in self.columns)
