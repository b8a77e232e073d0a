"""Locking an intruder out: which step of which account is how far."""

from typing import Any

from rasid import responding
from rasid.console.listing import Column, Row, paged
from rasid.console.pages.campaigns import require_listed
from rasid.console.visit import Page, Visit, link, moment_of
from rasid.ledger import open_ledger

_STATES = ("open", *responding.STATES)


def respond(visit: Visit) -> Page:
    """List each step for each account of a campaign, in the order to act in."""
    campaign_id = visit.names["campaign"]
    require_listed(visit, campaign_id)
    document = visit.snapshot.once(("respond", campaign_id), lambda: _document(visit, campaign_id))
    state = visit.chosen("state", _STATES)
    step = visit.chosen("step", responding.STEPS)
    rows = [row for one in document["accounts"] for row in _steps(one)]
    shown = [
        row for row in rows if (not state or row["state"] == state) and step in ("", row["step"])
    ]
    told = {
        "campaign": campaign_id,
        "totals": {key: sum(row["state"] == key for row in rows) for key in _STATES},
        "accounts": len(document["accounts"]),
        "absent": document["absent"],
        "suggested": sum(bool(row["suggested"]) for row in rows),
        "state": state,
        "states": _STATES,
        "step": step,
        "steps": [
            (name, responding.step_in_words(name, visit.speech.language.code))
            for name in responding.STEPS
            if any(row["step"] == name for row in rows)
        ],
        "known": responding.STEPS,
    }
    columns = (
        Column("reference", "code", head=True),
        Column("person", "code", link=_person),
        Column("standing", "word", "harms"),
        Column("place", "count"),
        Column("step", "word", "response_steps", title="to_do"),
        Column("state", "word", "response_states"),
        Column("suggested", "word", "response_states"),
        Column("because", "own"),
        Column("asked_by", "own"),
        Column("state_at", "moment"),
        Column("made_by"),
        Column("category", "word", "categories"),
    )
    table = paged("steps", columns, shown, visit.page, "respond.none")
    title = visit.speech.say("respond.title", id=campaign_id)
    return Page("respond.html.j2", "campaigns", title, told, [table])


def _document(visit: Visit, campaign_id: str) -> dict[str, Any]:
    within = responding.campaigns_within(visit.engine, campaign_id)
    with open_ledger(visit.case.home) as ledger:
        said = responding.last_marks(responding.read_marks(ledger, within))
    plan = responding.plan_response(visit.engine, campaign_id)
    return responding.plan_document(plan, said, accounts=False)


def _steps(account: dict[str, Any]) -> list[Row]:
    return [
        {
            "reference": account["reference"],
            "person": account["person_id"],
            "category": account["category"],
            "standing": account["standing"],
            "place": place,
            "step": one["step"],
            "state": one["state"],
            "state_at": moment_of(one["state_at"]),
            "made_by": one["state_by"],
            "asked_by": one["why"],
            "suggested": one["suggested"],
            "because": one["suggested_because"],
        }
        for place, one in enumerate(account["steps"], 1)
    ]


def _person(row: Row) -> str:
    return link("people", row["person"]) if row["person"] else ""
