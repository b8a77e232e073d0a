"""Lists beside the campaigns: decisions, and crime that is aimed at nobody in particular."""

from rasid.campaigns import in_force, read_decisions
from rasid.console.listing import Column, paged
from rasid.console.visit import Page, Visit, link, moment_of
from rasid.ledger import open_ledger
from rasid.reports import background_list, decision_list


def decisions(visit: Visit) -> Page:
    """List what analysts decided; nothing is decided here."""
    with open_ledger(visit.case.home) as ledger:
        made = read_decisions(ledger)
    hide = visit.mask.hide
    found = decision_list(visit.engine, made, [one.number for one in in_force(made)])
    rows = [
        {
            **row,
            "made_at": moment_of(row["made_at"]),
            "decided": hide(row["decided"]),
            "why": hide(row["why"]),
            "standing": "holds" if row["holds"] else "undone",
            "effect": "; ".join(hide(one["effect"]) for one in row["effects"]),
        }
        for row in reversed(found)
    ]
    columns = (
        Column(
            "decision", "count", head=True, link=lambda r: link("decisions", str(r["decision"]))
        ),
        Column("made_at", "moment"),
        Column("made_by"),
        Column("decided", "own"),
        Column("why"),
        Column("standing", "word", "standings"),
        Column("effect", "own"),
    )
    table = paged("decisions", columns, rows, visit.page, "decisions.none")
    title = visit.speech.say("decisions.title")
    return Page("list.html.j2", "decisions", title, {"note": "decisions.note"}, [table])


def background(visit: Visit) -> Page:
    """List the crime that is in no campaign's numbers."""
    rows = [
        {
            **row,
            "first_seen": moment_of(row["first_seen"]),
            "last_seen": moment_of(row["last_seen"]),
            "by_chance": row["expected_protected"],
        }
        for row in background_list(visit.engine)
    ]
    columns = (
        Column("source", "code", head=True),
        Column("kind", "word", "crimes"),
        Column("first_seen", "moment"),
        Column("last_seen", "moment"),
        *(Column(key, "count") for key in ("sessions", "events", "accounts", "entered")),
        Column("protected", "count"),
        Column("by_chance", "decimal"),
    )
    table = paged("background", columns, rows, visit.page, "background.none")
    title = visit.speech.say("background.title")
    return Page("list.html.j2", "campaigns", title, {"note": "background.note"}, [table])
