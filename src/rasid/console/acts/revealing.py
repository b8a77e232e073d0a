"""Names of people: one by one with a reason, many at once with a second person."""

from rasid import accounts
from rasid.accounts import Problem, Reveal
from rasid.case import Case, open_roster
from rasid.console.acting import Doing
from rasid.console.acts.deciding import number_of
from rasid.console.desk import Desk, is_same_person
from rasid.console.masking import Mask
from rasid.console.visit import NotThereError, link
from rasid.reports.history import require_campaign

_LISTED = "SELECT count(*) FROM roster WHERE person_id = $person"
_HIT = """
SELECT DISTINCT person_id FROM hostile
WHERE campaign_id = $campaign AND person_id <> '' ORDER BY person_id
"""


def reveal(doing: Doing) -> str:
    """Open one person's names in this session, for a while."""
    person_id, why = doing.names["person"], doing.why

    def is_listed(case: Case, _: Mask) -> bool:
        with open_roster(case):
            return bool(case.engine.rows(_LISTED, {"person": person_id})[0][0])

    if not doing.look(is_listed):
        raise NotThereError("there is no such person.")
    doing.desk.reveal(doing.session, person_id, why)
    return link("people", person_id)


def ask(doing: Doing) -> str:
    """Ask for the names of all people in a campaign; somebody else must agree."""
    campaign_id, why = doing.names["campaign"], doing.why

    def people(case: Case, _: Mask) -> tuple[str, ...]:
        require_campaign(case.engine, campaign_id)
        rows = case.engine.rows(_HIT, {"campaign": campaign_id})
        return tuple(person for (person,) in rows)

    asked, desk = doing.look(people), doing.desk
    by = doing.session.person.name
    number = accounts.ask_to_reveal(
        desk.store, campaign_id, asked, by=by, why=why, now=desk.clock()
    )
    desk.write(doing.session, "reveal asked", _about(number, campaign_id, len(asked)), why)
    return link("reveals", str(number))


def decide(doing: Doing) -> str:
    """Agree to a request of somebody else, or refuse it."""
    desk, found = doing.desk, reveal_of(doing.desk, doing.names["request"])
    if is_same_person(doing.session.person, found.made_by):
        raise Problem("second", "somebody else than who asked for it must agree.")
    agrees = doing.field("verdict") == "approve"
    if not agrees and doing.field("verdict") != "refuse":
        raise Problem("verdict", "say whether you agree.")
    by = doing.session.person.name
    accounts.decide_reveal(desk.store, found, by=by, agrees=agrees, now=desk.clock())
    what = "reveal approved" if agrees else "reveal refused"
    about = _about(found.request, found.campaign_id, len(found.people))
    desk.write(doing.session, what, about, doing.field("why"))
    return link("reveals", str(found.request))


def reveal_of(desk: Desk, number: str) -> Reveal:
    """Return a request by its number; NotThereError where there is none."""
    wanted = number_of(number)
    for one in accounts.read_reveals(desk.store):
        if one.request == wanted:
            return one
    raise NotThereError("there is no such request.")


def _about(number: int, campaign_id: str, people: int) -> str:
    return f"request {number}, {campaign_id}: {people} people"
