"""What a code is of: whoever has a notice asks whether it is ours."""

from dataclasses import dataclass

from sqlalchemy import Engine

from rasid.notices.codes import NoticeKey, read_code
from rasid.notices.plan import Plan
from rasid.notices.plans import every_plan
from rasid.notices.states import Event, Standing, read_events, standings


@dataclass(frozen=True, slots=True)
class Checked:
    """The notice that has a code, and the plan that it is of."""

    plan: Plan
    standing: Standing

    @property
    def genuine(self) -> bool:
        """Whether it left, so that whoever has it may have it from us."""
        return self.standing.state in ("sent", "unknown")


def check_code(ledger: Engine, key: NoticeKey, text: str) -> Checked | None:
    """Return the notice with a code, one that left before any other; None where there is none.

    Raises UsageError for what is no code, or was misread.
    """
    wanted = key.hash_of(read_code(text))
    happened: dict[str, dict[str, list[Event]]] = {}
    found = []
    for plan in every_plan(ledger):
        if all(one.code_hash != wanted for one in plan.content.notices):
            continue
        campaign_id = plan.content.campaign_id
        if campaign_id not in happened:
            happened[campaign_id] = read_events(ledger, campaign_id)
        found += [
            Checked(plan, one)
            for one in standings(plan, happened[campaign_id])
            if one.notice.code_hash == wanted
        ]
    left = [one for one in found if one.genuine] or found
    return left[-1] if left else None
