"""What rules found, and which rules did not run."""

from collections.abc import Mapping
from typing import Any

from rasid import reports
from rasid.console.listing import Column, Row, paged
from rasid.console.pages.events import ASKED_COLUMNS, asked_row, no_lines, rows_of
from rasid.console.visit import Page, Visit, link, moment_of
from rasid.reports.signals import rule_runs, signal_list
from rasid.tables.signals import LEVELS

ITS_CAMPAIGN = Column(
    "campaign_id",
    "code",
    link=lambda r: link("campaigns", r["campaign_id"]) if r["campaign_id"] else "",
)


def signal_row(signal: Mapping[str, Any]) -> Row:
    """Return one of `signal_list` as a row, by whose first id it is found."""
    return {
        **signal,
        "signal": signal["signal_ids"][0],
        "first_seen": moment_of(signal["first_seen"]),
        "last_seen": moment_of(signal["last_seen"]),
    }


def signals(visit: Visit) -> Page:
    """List what rules found, the gravest first."""
    runs = rule_runs(visit.engine)
    rule = visit.chosen("rule", {run["rule"] for run in runs})
    level = visit.chosen("level", LEVELS)
    found = visit.snapshot.of_tables("signals", lambda: signal_list(visit.engine))
    levels = LEVELS[LEVELS.index(level) :] if level else LEVELS
    rows = [
        signal_row(row)
        for row in found
        if row["level"] in levels and (not rule or row["rule"] == rule)
    ]
    columns = (
        Column("rule", "code", head=True, link=lambda r: link("signals", r["signal"])),
        Column("level", "word", "levels"),
        ITS_CAMPAIGN,
        Column("reason", "own"),
        *(Column(key, "count") for key in ("signals", "events", "accounts", "protected")),
        Column("first_seen", "moment"),
        Column("last_seen", "moment"),
        Column("attack", "code"),
        Column("suppressed", "own"),
    )
    told = {
        "rule": rule,
        "level": level,
        "levels": LEVELS,
        "rules": sorted({run["rule"] for run in runs}),
        "broken": sum(run["state"] == "could not run" for run in runs),
    }
    table = paged("signals", columns, rows, visit.page, "signals.none")
    title = visit.speech.say("signals.title")
    return Page("signals.html.j2", "signals", title, told, [table])


def signal(visit: Visit) -> Page:
    """Show the events of one signal."""
    mask = visit.mask
    found = reports.explain_signal(visit.engine, visit.names["signal"], no_lines, 0)

    told = {"found": found, "reason": mask.hide(found.reason)}
    rows = rows_of(found.events, lambda event: asked_row(event, mask))
    table = paged("events", ASKED_COLUMNS, rows, visit.page)
    title = visit.speech.say("signal.title", rule=found.rule)
    return Page("signal.html.j2", "signals", title, told, [table])
