"""Logs that were let go for good: what, when, by whom and why."""

from collections.abc import Mapping
from typing import Any

from rasid.console.listing import Column, Row, paged
from rasid.console.visit import Page, Visit, moment_of


def retentions(visit: Visit) -> Page:
    """List the runs of `rasid retain --delete`, the latest first."""
    found = visit.snapshot.once("retentions", lambda: visit.knowledge.retentions(visit.case.home))
    columns = (
        Column("begun_at", "moment", head=True),
        Column("made_by"),
        Column("before", "code"),
        *(Column(key, "count") for key in ("events", "days", "files")),
        Column("campaigns", "code"),
        Column("why"),
        Column("state", "word", "retention_states"),
    )
    rows = [_row(visit, one) for one in reversed(found)]
    table = paged("retentions", columns, rows, visit.page, "retentions.none")
    title = visit.speech.say("retentions.title")
    return Page("list.html.j2", "coverage", title, {"note": "retentions.note"}, [table])


def _row(visit: Visit, one: Mapping[str, Any]) -> Row:
    told = one["told"]
    return {
        "begun_at": moment_of(one["begun_at"]),
        "made_by": one["made_by"],
        "before": told["before"],
        "events": told["events"],
        "days": len(told["days"]),
        "files": len(told["files"]),
        "campaigns": list(told["campaigns"]),
        "why": visit.mask.hide(one["why"]),
        "state": "ended" if one["ended_at"] else "cut short",
    }
