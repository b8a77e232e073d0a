"""Events written by their day as they come: a folder of Parquet for each, in bounded memory.

The engine's own writing by day copies every row once more before it writes it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyarrow.parquet import ParquetWriter

GROUP_ROWS = 8192
"""A day's rows wait until they are so many, and make a row group."""

MOST_WAITING = 1 << 20
"""So many rows of all days together wait at most."""

MOST_OPEN = 200
"""So many files are open at most; a day whose file was closed gets another."""

_EPOCH = date(1970, 1, 1)
_NUMBERS = ("time", "asn", "raw_line")
_UNIQUE = ("event_uid",)
"""Columns whose values hardly come twice: no dictionary is made of them."""


@dataclass(slots=True)
class DayWriter:
    """Writes batches of rows, whose last column is their day, into `folder`; those without go."""

    folder: Path
    _waiting: dict[int, list[pa.RecordBatch]] = field(default_factory=dict)
    _rows: dict[int, int] = field(default_factory=dict)
    _open: dict[int, ParquetWriter] = field(default_factory=dict)
    _files: dict[int, int] = field(default_factory=dict)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if error is None:
                for day in list(self._waiting):
                    self._flush(day)
        finally:
            for writer in self._open.values():
                writer.close()

    def write(self, batch: pa.RecordBatch) -> None:
        """Take the next rows."""
        for day, rows in _by_day(batch):
            self._rows[day] = self._rows.get(day, 0) + len(rows)
            if self._rows[day] >= GROUP_ROWS:
                self._flush(day, rows)
            else:
                # A slice would hold on to all of its batch.
                copy = pa.concat_batches([rows, rows.slice(0, 0)])
                self._waiting.setdefault(day, []).append(copy)
        while sum(self._rows.values()) > MOST_WAITING:
            self._flush(max(self._rows, key=lambda day: self._rows[day]))

    def _flush(self, day: int, *more: pa.RecordBatch) -> None:
        rows = pa.Table.from_batches([*self._waiting.pop(day, ()), *more])
        del self._rows[day]
        self._writer(day, rows.schema).write_table(rows, row_group_size=len(rows))

    def _writer(self, day: int, schema: pa.Schema) -> ParquetWriter:
        """Return the open file of a day, which is then the last to be closed."""
        writer = self._open.pop(day, None)
        if writer is None:
            if len(self._open) >= MOST_OPEN:
                self._open.pop(next(iter(self._open))).close()
            part = self._files[day] = self._files.get(day, -1) + 1
            folder = self.folder / f"day={_EPOCH + timedelta(days=day)}"
            folder.mkdir(parents=True, exist_ok=True)
            writer = ParquetWriter(
                folder / f"{part:04d}.parquet",
                schema,
                compression="zstd",
                compression_level=1,
                store_schema=False,
                use_dictionary=[n for n in schema.names if n not in (*_NUMBERS, *_UNIQUE)],
                column_encoding={n: "DELTA_BINARY_PACKED" for n in schema.names if n in _NUMBERS},
            )
        self._open[day] = writer
        return writer


def _by_day(batch: pa.RecordBatch) -> Iterator[tuple[int, pa.RecordBatch]]:
    """Yield each day, counted from 1970, with its rows, in their order, without the day."""
    days = batch.column(batch.num_columns - 1)
    rows = batch.remove_column(batch.num_columns - 1)
    if days.null_count:
        rows, days = rows.filter(days.is_valid()), days.drop_null()
    if not len(days):
        return
    numbers: npt.NDArray[np.int32] = days.view(pa.int32()).to_numpy()
    starts = _run_starts(numbers)
    if len(starts) > len(np.unique(numbers)):
        order = np.argsort(numbers, kind="stable")
        rows, numbers = rows.take(pa.array(order)), numbers[order]
        starts = _run_starts(numbers)
    for start, end in zip(starts, [*starts[1:], len(numbers)], strict=True):
        yield int(numbers[start]), rows.slice(start, end - start)


def _run_starts(numbers: npt.NDArray[np.int32]) -> list[int]:
    starts: list[int] = np.flatnonzero(np.diff(numbers, prepend=numbers[0] - 1)).tolist()
    return starts
