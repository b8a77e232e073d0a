"""From a signal of a rule back to its lines: the events that take part and their raw records."""

from dataclasses import dataclass, replace
from datetime import datetime

from rasid.engines.duckdb import DuckDB, packaged_sql
from rasid.errors import IntegrityError, UsageError
from rasid.raw_record import RawLines
from rasid.reports.explain_records import Record, look_up

_SIGNAL = """
SELECT
    signal_id, rule, title, level, bits, value, reason, attack, suppressed, first_seen, last_seen,
    events
FROM signals WHERE starts_with(signal_id, $signal)
ORDER BY signal_id LIMIT 2
"""


@dataclass(frozen=True, slots=True)
class SignalEvent:
    """One event of a signal and its raw record."""

    provider: str
    tenant: str
    event_uid: str
    time: datetime
    action: str
    outcome: str
    reason: str
    account: str
    source_ip: str
    record: Record


@dataclass(frozen=True, slots=True)
class ExplainedSignal:
    """A signal as the last analysis made it; `count` is of its events, each of them once."""

    signal_id: str
    rule: str
    title: str
    level: str
    bits: float
    value: float | None
    reason: str
    attack: str
    suppressed: str | None
    first_seen: datetime
    last_seen: datetime
    count: int
    events: tuple[SignalEvent, ...]


def explain_signal(
    engine: DuckDB, signal_id: str, raw_lines: RawLines, most_lines: int | None = None
) -> ExplainedSignal:
    """Return the events of a signal, by its id or how that alone begins, with their raw records.

    At most `most_lines` raw records are looked up (None: all of them). Raises UsageError where no
    signal or several are meant.
    """
    found = engine.rows(_SIGNAL, {"signal": signal_id.strip().lower()})
    if len(found) != 1 or not signal_id.strip():
        came = "several signals begin" if len(found) > 1 else "no signal begins"
        hint = "`rasid show signals --json` has their ids"
        raise UsageError(f"{came} with {signal_id!a}; {hint}.")
    ((whole, *told, first, last, count),) = found
    rows = engine.rows(
        packaged_sql(__package__, "explain_signal"), {"signal": whole, "first": first, "last": last}
    )
    events = [
        SignalEvent(*[*event, Record(file, raw_file, line)])
        for *event, file, raw_file, line in rows
    ]
    there = len({(event.provider, event.tenant, event.event_uid) for event in events})
    if there != count:
        raise IntegrityError(f"signal {whole}: {there} events behind it, but {count} counted.")
    asked = [(event.event_uid, event.record) for event in events]
    records = look_up(asked, raw_lines, most_lines)
    shown = tuple(replace(e, record=r) for e, r in zip(events, records, strict=True))
    return ExplainedSignal(*[whole, *told, first, last, count, shown])
