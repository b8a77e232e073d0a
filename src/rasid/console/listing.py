"""Tables as pages show them and as files: the same rows in the same order, whatever they are of."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, TypeVar

from rasid.reports.exports import RUN_BY_SPREADSHEETS
from rasid.reports.plain import plain

T = TypeVar("T")

PAGE = 50
"""Rows of a page."""

Row = Mapping[str, Any]
Kind = Literal[
    "text",
    "phrase",
    "own",
    "code",
    "count",
    "decimal",
    "bits",
    "share",
    "moment",
    "day",
    "account",
    "word",
    "chart",
    "heat",
]


def no_link(_: Row) -> str:
    """Return that a cell leads nowhere."""
    return ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the key of its value in a row, how that is written, and where it leads.

    `own` is text that rasid wrote in English, `code` what machines wrote; `words` is the list that
    a `word` is of; `bar` draws a number's share of the largest; `head` marks what names the row.
    `title` stands where a heading is no word of ours.
    """

    key: str
    kind: Kind = "text"
    words: str = ""
    link: Callable[[Row], str] = no_link
    bar: str = ""
    head: bool = False
    title: str = ""

    @property
    def is_number(self) -> bool:
        """Whether its values stand at the end of their cell."""
        return self.kind in ("count", "bits", "share", "decimal")


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a page; `name` is its own there, `empty` the text where it has no row.

    `size` is how many rows are shown at once, 0 for all; `paged` tells whether others can be turned
    to, else they are in the file alone. `largest` keeps what was looked for by `most`.
    """

    name: str
    columns: tuple[Column, ...]
    rows: Sequence[Row]
    size: int = 0
    page: int = 1
    empty: str = "tables.empty"
    style: str = ""
    paged: bool = False
    largest: dict[str, float] = field(default_factory=dict, compare=False, repr=False)

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return max(1, -(-len(self.rows) // self.size)) if self.size else 1

    @property
    def shown(self) -> Sequence[Row]:
        """The rows of the page."""
        return self.rows[(self.page - 1) * self.size : self.page * self.size or None]

    @property
    def first(self) -> int:
        """The place of the first row shown, from 1."""
        return (self.page - 1) * self.size + 1

    @property
    def last(self) -> int:
        """The place of the last row shown."""
        return self.first + len(self.shown) - 1

    @property
    def hottest(self) -> int:
        """The largest value of its heat, all columns together."""
        keys = [column.key for column in self.columns if column.kind == "heat"]
        return int(max(map(self.most, keys), default=0.0))

    def most(self, key: str) -> float:
        """Return the largest value of a column, for bars; each cell of it asks."""
        if key not in self.largest:
            self.largest[key] = max((float(row[key] or 0) for row in self.rows), default=0.0)
        return self.largest[key]


def paged(
    name: str,
    columns: tuple[Column, ...],
    rows: Sequence[Row],
    page: int,
    empty: str = "tables.empty",
) -> Table:
    """Return a table that is shown page by page."""
    return Table(name, columns, rows, PAGE, page, empty, paged=True)


class Fetched(Sequence[T]):
    """Rows that are fetched as they are asked for, where there may be millions."""

    def __init__(self, length: int, fetch: Callable[[int, int], Sequence[T]]) -> None:
        self._length = length
        self._fetch = fetch

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, wanted: Any) -> Any:  # noqa: ANN401 - a place or a slice
        if not isinstance(wanted, slice):
            return self._fetch(range(self._length)[wanted], 1)[0]
        start, stop, _ = wanted.indices(self._length)
        return self._fetch(start, max(0, stop - start))


def as_csv(table: Table) -> str:
    """Return all rows of a table as CSV with the keys of its columns, no cell of it a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    keys = [column.key for column in table.columns if column.kind != "chart"]
    writer.writerow(keys)
    for row in table.rows[:]:
        writer.writerow([_cell(row[key]) for key in keys])
    return text.getvalue()


def _cell(value: object) -> object:
    """Return a value as other tools read it, with an apostrophe before what would be run."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, datetime | date):
        return plain(value)
    told = " ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return f"'{told}" if told.startswith(tuple(RUN_BY_SPREADSHEETS)) else told
