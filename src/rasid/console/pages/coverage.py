"""What was imported, what it can show and what it cannot, and the lines that could not be read."""

import hashlib
from collections.abc import Sequence

from rasid.console.listing import Column, Fetched, Row, Table, paged
from rasid.console.masking import Mask
from rasid.console.visit import NotThereError, Page, Visit, link
from rasid.sources import Coverage
from rasid.sources import coverage as read_coverage

_REJECTS = """
SELECT rejects.raw_file, raw_line, reason, excerpt, coalesce(imports.name, '')
FROM rejects LEFT JOIN imports ON rejects.raw_file = imports.raw_file
WHERE ($file = '' OR rejects.raw_file = $file) AND ($reason = '' OR reason = $reason)
ORDER BY imports.name, rejects.raw_file, raw_line LIMIT $most OFFSET $start
"""

_COUNT = """
SELECT count(*) FROM rejects
WHERE ($file = '' OR raw_file = $file) AND ($reason = '' OR reason = $reason)
"""

_REASONS = """
SELECT reason, count(*) FROM rejects WHERE $file = '' OR raw_file = $file
GROUP BY reason ORDER BY count(*) DESC, reason
"""


def coverage_of(visit: Visit) -> Coverage:
    """Return what `show coverage` tells."""
    case = visit.case
    return visit.snapshot.of_tables("coverage", lambda: read_coverage(case.engine, case.store))


def coverage(visit: Visit) -> Page:
    """Tell what the logs hold and what they lack."""
    found = coverage_of(visit)
    hide = visit.mask.hide
    told = {
        "providers": [
            {
                "told": provider,
                "verdict": next(
                    (v for v in found.verdicts if v.provider == provider.provider), None
                ),
                "name": f"provider-{place}",
            }
            for place, provider in enumerate(found.providers)
        ],
        "rejected": sum(file.rejected for file in found.files),
    }
    tables = [
        *(_empty(f"provider-{n}", one.empty) for n, one in enumerate(found.providers)),
        _lacks(found),
        _silences(found),
        _clocks(found),
        _files(found, visit.mask),
        Table(
            "reasons",
            (
                Column("reason", "own", head=True, link=lambda r: link("rejects", reason=r["id"])),
                Column("lines", "count"),
            ),
            [
                {"reason": hide(why), "lines": lines, "id": reason_id(why)}
                for why, lines in found.rejects.items()
            ],
        ),
        _days(found),
    ]
    return Page("coverage.html.j2", "coverage", visit.speech.say("coverage.title"), told, tables)


def rejects(visit: Visit) -> Page:
    """List the lines that could not be read."""
    file, hide = visit.query.get("file", ""), visit.mask.record
    counted = visit.engine.rows(_REASONS, {"file": file})
    asked = visit.query.get("reason", "")
    reason = next((why for why, _ in counted if asked and reason_id(why) == asked), "")
    if asked and not reason:
        raise NotThereError("no line was rejected for that.")
    wanted = {"file": file, "reason": reason}
    ((count,),) = visit.engine.rows(_COUNT, wanted)

    def fetch(start: int, most: int) -> Sequence[Row]:
        rows = visit.engine.rows(_REJECTS, {**wanted, "start": start, "most": most})
        return [
            {
                "name": visit.mask.hide(name) or raw_file[:12],
                "line": raw_line,
                "reason": visit.mask.hide(reason),
                "excerpt": hide(excerpt),
            }
            for raw_file, raw_line, reason, excerpt, name in rows
        ]

    columns = (
        Column("name", head=True),
        Column("line", "count"),
        Column("reason", "own"),
        Column("excerpt", "code"),
    )
    reasons = [
        {"reason": visit.mask.hide(why), "lines": lines, "id": reason_id(why)}
        for why, lines in counted
    ]
    by_reason = (
        Column(
            "reason", "own", head=True, link=lambda r: link("rejects", file=file, reason=r["id"])
        ),
        Column("lines", "count", bar="attacked"),
    )
    tables = [
        Table("reasons", by_reason, reasons, size=20),
        paged("rejects", columns, Fetched(count, fetch), visit.page, "rejects.none"),
    ]
    told = {"file": file[:12], "reason": visit.mask.hide(reason)}
    title = visit.speech.say("rejects.title")
    return Page("rejects.html.j2", "coverage", title, told, tables)


