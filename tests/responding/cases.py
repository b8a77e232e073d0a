"""Small campaigns for plans: deeds of one intruder, and the roster of those they were done to."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from rasid.responding.affected import Affected, Deed
from reports.months import FILE, Month, Rows, person

START = datetime(2026, 3, 2, 9, 0)  # noqa: DTZ001 - tables hold UTC without a zone
STAGES = {
    "lookup": "discover",
    "mfa": "attack",
    "consent": "attack",
    "link_click": "attack",
    "recovery_start": "attack",
    "recovery_send": "attack",
    "recovery_verify": "attack",
}
ENTRIES = ("signin", "token", "password_reset")


def deed(minute: int, what: str, **more: Any) -> Deed:  # noqa: ANN401
    """Return a deed told as `action` or `action outcome`, so many minutes after the start."""
    action, outcome = [*what.split(), "success"][:2]
    won = "compromise" if action in ENTRIES else "exploit"
    stage = STAGES.get(action, won if outcome == "success" else "attack")
    told: dict[str, Any] = {
        "event_uid": f"uid-{minute}",
        "time": START + timedelta(minutes=minute),
        "stage": stage,
        "action": action,
        "outcome": outcome,
        "source_ip": "198.51.100.7",
        "session_id": "s1",
        "provider": "Google Workspace",
        "detail": "",
        "bits": 9.0,
        "needed": None,
    }
    return Deed(**{**told, **more})


def account(address: str, *deeds: Deed, mailboxes: Sequence[str] = (), **more: Any) -> Affected:  # noqa: ANN401
    """Return an account to which deeds were done."""
    told = {"person_id": "p1", "category": "journalist", "providers": ("Google Workspace",)}
    return Affected(**{**told, **more}, account=address, deeds=deeds, mailboxes=tuple(mailboxes))


def rows_of(*found: Affected, roster: Rows = (), exists: bool | None = True) -> Month:  # type: ignore[assignment]
    """Return the tables that say what was done to accounts."""
    hostile, events = [], []
    for one in found:
        for done in one.deeds:
            shared = {
                "event_uid": f"{one.account}-{done.event_uid}",
                "time": done.time,
                "account": one.account,
                "source_ip": done.source_ip,
                "action": done.action,
                "outcome": done.outcome,
                "account_exists": exists,
                "raw_file": FILE,
                "raw_line": 1,
            }
            campaign = {
                "campaign_id": "C-1",
                "stage": done.stage,
                "session_id": done.session_id,
                "person_id": one.person_id,
                "category": one.category,
                "bits": done.bits,
                "reason": "",
            }
            hostile.append(shared | campaign)
            events.append(shared | {"provider": done.provider, "tenant": "", "detail": done.detail})
    people = list(roster) or [person(one.person_id, one.category, one.account) for one in found]
    return {"hostile": hostile, "events": events, "roster": people}
