"""Notices sent, after a second person approved exactly this plan."""

from rasid.accounts import Problem
from rasid.console.acting import Doing
from rasid.console.mailing import Asked, Run
from rasid.console.standing import is_simulated
from rasid.console.visit import link


def send(doing: Doing) -> str:
    """Begin to send the plan that was shown, as `rasid notify send --send` does."""
    campaign_id, session, desk = doing.names["campaign"], doing.session, doing.desk
    if is_simulated(doing.home):
        raise Problem(
            "nobody_to_tell", "the home holds a simulated month: there is nobody to tell."
        )
    asked = Asked(campaign_id, doing.field("sha256"), session.person.name)

    def ended(run: Run) -> None:
        told = ", ".join(f"{number} {state}" for state, number in sorted(run.states.items()))
        about = f"{campaign_id}: {told or 'none'} of {run.due}"
        desk.write(session, "notices sent", about, run.problem)

    run = doing.mailer.start(asked, ended)
    about = f"{campaign_id}: {run.due} begun, plan {asked.sha256}"
    desk.write(session, "notices sent", about)
    return link("notices", campaign_id)
