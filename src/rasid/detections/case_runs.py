"""Cases against their rules: each case's events are all that the rule reads."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from rasid.clock import DAY, Window
from rasid.detections.cases import MONDAY, Case, Row, cases_of, check_cases_text
from rasid.detections.content import CASES
from rasid.detections.prepare import prepare_relations
from rasid.detections.rule import Rule, Rules
from rasid.detections.runner import LIMIT, run_rules
from rasid.engines.duckdb import DuckDB
from rasid.errors import RasidError
from rasid.findings import Finding, FoundError
from rasid.tables.contract import Table
from rasid.tables.events import EVENTS
from rasid.tables.roster import ROSTER
from rasid.tables.signals import SIGNALS
from rasid.toml_text import read_toml

Prepare = Callable[[DuckDB, Window], None]
"""Makes sessions, visits and known accounts of `events` and `roster`, as an analysis does."""

_BEFORE = timedelta(days=1)
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


def cases_file(rule: Rule) -> Path:
    """Return where the cases of a rule stand: beside it."""
    return rule.path.with_name(f"{rule.path.stem}{CASES}")


def read_cases(path: Path) -> tuple[list[Case], list[Finding]]:
    """Return the cases of a file, or what is wrong with its form."""
    try:
        text = read_toml(path)
    except FoundError as error:
        return [], [error.finding]
    findings = check_cases_text(text)
    return ([] if findings else cases_of(text)), findings


def try_cases(
    engine: DuckDB, rule: Rule, cases: Sequence[Case], prepare: Prepare
) -> Iterator[Tried]:
    """Run a rule on each case, and tell how it went."""
    for case in cases:
        try:
            signals = signals_of(engine, rule, case, prepare)
            problems = tuple(f"got {c}; expected {e}" for c, e in case.differences(signals))
        except RasidError as error:
            problems = (str(error),)
        yield Tried(case.name, bool(case.expect), problems)


def signals_of(engine: DuckDB, rule: Rule, case: Case, prepare: Prepare) -> list[Row]:
    """Return the signals of a rule on a case; raises RasidError where it cannot run."""
    _fill(engine, EVENTS, case.events)
    _fill(engine, ROSTER, case.roster)
    last = max((event["time"] for event in case.events), default=MONDAY)
    window = Window(MONDAY.replace(tzinfo=UTC) - _BEFORE, last.replace(tzinfo=UTC) + DAY)
    prepare(engine, window)
    prepare_relations(engine, [rule], case.addresses)
    (run,) = run_rules(engine, Rules((rule,)), window, limit=LIMIT)
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
