"""Mapped events on their way into the store: one folder of Parquet parts by day, not yet merged."""

import shutil
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from rasid.engines.duckdb import DuckDB, quote
from rasid.engines.engine import WritesByDay
from rasid.errors import RasidError, one_line
from rasid.sources.by_day import DayWriter
from rasid.sources.reading import EARLIEST
from rasid.tables.events import EVENTS

NO_RECORD = "not a record of this format"
_SETTINGS = {
    # The optimiser would gather all records to look the few codes up in them.
    "disabled_optimizers": "'join_order,build_side_probe_side'",
}


class Framed(Protocol):
    """What mapped records are read by."""

    def framed(self) -> str:
        """Return the query of the events table's columns and what tells a sound record."""


@dataclass(frozen=True, slots=True)
class Held:
    """A reading that was worked out: a table of the engine, `numbered` where it tells lines.

    Lines are told of records that were looked at; events of lines that the engine read have none.
    """

    name: str
    numbered: bool = True

    def framed(self) -> str:
        """Return the query of its rows."""
        number = "" if self.numbered else " REPLACE (CAST(NULL AS BIGINT) AS raw_line)"
        return f"SELECT *{number} FROM {self.name}"


@contextmanager
def flat_memory(engine: DuckDB) -> Iterator[None]:
    """Have the engine pass mapped records on as they come, so that memory stays flat."""
    for name, value in _SETTINGS.items():
        engine.run(f"SET {name} = {value}")
    try:
        yield
    finally:
        for name in _SETTINGS:
            engine.run(f"RESET {name}")


@dataclass(slots=True)
class Staging:
    """Where one batch's events wait, and which times are believed.

    They are read and mapped by Spark, if that is there; what it leaves is looked at here.
    """

    folder: Path
    engine: DuckDB
    latest: datetime
    far: WritesByDay | None = None
    passes: int = 0
    held: set[str] = field(default_factory=set)

    @property
    def sound_but_for_id(self) -> str:
        """The condition under which a mapped record is an event, if it only had an id."""
        return f"is_record AND time >= {_stamp(EARLIEST)} AND time < {_stamp(self.latest)}"

    @property
    def sound(self) -> str:
        """The condition under which a mapped record is an event."""
        return f"{self.sound_but_for_id} AND event_uid IS NOT NULL"

    @property
    def problem(self) -> str:
        """The reason why a mapped record is none, as an expression."""
        return (
            f"CASE WHEN NOT coalesce(is_record, false) THEN '{NO_RECORD}' "
            "WHEN time IS NULL THEN 'no time that can be read' "
            f"WHEN time < {_stamp(EARLIEST)} THEN 'its time is before 1990' "
            "ELSE 'its time is in the future' END"
        )

    def hold(self, reading: Framed, name: str) -> Held:
        """Work a reading of few records out, once for all that is asked of it.

        To plan one takes longer than to read some thousand records.
        """
        with flat_memory(self.engine):
            self.engine.run(f"CREATE OR REPLACE TEMP TABLE {name} AS {reading.framed()}")
        self.held.add(name)
        return Held(name)

    def let_go(self) -> None:
        """Forget what was held."""
        while self.held:
            self.engine.run(f"DROP TABLE {self.held.pop()}")

    def take(self, reading: Framed, condition: str = "true", *, near: bool = False) -> None:
        """Write the sound events of a reading, by day; `near` ones are never read by Spark."""
        columns = ", ".join(f'CAST("{c.name}" AS {c.type}) AS "{c.name}"' for c in EVENTS.columns)
        # What is not sound has no day; for a filter the engine would work the time out twice.
        query = (
            f"SELECT {columns}, CASE WHEN {self.sound} THEN CAST(time AS DATE) END AS day "
            f"FROM ({reading.framed()}) WHERE {condition}"
        )
        if self.far and not near:
            self.passes += 1
            self.far.write_by_day(query, self.folder / f"{self.passes - 1:04d}")
        else:
            self._write(query)

    def rewrite(self, query: str) -> None:
        """Write all staged events anew, as a query over `events` makes them."""
        before = self.passes
        given = read_parts(self.parts())
        self._write(
            f"WITH events AS (FROM {given}) SELECT *, CAST(time AS DATE) AS day FROM ({query})"
        )
        for number in range(before):
            shutil.rmtree(self.folder / f"{number:04d}", ignore_errors=True)

    def _write(self, query: str) -> None:
        """Write a query's rows as a pass of their own, parted by their `day`, which comes last."""
        target = self.folder / f"{self.passes:04d}"
        self.passes += 1
        try:
            with flat_memory(self.engine), DayWriter(target) as writer:
                self._write_batches(query, writer)
        except OSError as error:
            raise RasidError(f"the events cannot be written: {one_line(error)}.") from error

    def _write_batches(self, query: str, writer: DayWriter) -> None:
        """Write a query's rows while the engine works out those behind them."""
        with (
            closing(self.engine.batches(query)) as batches,
            ThreadPoolExecutor(max_workers=1) as beside,
        ):
            written: Future[None] = beside.submit(lambda: None)
            for batch in batches:
                written.result()
                written = beside.submit(writer.write, batch)
            written.result()

    def undo(self, passes: int) -> None:
        """Forget the events of all readings but the first so many."""
        while self.passes > passes:
            self.passes -= 1
            shutil.rmtree(self.folder / f"{self.passes:04d}", ignore_errors=True)

    def parts(self) -> list[Path]:
        """Return every staged part."""
        return sorted(self.folder.glob("*/day=*/*.parquet"))

    def summary(self) -> dict[str, tuple[int, datetime, datetime]]:
        """Return each file's number of events, and the times of its first and last."""
        if not self.parts():
            return {}
        rows = self.engine.rows(
            "SELECT raw_file, count(*), min(time), max(time) "
            f"FROM {read_parts(self.parts())} GROUP BY raw_file"
        )
        return {raw_file: (events, first, last) for raw_file, events, first, last in rows}

    def others(self) -> dict[str, dict[str, int]]:
        """Return for each file the names of its operations that no action stands for."""
        found: dict[str, dict[str, int]] = {}
        if self.parts():
            for raw_file, detail, events in self.engine.rows(
                "SELECT raw_file, coalesce(detail, ''), count(*) "
                f"FROM {read_parts(self.parts())} WHERE action = 'other' GROUP BY ALL ORDER BY ALL"
            ):
                found.setdefault(raw_file, {})[detail] = events
        return found

    def days(self) -> Iterator[tuple[date, list[Path]]]:
        """Yield each day with its parts, in order."""
        found: dict[str, list[Path]] = {}
        for folder in sorted(self.folder.glob("*/day=*")):
            found.setdefault(folder.name, []).extend(sorted(folder.glob("*.parquet")))
        for name in sorted(found):
            yield date.fromisoformat(name.removeprefix("day=")), found[name]


def read_parts(parts: list[Path]) -> str:
    """Return a relation of Parquet parts."""
    listed = ", ".join(quote(str(part)) for part in parts)
    return f"read_parquet([{listed}], hive_partitioning = false)"


def _stamp(moment: datetime) -> str:
    return f"TIMESTAMP '{moment:%Y-%m-%d %H:%M:%S}'"
