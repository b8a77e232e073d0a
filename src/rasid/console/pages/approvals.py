"""Plans of notices that wait for a second person, or have one."""

from typing import Any

from rasid import notices
from rasid.console.desk import is_same_person
from rasid.console.listing import Column, Table, paged
from rasid.console.visit import Page, Visit, link
from rasid.ledger import open_ledger
from rasid.notices import Plan


def approvals(visit: Visit) -> Page:
    """List the latest plan of each campaign, those that wait first."""
    with open_ledger(visit.case.home) as ledger:
        plans = {one.content.campaign_id: one for one in notices.every_plan(ledger)}
        approved = {one.number: notices.approval_of(ledger, one) for one in plans.values()}
    rows = [
        {
            **_row(plan),
            "approved_by": approval.made_by if approval else "",
        }
        for plan in sorted(plans.values(), key=lambda one: one.number, reverse=True)
        for approval in (approved[plan.number],)
    ]
    rows.sort(key=lambda row: bool(row["approved_by"]))
    columns = (
        Column(
            "campaign_id", "code", head=True, link=lambda r: link("approvals", r["campaign_id"])
        ),
        Column("plan", "count"),
        Column("made_at", "moment"),
        Column("made_by"),
        *(Column(key, "count") for key in ("notices", "withheld")),
        Column("approved_by"),
    )
    table = paged("approvals", columns, rows, visit.page, "approvals.none")
    title = visit.speech.say("approvals.title")
    return Page("list.html.j2", "approvals", title, {"note": "approvals.note"}, [table])


def approval(visit: Visit) -> Page:
    """Show one plan, and let somebody else than its maker approve it as it stands."""
    campaign_id = visit.names["campaign"]
    with open_ledger(visit.case.home) as ledger:
        plan = notices.last_plan(ledger, campaign_id)
        approved = notices.approval_of(ledger, plan)
    is_own = is_same_person(visit.session.person, plan.made_by)
    told = {
        "plan": plan,
        "timing": plan.content.timing,
        "why": visit.mask.hide(plan.content.timing.why),
        "approved": approved,
        "is_own": is_own,
        "counts": _row(plan),
    }
    title = visit.speech.say("approval.title", id=campaign_id)
    return Page("approval.html.j2", "approvals", title, told, [_notices(visit, plan)])


def _notices(visit: Visit, plan: Plan) -> Table:
    rows = [
        {
            "addressee": visit.mask.people.get(one.addressee)
            or visit.mask.hide(_label(visit, one.addressee)),
            "finding": one.facts.finding,
            "accounts": len(one.facts.accounts),
            "language": one.language,
            "channel": one.channel,
            "withheld": one.withheld and notices.WITHHELD[one.withheld],
        }
        for one in plan.content.notices
    ]
    columns = (
        Column("addressee", "code", head=True),
        Column("finding", "word", "findings"),
        Column("accounts", "count"),
        Column("language", "code"),
        Column("channel", "word", "channels"),
        Column("withheld", "own"),
    )
    return paged("notices", columns, rows, visit.page)


def _label(visit: Visit, addressee: str) -> str:
    """Return a pseudonym for who is on no roster and told at an account of their own."""
    return visit.mask.label(addressee) if "@" in addressee else addressee


def _row(plan: Plan) -> dict[str, Any]:
    listed = plan.content.notices
    return {
        "campaign_id": plan.content.campaign_id,
        "plan": plan.number,
        "made_at": plan.made_at,
        "made_by": plan.made_by,
        "notices": len(listed),
        "withheld": sum(bool(one.withheld) for one in listed),
    }
