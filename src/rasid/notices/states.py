"""What became of each notice, by what the ledger says: appended before and after each step."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError as SameRowError

from rasid.errors import UsageError
from rasid.ledger import notice_events, writing_alone
from rasid.notices.plan import Notice, Plan

State = Literal["waiting", "sent", "unknown", "failed", "withheld"]

STATES: tuple[State, ...] = ("sent", "unknown", "failed", "withheld", "waiting")
"""Each planned notice is in one of these; their sum is what was planned."""

RECORDABLE = ("delivered", "bounced", "answered")
"""What people record: told by hand, came back, was answered."""

_MOVES: Mapping[str, State] = {
    "sending": "unknown",
    "unknown": "unknown",
    "sent": "sent",
    "delivered": "sent",
    "failed": "failed",
    "resend": "waiting",
}
"""The state that an event leaves; of what was being sent when all ended, nothing is known."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a notice."""

    notice_id: str
    made_at: datetime
    made_by: str
    kind: str
    attempt: int
    why: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A planned notice with what became of it; `marks` are bounced and answered."""

    notice: Notice
    state: State
    attempts: int
    at: datetime | None
    why: str
    marks: tuple[str, ...]


class EventLog:
    """Appends what happens to the notices of one plan, each event committed at once."""

    def __init__(self, store: Engine, plan: Plan, by: str) -> None:
        self._store = store
        self._plan = plan
        self._by = by

    def append(self, notice_id: str, kind: str, attempt: int, why: str, now: datetime) -> None:
        """Add an event; UsageError where somebody else is sending the same notice."""
        values = {
            "notice_id": notice_id,
            "campaign_id": self._plan.content.campaign_id,
            "plan": self._plan.number,
            "made_at": now.astimezone(UTC).isoformat(timespec="seconds"),
            "made_by": self._by,
            "kind": kind,
            "attempt": attempt,
            "why": why,
        }
        try:
            with writing_alone(self._store) as connection:
                connection.execute(notice_events.insert(), values)
        except SameRowError:
            message = f"notice {notice_id} is being sent by another rasid; nothing was sent twice."
            raise UsageError(message) from None


def read_events(store: Engine, campaign_id: str) -> dict[str, list[Event]]:
    """Return what happened to each notice of a campaign, the oldest first."""
    wanted = select(notice_events).where(notice_events.c.campaign_id == campaign_id)
    found: dict[str, list[Event]] = {}
    with store.connect() as connection:
        for row in connection.execute(wanted.order_by(notice_events.c.event)).mappings():
            event = Event(
                row["notice_id"],
                datetime.fromisoformat(row["made_at"]),
                row["made_by"],
                row["kind"],
                row["attempt"],
                row["why"],
            )
            found.setdefault(event.notice_id, []).append(event)
    return found


def standings(plan: Plan, events: Mapping[str, Sequence[Event]]) -> tuple[Standing, ...]:
    """Return where each notice of a plan stands."""
    return tuple(_standing(one, events.get(one.notice_id, ())) for one in plan.content.notices)


def totals(found: Iterable[Standing]) -> dict[str, int]:
    """Return how many notices are in each state; `planned` is their sum."""
    states = [one.state for one in found]
    return {"planned": len(states)} | {state: states.count(state) for state in STATES}


def told_before(plan: Plan, events: Mapping[str, Sequence[Event]]) -> tuple[str, ...]:
    """Return notices that were sent under an earlier plan and that this one has no more."""
    planned = {one.notice_id for one in plan.content.notices}
    return tuple(
        sorted(
            notice_id
            for notice_id, happened in events.items()
            if notice_id not in planned and _state(happened) in ("sent", "unknown")
        )
    )


def _standing(notice: Notice, happened: Sequence[Event]) -> Standing:
    moved = [one for one in happened if one.kind in _MOVES]
    marks = tuple(dict.fromkeys(one.kind for one in happened if one.kind not in _MOVES))
    state: State = _state(happened) if moved else "withheld" if notice.withheld else "waiting"
    attempts = max((one.attempt for one in moved), default=0)
    last = moved[-1] if moved else None
    why = "" if last is None else last.why
    if last is not None and last.kind == "sending":
        why = "sending was cut short; it may have arrived"
    return Standing(notice, state, attempts, last.made_at if last else None, why, marks)


def _state(happened: Sequence[Event]) -> State:
    return next((_MOVES[one.kind] for one in reversed(happened) if one.kind in _MOVES), "waiting")
