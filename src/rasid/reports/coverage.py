"""What stands behind a campaign's numbers, and what the logs could not show."""

from dataclasses import dataclass
from datetime import datetime

from rasid.engines.duckdb import DuckDB

LINKING_FIELDS = (
    "source_ip",
    "asn",
    "country",
    "user_agent",
    "fingerprint",
    "device",
    "session",
)
"""Fields of an event by which sessions are told apart and linked."""

_EXTENT = """
SELECT coalesce(sum(events), 0)::BIGINT, min(logged_from), max(logged_until) FROM logged
"""

_FIELDS = """
SELECT count(*), {filled}
FROM traces WHERE campaign_id = $campaign AND records > 0
"""

_FILES = """
SELECT
    coalesce(imports.name, ''), coalesce(imports.format, ''), hostile.raw_file,
    coalesce(max(imports.lines), 0), coalesce(max(imports.rejected), 0), count(*)
FROM hostile LEFT JOIN imports ON hostile.raw_file = imports.raw_file
WHERE hostile.campaign_id = $campaign
GROUP BY imports.name, imports.format, hostile.raw_file
ORDER BY 1, 3
"""


@dataclass(frozen=True, slots=True)
class FieldFill:
    """How many of the campaign's events had a field filled."""

    field: str
    filled: int
    events: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far all the logs reach, and how well the campaign's own events are described."""

    events: int
    first_event: datetime | None
    last_event: datetime | None
    fields: tuple[FieldFill, ...]
    rejected: int


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One kept file that holds hostile events; `name` is empty if its import is not known."""

    name: str
    format: str
    raw_file: str
    lines: int
    rejected: int
    hostile: int


def coverage(engine: DuckDB, campaign_id: str) -> Coverage:
    """Measure what the logs hold."""
    ((events, first, last),) = engine.rows(_EXTENT)
    ((rejected,),) = engine.rows("SELECT count(*) FROM rejects")
    filled = ", ".join(_filled(field) for field in LINKING_FIELDS)
    ((total, *counts),) = engine.rows(_FIELDS.format(filled=filled), {"campaign": campaign_id})
    fields = (
        FieldFill(field, count, total) for field, count in zip(LINKING_FIELDS, counts, strict=True)
    )
    return Coverage(events, first, last, tuple(fields), rejected)


def source_files(engine: DuckDB, campaign_id: str) -> tuple[SourceFile, ...]:
    """Return the kept files that the campaign's events came from, by name."""
    return tuple(SourceFile(*row) for row in engine.rows(_FILES, {"campaign": campaign_id}))


def _filled(field: str) -> str:
    return f"count(*) FILTER (WHERE list_contains(filled, '{field}'))"
