"""The evidence log: what was done to evidence, whether it holds, and what is on hold."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from rasid.console.listing import Column, Table, paged
from rasid.console.masking import Mask
from rasid.console.pages.campaigns import campaign_link
from rasid.console.visit import Page, Visit
from rasid.errors import IntegrityError
from rasid.evidence import ATTACHED, Entry, Hold, held, log_file, read_entries, verify


def evidence(visit: Visit) -> Page:
    """List what was done to evidence, the latest first, and the holds."""
    home, mask = visit.case.home, visit.mask
    checked = verify(home.evidence) if log_file(home).is_file() else None
    entries: Sequence[Entry] = ()
    holds: dict[str, Hold] = {}
    with suppress(IntegrityError):  # what does not hold is told by `checked`
        entries, holds = read_entries(home), held(home)
    what = visit.chosen("what", {one.what for one in entries})
    rows = [_row(one, mask) for one in reversed(entries) if not what or one.what == what]
    columns = (
        Column("entry", "count", head=True),
        Column("time", "moment"),
        Column("what", "word", "deeds"),
        Column("campaign_id", "code", link=campaign_link(visit)),
        Column("about", "own"),
        Column("made_by"),
        Column("why"),
        Column("files", "count"),
        Column("sha256", "code"),
    )
    told = {
        "checked": checked,
        "findings": [mask.hide(one) for one in checked.findings[:20]] if checked else [],
        "what": what,
        "known": sorted({one.what for one in entries}),
        "exhibits": sum(one.what == ATTACHED for one in entries),
    }
    tables = [paged("log", columns, rows, visit.page, "evidence.none"), _holds(visit, holds)]
    title = visit.speech.say("evidence.title")
    return Page("evidence.html.j2", "evidence", title, told, tables)


def _row(entry: Entry, mask: Mask) -> dict[str, Any]:
    about = {key: value for key, value in entry.about.items() if key != "campaign"}
    return {
        "entry": entry.number,
        "time": datetime.fromisoformat(entry.time),
        "what": entry.what,
        "campaign_id": entry.about.get("campaign", ""),
        "about": [f"{key}: {mask.record(value)}" for key, value in about.items()],
        "made_by": entry.who,
        "why": mask.hide(entry.why),
        "files": len(entry.hashes),
        "sha256": entry.digest,
    }


def _holds(visit: Visit, holds: dict[str, Hold]) -> Table:
    rows = [
        {
            "campaign_id": one.campaign_id,
            "since": datetime.fromisoformat(one.since),
            "made_by": one.who,
            "why": visit.mask.hide(one.why),
            "files": len(one.raw_files),
        }
        for one in holds.values()
    ]
    columns = (
        Column("campaign_id", "code", head=True, link=campaign_link(visit)),
        Column("since", "moment"),
        Column("made_by"),
        Column("why"),
        Column("files", "count"),
    )
    return Table("holds", columns, rows, empty="evidence.no_hold")
