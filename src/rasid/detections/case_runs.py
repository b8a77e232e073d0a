"""Cases against their rules: each case's events are all that the rule reads."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Any

import pyarrow as pa

from rasid.clock import DAY, Window
from rasid.detections.cases import MONDAY, Case, Row, cases_of, check_cases_text
from rasid.detections.files import CASES
from rasid.detections.rule import Rules
from rasid.detections.runner import LIMIT, run_rules
from rasid.engines.duckdb import DuckDB
from rasid.errors import RasidError
from rasid.findings import Finding, FoundError
from rasid.tables.contract import Table
from rasid.tables.events import EVENTS
from rasid.tables.roster import ROSTER
from rasid.tables.signals import SIGNALS
from rasid.toml_text import read_toml

_ARROW = {
    "VARCHAR": pa.string(),
    "BIGINT": pa.int64(),
    "INTEGER": pa.int32(),
    "DOUBLE": pa.float64(),
    "BOOLEAN": pa.bool_(),
    "TIMESTAMP": pa.timestamp("us"),
}


@dataclass(frozen=True, slots=True)
class Tried:
    """One case and how it went; no problem: as expected."""

    case: str
    fires: bool
    problems: tuple[str, ...]


def cases_file(path: Path) -> Path:
    """Return where the cases of a rule's file stand: beside it."""
    return path.with_name(f"{path.stem}{CASES}")


def read_cases(path: Path) -> tuple[list[Case], list[Finding]]:
    """Return the cases of a file, or what is wrong with its form."""
    try:
        text = read_toml(path)
    except FoundError as error:
        return [], [error.finding]
    findings = check_cases_text(text)
    return ([] if findings else cases_of(text)), findings


def try_cases(
    cases: Iterable[Case], signals_of: Callable[[Case], Sequence[Row]]
) -> Iterator[Tried]:
    """Tell of each case how it went; `signals_of` raises RasidError where a rule cannot run."""
    for case in cases:
        try:
            problems = tuple(
                f"got {c}; expected {e}" for c, e in case.differences(signals_of(case))
            )
        except RasidError as error:
            problems = (str(error),)
        yield Tried(case.name, bool(case.expect), problems)


def fill_case(engine: DuckDB, case: Case) -> None:
    """Make `roster` of a case, and `events` unless they are to be read of its log."""
    _fill(engine, ROSTER, case.roster)
    if not case.log:
        _fill(engine, EVENTS, case.events)


def window_of_case(engine: DuckDB) -> Window:
    """Return a window that holds all `events`, the cases' Monday and a day on either side."""
    ((first, last),) = engine.rows("SELECT min(time), max(time) FROM events")
    start, end = min(first or MONDAY, MONDAY), last or MONDAY
    return Window(start.replace(tzinfo=UTC) - DAY, end.replace(tzinfo=UTC) + DAY)


def signals_found(engine: DuckDB, rules: Rules, window: Window) -> list[Row]:
    """Run rules and return their signals; raises RasidError where one of them cannot run."""
    for run in run_rules(engine, rules, window, limit=LIMIT):
        if run.state == "could not run":
            raise RasidError(f"{run.file}:{run.line}: {run.why}")
    columns = ", ".join(SIGNALS.column_names)
    rows = engine.rows(f"SELECT {columns} FROM signals ORDER BY first_seen, account, source_ip")
    return [dict(zip(SIGNALS.column_names, row, strict=True)) for row in rows]


def _fill(engine: DuckDB, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    schema = pa.schema([(column.name, _ARROW[column.type]) for column in table.columns])
    try:
        filled = pa.Table.from_pylist([dict(row) for row in rows], schema)
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise RasidError(f"a value is not of its column's type: {error}") from error
    engine.load(table.name, filled)
