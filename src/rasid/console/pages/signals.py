"""What rules found, and which rules did not run."""

from rasid import reports
from rasid.console.listing import Column, Fetched, Row, paged
from rasid.console.pages.events import ASKED_COLUMNS, asked_row, no_lines, rows_of
from rasid.console.visit import Page, Visit, link
from rasid.reports.pseudonyms import read_pseudonyms
from rasid.reports.signals import (
    GRAVEST,
    Asked,
    group_count,
    grouped,
    levels_from,
    pseudonymous,
    rule_runs,
    signal_groups,
)
from rasid.tables.signals import LEVELS

ITS_CAMPAIGN = Column(
    "campaign_id",
    "code",
    link=lambda r: link("campaigns", r["campaign_id"]) if r["campaign_id"] else "",
)


def groups_of(
    visit: Visit, levels: tuple[str, ...] = LEVELS, rule: str = "", order: str = GRAVEST
) -> Fetched[Row]:
    """Return the rows of what rules found, each led to by the first of its signals."""
    engine, snapshot = visit.engine, visit.snapshot
    groups = snapshot.of_tables("signal_groups", lambda: signal_groups(engine))
    pseudonyms = snapshot.of_tables("pseudonyms", lambda: read_pseudonyms(engine))
    asked = Asked(groups, levels, rule, order)

    def read(start: int, most: int) -> list[Row]:
        found = pseudonymous(grouped(engine, asked, start, most), pseudonyms)
        return [{**row, "signal": row["signal_ids"][0]} for row in found]

    def fetch(start: int, most: int) -> list[Row]:
        return snapshot.lately((asked, start, most), lambda: read(start, most))

    return Fetched(snapshot.of_tables(asked, lambda: group_count(engine, asked)), fetch)


def signals(visit: Visit) -> Page:
    """List what rules found, the gravest first."""
    runs = rule_runs(visit.engine)
    rule = visit.chosen("rule", {run["rule"] for run in runs})
    level = visit.chosen("level", LEVELS)
    rows = groups_of(visit, levels_from(level or LEVELS[0]), rule)
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
