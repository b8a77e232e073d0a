"""Plans and approvals in the ledger: added, never changed."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, RowMapping, select

from rasid.errors import UsageError
from rasid.ledger import notice_approvals, notice_plans, writing_alone
from rasid.notices.plan import Content, Plan, as_json, from_json


@dataclass(frozen=True, slots=True)
class Approval:
    """That somebody approved a plan as it was then."""

    number: int
    plan: int
    sha256: str
    made_at: datetime
    made_by: str


def keep_plan(store: Engine, content: Content, *, by: str, now: datetime) -> tuple[Plan, bool]:
    """Return the campaign's plan with this content, and whether it is a new revision."""
    _require_name(by)
    with writing_alone(store) as connection:
        last = _last_plan(connection, content.campaign_id)
        if last is not None and last.content == content:
            return last, False
        values = {
            "campaign_id": content.campaign_id,
            "made_at": _told(now),
            "made_by": by.strip(),
            "content": json.dumps(as_json(content), ensure_ascii=False, sort_keys=True),
        }
        connection.execute(notice_plans.insert(), values)
        made = _last_plan(connection, content.campaign_id)
    if made is None:
        raise LookupError("a plan that was just kept is not there")
    return made, True


def last_plan(store: Engine, campaign_id: str) -> Plan:
    """Return the latest revision of a campaign's plan; UsageError where there is none."""
    with store.connect() as connection:
        found = _last_plan(connection, campaign_id)
    if found is None:
        message = f"no notices are planned for {campaign_id!r}; `rasid notify plan` plans them."
        raise UsageError(message)
    return found


def every_plan(store: Engine, campaign_id: str | None = None) -> list[Plan]:
    """Return all revisions, of one campaign or of every, the oldest first."""
    wanted = select(notice_plans).order_by(notice_plans.c.plan)
    if campaign_id is not None:
        wanted = wanted.where(notice_plans.c.campaign_id == campaign_id)
    with store.connect() as connection:
        return [_plan(row) for row in connection.execute(wanted).mappings()]


def approve(store: Engine, plan: Plan, *, by: str, now: datetime) -> Approval:
    """Record an approval; UsageError for who made the plan."""
    _require_name(by)
    if _same(by, plan.made_by):
        raise UsageError(
            f"{plan.made_by} made plan {plan.number}; somebody else must approve it: --by NAME."
        )
    values = {
        "plan": plan.number,
        "sha256": plan.sha256,
        "made_at": _told(now),
        "made_by": by.strip(),
    }
    with writing_alone(store) as connection:
        connection.execute(notice_approvals.insert(), values)
    found = approval_of(store, plan)
    if found is None:
        raise LookupError("an approval that was just kept is not there")
    return found


def approval_of(store: Engine, plan: Plan) -> Approval | None:
    """Return the latest approval of exactly this plan by somebody else than its maker."""
    wanted = (
        select(notice_approvals)
        .where(notice_approvals.c.plan == plan.number, notice_approvals.c.sha256 == plan.sha256)
        .order_by(notice_approvals.c.approval.desc())
    )
    with store.connect() as connection:
        for row in connection.execute(wanted).mappings():
            if not _same(row["made_by"], plan.made_by):
                made_at = datetime.fromisoformat(row["made_at"])
                return Approval(
                    row["approval"], row["plan"], row["sha256"], made_at, row["made_by"]
                )
    return None


def _last_plan(connection: Connection, campaign_id: str) -> Plan | None:
    wanted = select(notice_plans).where(notice_plans.c.campaign_id == campaign_id)
    row = connection.execute(wanted.order_by(notice_plans.c.plan.desc()).limit(1)).mappings()
    return next((_plan(one) for one in row), None)


def _plan(row: RowMapping) -> Plan:
    made_at = datetime.fromisoformat(row["made_at"])
    return Plan(row["plan"], made_at, row["made_by"], from_json(row["content"]))


def _require_name(by: str) -> None:
    if not by.strip():
        raise UsageError("--by is empty; a plan and its approval need who made them.")


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def _told(now: datetime) -> str:
    return now.astimezone(UTC).isoformat(timespec="seconds")
