"""Requests for the names of many people: who asked, who agreed, and the names meanwhile."""

from typing import Any

from rasid import accounts
from rasid.accounts import Reveal, Role
from rasid.case import open_roster
from rasid.console.acts.revealing import reveal_of
from rasid.console.desk import is_same_person
from rasid.console.listed import listed_of
from rasid.console.listing import Column, Row, Table, paged
from rasid.console.visit import Page, Visit, link

_NAMES = """
SELECT person_id, name, account, account_kind FROM roster
WHERE list_contains($people, person_id) ORDER BY person_id, account
"""


def reveals(visit: Visit) -> Page:
    """List the requests, the latest first."""
    now = visit.desk.clock()
    rows = [_row(visit, one) for one in accounts.read_reveals(visit.desk.store)]
    columns = (
        Column("request", "count", head=True, link=lambda r: link("reveals", str(r["request"]))),
        Column("made_at", "moment"),
        Column("made_by"),
        Column("campaign_id", "code"),
        Column("people", "count"),
        Column("why"),
        Column("state", "word", "reveal_states"),
        Column("decided_by"),
    )
    waiting = sum(one.state(now) == "waiting" for one in accounts.read_reveals(visit.desk.store))
    table = paged("reveals", columns, rows, visit.page, "reveals.none")
    title = visit.speech.say("reveals.title")
    return Page("reveals.html.j2", "reveals", title, {"waiting": waiting}, [table])


def reveal(visit: Visit) -> Page:
    """Show one request; to whoever made it the names, while they are open."""
    found = reveal_of(visit.desk, visit.names["request"])
    person, state = visit.session.person, found.state(visit.desk.clock())
    is_own = is_same_person(person, found.made_by)
    told = {
        "reveal": found,
        "why": visit.mask.hide(found.why),
        "state": state,
        "is_own": is_own,
        "may_decide": state == "waiting" and not is_own and person.role >= Role.APPROVER,
    }
    tables = []
    if state == "open" and is_own:
        about = f"request {found.request}, {found.campaign_id}: {len(found.people)} people"
        visit.desk.write(visit.session, "names opened", about)
        tables.append(_names(visit, found))
    title = visit.speech.say("reveal.title", n=found.request)
    return Page("reveal.html.j2", "reveals", title, told, tables)


def open_names(visit: Visit, person_id: str) -> list[Row]:
    """Return the names of one person whom the session has open; nothing for all others."""
    until = visit.session.open_people.get(person_id)
    if until is None or until <= visit.desk.clock():
        return []
    return _listed(visit, [person_id])


def _names(visit: Visit, found: Reveal) -> Table:
    columns = (
        Column("person_id", "code", head=True, link=lambda r: link("people", r["person_id"])),
        Column("name"),
        Column("account", "code"),
        Column("account_kind", "word", "account_kinds"),
    )
    return Table("names", columns, _listed(visit, list(found.people)))


def _listed(visit: Visit, people: list[str]) -> list[Row]:
    with open_roster(visit.case, listed_of(visit.snapshot)):
        rows = visit.engine.rows(_NAMES, {"people": people})
    keys = ("person_id", "name", "account", "account_kind")
    return [dict(zip(keys, row, strict=True)) for row in rows]


def _row(visit: Visit, one: Reveal) -> dict[str, Any]:
    return {
        "request": one.request,
        "made_at": one.made_at,
        "made_by": one.made_by,
        "campaign_id": one.campaign_id,
        "people": len(one.people),
        "why": visit.mask.hide(one.why),
        "state": one.state(visit.desk.clock()),
        "decided_by": one.decided_by,
    }
