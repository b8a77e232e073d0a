"""Tables as files for other tools, written by the engine set by set.

**Spreadsheets.** In CSV, text that a spreadsheet would run as a formula (it begins with
`= + - @`, a tab or a line break, or a full-width form of these) gets a leading apostrophe.
Columns in `VERBATIM` never do: they are ids by which rows are joined. Parquet and JSON carry
every value as it is.
"""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from rasid.engines.duckdb import DuckDB, quote
from rasid.errors import UsageError
from rasid.reports.in_place import file_in_place
from rasid.reports.listing import campaign_list
from rasid.tables.campaigns import HOSTILE
from rasid.tables.contract import Column
from rasid.tables.events import EVENTS
from rasid.tables.sessions import SESSIONS
from rasid.tables.signals import SIGNALS

FORMATS = ("csv", "parquet", "json")
OCSF = "ocsf"
"""A format of events alone: `ocsf_export`."""

EXPORTS = ("events", "sessions", "signals", "hostile", "campaigns")
HOSTILE_COLUMNS = (
    "event_uid",
    "campaign_id",
    "stage",
    "time",
    "account",
    "person_id",
    "category",
    "source_ip",
    "session_id",
    "bits",
    "reason",
)
VERBATIM = frozenset(
    {"event_uid", "campaign_id", "session_id", "signal_id", "raw_file", "by_category"}
)

RUN_BY_SPREADSHEETS = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"
_CAMPAIGN_COLUMNS = (
    Column("campaign_id", "VARCHAR", "stable over re-analysis"),
    Column("actor", "VARCHAR", "null where no candidate is likely enough"),
    Column("probability", "DOUBLE", "of the leading candidate"),
    Column("wording", "VARCHAR", "the ICD 203 phrase of that probability"),
    Column("runner_up", "VARCHAR", "the second candidate"),
    Column("campaign_probability", "DOUBLE", "that this is a campaign at all"),
    Column("first_seen", "TIMESTAMP", "time of its first hostile event"),
    Column("last_seen", "TIMESTAMP", "time of its last hostile event"),
    Column("attempts", "BIGINT", "distinct events of stage discover"),
    Column("accounts_identified", "BIGINT", "accounts that an attempt confirmed"),
    Column("accounts_attacked", "BIGINT", "accounts with a row of attack or a later stage"),
    Column("accounts_compromised", "BIGINT", "accounts with a row of compromise or exploit"),
    Column("by_category", "VARCHAR", "the four numbers of each category, as JSON"),
)


_OPTIONS = {
    "csv": "FORMAT csv, HEADER true",
    "parquet": "FORMAT parquet, COMPRESSION zstd",
    "json": "FORMAT json, ARRAY true",
}


def export(
    engine: DuckDB, what: str, file_format: str, output: Path, *, campaign_id: str | None = None
) -> int:
    """Write one table to `output`, all of it or nothing, and return how many rows it has.

    `campaign_id` narrows the hostile events to those of one campaign.
    Times are UTC: ISO 8601 with `Z` in CSV and JSON, a UTC timestamp in Parquet.
    """
    _require_known(what, file_format)
    with file_in_place(output) as draft:
        columns, query = _rows_of(engine, what, draft.parent, campaign_id)
        shown = ", ".join(_SHOWN[file_format](column) for column in columns)
        ((rows,),) = engine.rows(
            f"COPY (SELECT {shown} FROM {query}) TO {quote(str(draft))} ({_OPTIONS[file_format]})"
        )
    return int(rows)


def _require_known(what: str, file_format: str) -> None:
    if what not in EXPORTS:
        raise UsageError(f"cannot export {what!r}, expected one of: {', '.join(EXPORTS)}.")
    if file_format == OCSF:
        message = "only events are exported as OCSF; `share ocsf` tells campaigns as findings."
        raise UsageError(message)
    if file_format not in FORMATS:
        message = f"unknown format {file_format!r}, expected one of: {', '.join((*FORMATS, OCSF))}."
        raise UsageError(message)


def _rows_of(
    engine: DuckDB, what: str, folder: Path, campaign_id: str | None
) -> tuple[Sequence[Column], str]:
    """Return the columns to export and what stands after FROM."""
    if what == "campaigns":
        return _CAMPAIGN_COLUMNS, _staged_campaigns(engine, folder)
    if what == "hostile":
        named = {column.name: column for column in HOSTILE.columns}
        of_one = f"WHERE campaign_id = {quote(campaign_id)}" if campaign_id is not None else ""
        ordered = f"(SELECT * FROM hostile {of_one} ORDER BY time, event_uid)"
        return [named[name] for name in HOSTILE_COLUMNS], ordered
    if what == "signals":
        return SIGNALS.columns, "(SELECT * FROM signals ORDER BY first_seen, signal_id)"
    table = {"events": EVENTS, "sessions": SESSIONS}[what]
    return table.columns, table.name


def _staged_campaigns(engine: DuckDB, folder: Path) -> str:
    staged = folder / "campaigns.json.draft"
    staged.write_text(json.dumps(campaign_list(engine)), encoding="utf-8")
    types = ", ".join(f"{quote(c.name)}: {quote(_staged_type(c))}" for c in _CAMPAIGN_COLUMNS)
    source = f"read_json({quote(str(staged))}, format = 'array', columns = {{{types}}})"
    return f"(SELECT * FROM {source} ORDER BY first_seen, campaign_id)"


def _staged_type(column: Column) -> str:
    return "JSON" if column.name == "by_category" else column.type


def _in_parquet(column: Column) -> str:
    name = f'"{column.name}"'
    if column.type == "TIMESTAMP":
        return f"{name} AT TIME ZONE 'UTC' AS {name}"
    return f"CAST({name} AS {column.type}) AS {name}"


def _in_json(column: Column) -> str:
    name = f'"{column.name}"'
    if column.type == "TIMESTAMP":
        return f"strftime({name}, '%Y-%m-%dT%H:%M:%S.%fZ') AS {name}"
    return name


def _in_csv(column: Column) -> str:
    name = f'"{column.name}"'
    if column.type != "VARCHAR" or column.name in VERBATIM:
        return _in_json(column)
    starts = ", ".join(quote(start) for start in RUN_BY_SPREADSHEETS)
    runs = f"substr({name}, 1, 1) IN ({starts})"
    return f"CASE WHEN {runs} THEN chr(39) || {name} ELSE {name} END AS {name}"


_SHOWN: dict[str, Callable[[Column], str]] = {
    "csv": _in_csv,
    "parquet": _in_parquet,
    "json": _in_json,
}