def reason_id(reason: str) -> str:
    """Return what a reason goes by in an address: it may quote what a line said."""
    return hashlib.sha256(reason.encode()).hexdigest()[:16]


def _empty(name: str, empty: object) -> Table:
    shares: Row = dict(empty)  # type: ignore[call-overload]
    rows = [{"field": field, "share": share} for field, share in shares.items()]
    columns = (
        Column("field", "word", "fields", head=True),
        Column("share", "share", bar="attacked", title="empty"),
    )
    return Table(name, columns, rows)


def _lacks(found: Coverage) -> Table:
    rows = [
        {
            "provider": one.provider,
            "action": one.action,
            "field": one.field,
            "events": one.events,
            "share": one.empty,
            "meaning": one.meaning,
        }
        for one in found.lacks
    ]
    columns = (
        Column("provider", "code", head=True),
        Column("action", "word", "actions"),
        Column("field", "own"),
        Column("events", "count"),
        Column("share", "share", title="empty"),
        Column("meaning", "own"),
    )
    return Table("lacks", columns, rows, empty="coverage.no_lack")


def _silences(found: Coverage) -> Table:
    rows = [
        {
            "provider": one.provider,
            "part": one.part,
            "kind": one.kind,
            "start": one.start,
            "end": one.end,
            "expected": round(one.expected),
            "seen": one.seen,
        }
        for one in sorted(found.silences, key=lambda one: (one.start, one.part))
    ]
    columns = (
        Column("provider", "code", head=True),
        Column("part", "own"),
        Column("kind", "word", "silences"),
        Column("start", "moment"),
        Column("end", "moment"),
        *(Column(key, "count") for key in ("expected", "seen")),
    )
    return Table("silences", columns, rows, size=20, empty="coverage.no_silence")


def _clocks(found: Coverage) -> Table:
    rows = [
        {
            "provider": one.provider,
            "kind": kind,
            "day": one.arrival,
            "events": one.events,
            "seconds": round(one.largest_seconds),
        }
        for kind, came in (("late", found.clocks.late), ("ahead", found.clocks.ahead))
        for one in came
    ]
    columns = (
        Column("provider", "code", head=True),
        Column("kind", "word", "clocks"),
        Column("day", "day"),
        *(Column(key, "count") for key in ("events", "seconds")),
    )
    return Table("clocks", columns, rows, size=20, empty="coverage.no_clock")


def _files(found: Coverage, mask: Mask) -> Table:
    rows = [
        {
            "name": mask.hide(file.name),
            "format": file.format,
            "lines": file.lines,
            "events": file.events,
            "elsewhere": file.elsewhere,
            "rejected": file.rejected,
            "first_seen": file.first,
            "last_seen": file.last,
            "sha256": file.raw_file,
        }
        for file in found.files
    ]
    columns = (
        Column("name", head=True),
        Column("format", "code"),
        *(Column(key, "count") for key in ("lines", "events", "elsewhere")),
        Column(
            "rejected",
            "count",
            link=lambda r: link("rejects", file=r["sha256"]) if r["rejected"] else "",
        ),
        Column("first_seen", "moment"),
        Column("last_seen", "moment"),
        Column("sha256", "code"),
    )
    return Table("files", columns, rows, size=40)


def _days(found: Coverage) -> Table:
    rows = [
        {
            "day": one.day,
            "provider": one.provider,
            "events": one.events,
            "expected": None if one.expected is None else round(one.expected),
            "accounts": one.accounts,
            "addresses": one.addresses,
            "silent_hours": one.silent_hours,
        }
        for one in found.days
    ]
    columns = (
        Column("day", "day", head=True),
        Column("provider", "code"),
        Column("events", "count", bar="discover"),
        *(Column(key, "count") for key in ("expected", "accounts", "addresses", "silent_hours")),
    )
    return Table("days", columns, rows)
