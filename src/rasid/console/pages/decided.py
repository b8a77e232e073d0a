"""What was decided: one decision with the form that undoes it, and those of a campaign."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from rasid.attribution import FAMILIES
from rasid.campaigns import OF_CLAIMS, in_force, read_decisions
from rasid.campaigns.deciding import undoings
from rasid.console.acts.deciding import SOURCES, number_of
from rasid.console.visit import NotThereError, Page, Visit, moment_of
from rasid.errors import IntegrityError
from rasid.evidence import held
from rasid.ledger import open_ledger
from rasid.reports import decision_list

_MOST_SHOWN = 12
"""Of so many decisions on a campaign its page tells, the latest; the others are in the list."""


def decision(visit: Visit) -> Page:
    """Show one decision, what it did, and what undid it."""
    number = number_of(visit.names["decision"])
    rows = listed(visit)
    row = next((one for one in rows if one["decision"] == number), None)
    if row is None:
        raise NotThereError("there is no such decision.")
    by_number = {one["decision"]: one for one in rows}
    told = {"decision": row, "undone_by": by_number.get(row["undone_by"])}
    title = visit.speech.say("decision.title", n=number)
    return Page("decision.html.j2", "decisions", title, told)


def of_campaign(visit: Visit, campaign_id: str, candidates: list[str]) -> dict[str, Any]:
    """Return what the decisions of a campaign's page need: those made, and what can be chosen."""
    made = [one for one in listed(visit) if one["holds"] and campaign_id in one["campaigns"]]
    return {
        "standing_decisions": made[-_MOST_SHOWN:],
        "earlier_decisions": max(0, len(made) - _MOST_SHOWN),
        "sources": SOURCES,
        "challengeable": FAMILIES,
        "candidates": candidates,
        "hold": _hold(visit, campaign_id),
    }


def _hold(visit: Visit, campaign_id: str) -> dict[str, Any] | None:
    """Return the legal hold on a campaign; none where the evidence log does not hold."""
    found = None
    with suppress(IntegrityError):
        found = held(visit.case.home).get(campaign_id)
    if found is None:
        return None
    return {"who": found.who, "at": moment_of(found.since), "why": visit.mask.hide(found.why)}


def listed(visit: Visit) -> list[dict[str, Any]]:
    """Return every decision with people under pseudonyms, in their order.

    `undone_by` is the decision that took it away; `waits` tells that no analysis acted on it yet.
    `campaigns` are those that it speaks of or acted on, all of them where nobody can say yet.
    """

    def read() -> list[dict[str, Any]]:
        with open_ledger(visit.case.home) as ledger:
            made = read_decisions(ledger)
        taken = {one.number: by.number for one, by in undoings(made)}
        active = set(taken.values())
        found = decision_list(visit.engine, made, [one.number for one in in_force(made)])
        every = {row[0] for row in visit.engine.rows("SELECT campaign_id FROM campaigns")}
        return [
            {
                **row,
                "made_at": moment_of(row["made_at"]),
                "decided": visit.mask.hide(row["decided"]),
                "why": visit.mask.hide(row["why"]),
                "effects": [visit.mask.hide(one["effect"]) for one in row["effects"]],
                "undone_by": taken.get(row["decision"]),
                "may_be_undone": row["holds"] or row["decision"] in active,
                "waits": row["holds"] and not row["effects"] and row["kind"] not in OF_CLAIMS,
                "campaigns": _concerned(row, every),
            }
            for row in found
        ]

    return visit.snapshot.once("decided", read)


def _concerned(row: Mapping[str, Any], every: set[str]) -> set[str]:
    named = {row["campaign_id"], row["other_id"], *(one["campaign_id"] for one in row["effects"])}
    told = {str(one) for one in named if one}
    return told or (every if row["kind"] == "innocent" else set())
