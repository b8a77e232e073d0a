"""Notices approved by a second person, bound to the plan as they saw it."""

from rasid import notices
from rasid.accounts import Problem
from rasid.console.acting import Doing
from rasid.console.desk import is_same_person
from rasid.console.visit import link
from rasid.ledger import open_ledger


def approve(doing: Doing) -> str:
    """Approve the plan that was shown, as `rasid notify approve` does."""
    campaign_id, session = doing.names["campaign"], doing.session
    with open_ledger(doing.home) as ledger:
        plan = notices.last_plan(ledger, campaign_id)
        if plan.sha256 != doing.field("sha256"):
            raise Problem("changed", "the plan was changed since this page was made.")
        if is_same_person(session.person, plan.made_by):
            raise Problem("second", "somebody else than who planned it must approve it.")
        by = session.person.name
        made = notices.approve(ledger, plan, by=by, now=doing.desk.clock())
    about = f"approval {made.number} of plan {plan.number}, {campaign_id}: {plan.sha256}"
    doing.desk.write(session, "notices approved", about)
    return link("approvals", campaign_id)
