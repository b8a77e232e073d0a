"""The audit: who did what from where when."""

from typing import Any

from rasid import accounts
from rasid.console.listing import Column, paged
from rasid.console.visit import Page, Visit
from rasid.ledger import open_ledger


def audit(visit: Visit) -> Page:
    """List what was done, the latest first; looks at every signature where that is asked for."""
    entries = accounts.read_audit(visit.desk.store)
    what = visit.chosen("what", accounts.DEEDS)
    rows = [
        {
            "entry": one.entry,
            "at": one.at,
            "who": one.who,
            "role": one.role,
            "came_from": one.place,
            "what": one.what,
            "about": visit.mask.hide(one.about),
            "why": visit.mask.hide(one.why),
        }
        for one in reversed(entries)
        if not what or one.what == what
    ]
    columns = (
        Column("entry", "count", head=True),
        Column("at", "moment"),
        Column("who"),
        Column("role", "word", "roles"),
        Column("came_from", "code"),
        Column("what", "word", "deeds"),
        Column("about", "own"),
        Column("why"),
    )
    table = paged("audit", columns, rows, visit.page, "audit.none")
    told: dict[str, Any] = {"what": what, "deeds": accounts.DEEDS, "verified": None}
    if visit.chosen("verify", ("yes",)):
        with open_ledger(visit.case.home) as ledger:
            erased = accounts.erased_in(ledger)
        told["verified"] = accounts.verify_audit(visit.desk.store, visit.desk.signer, erased)
    return Page("audit.html.j2", "audit", visit.speech.say("audit.title"), told, [table])
