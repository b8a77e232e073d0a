"""How far each step is: what people said of it, appended to the ledger, never changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine, RowMapping, select

from rasid import ledger
from rasid.clock import DAY
from rasid.errors import UsageError
from rasid.responding.affected import Affected, Deed
from rasid.responding.planning import LEFT_BEHIND

STATES = ("done", "verified", "came-back")

OPEN = "open"
"""The state of a step of which nobody has said anything."""

QUIET = DAY
"""How long after a step was done the logs must reach before they speak for it."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What somebody said of one step; `at` is when it was so, `made_at` when it was said."""

    number: int
    made_at: datetime
    made_by: str
    campaign_id: str
    account: str
    step: str
    state: str
    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a step is, and what the logs suggest instead; `suggested` may be empty."""

    state: str
    at: datetime | None = None
    by: str = ""
    why: str = ""
    suggested: str = ""
    because: str = ""
    events: tuple[str, ...] = ()


def mark(  # noqa: PLR0913 - what a mark consists of
    store: Engine,
    campaign_id: str,
    account: str,
    step: str,
    state: str,
    *,
    why: str,
    by: str,
    now: datetime,
    at: datetime | None = None,
) -> Mark:
    """Append what is said of a step and return it.

    Raises UsageError for an unknown state, where who or why is empty, and for a moment to come.
    """
    if state not in STATES:
        raise UsageError(f"unknown state {state!r}, expected one of: {', '.join(STATES)}.")
    for option, text in (("--why", why), ("--by", by)):
        if not text.strip():
            raise UsageError(f"{option} is empty; what is said of a step needs who and why.")
    if at is not None and at > now:
        raise UsageError(f"--at got {at:%F %T} UTC, which has not come yet.")
    values = {
        "made_at": _told(now),
        "made_by": by.strip(),
        "campaign_id": campaign_id,
        "account": account,
        "step": step,
        "state": state,
        "at": _told(at or now),
        "why": why.strip(),
    }
    with ledger.writing_alone(store) as connection:
        done = connection.execute(ledger.responses.insert(), values)
        (number,) = done.inserted_primary_key or (0,)
        found = connection.execute(
            select(ledger.responses).where(ledger.responses.c.response == number)
        )
        return _mark(found.mappings().one())


def read_marks(store: Engine, campaigns: Iterable[str]) -> list[Mark]:
    """Return all that was said of the steps of campaigns, in the order in which it was said."""
    kept = ledger.responses
    wanted = select(kept).where(kept.c.campaign_id.in_(list(campaigns))).order_by(kept.c.response)
    with store.connect() as connection:
        return [_mark(row) for row in connection.execute(wanted).mappings()]


def last_marks(marks: Iterable[Mark]) -> Mapping[tuple[str, str], Mark]:
    """Return what was said last, by account and step."""
    return {(one.account, one.step): one for one in marks}


def standing_of(
    one: Affected, step: str, said: Mark | None, logged_until: datetime | None
) -> Standing:
    """Return how far a step is; `logged_until` is how far the logs of the account reach."""
    if said is None:
        return Standing(OPEN)
    told = Standing(said.state, said.at, said.made_by, said.why)
    if said.state == "came-back" or step in ("preserve", "reach_owner"):
        return told
    since = said.at.astimezone(UTC).replace(tzinfo=None)
    back = [deed for deed in one.deeds if deed.time > since and _undoes(deed, step)]
    if back:
        return _suggesting(
            told,
            "came-back",
            f"the campaign was in the account again, first at {back[0].time:%Y-%m-%d %H:%M} UTC",
            tuple(deed.event_uid for deed in back),
        )
    later = [deed for deed in one.deeds if deed.time > since]
    if said.state == "done" and logged_until and logged_until - since >= QUIET and not later:
        days = (logged_until - since) // DAY
        return _suggesting(
            told, "verified", f"no event of the campaign in {days} days of logs since then", ()
        )
    return told


def _suggesting(told: Standing, state: str, because: str, events: tuple[str, ...]) -> Standing:
    return Standing(told.state, told.at, told.by, told.why, state, because, events)


def _undoes(deed: Deed, step: str) -> bool:
    """Tell whether a deed shows that a step did not hold."""
    if step in LEFT_BEHIND:
        return deed.action == LEFT_BEHIND[step] and deed.outcome == "success"
    return deed.stage in ("compromise", "exploit")


def _told(now: datetime) -> str:
    return now.astimezone(UTC).isoformat(timespec="seconds")


def _mark(kept: RowMapping) -> Mark:
    return Mark(
        number=kept["response"],
        made_at=datetime.fromisoformat(kept["made_at"]),
        made_by=kept["made_by"],
        campaign_id=kept["campaign_id"],
        account=kept["account"],
        step=kept["step"],
        state=kept["state"],
        at=datetime.fromisoformat(kept["at"]),
        why=kept["why"],
    )
