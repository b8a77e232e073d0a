"""What to do for an account now, in which order, and which events ask for it."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rasid.languages import clean
from rasid.responding.affected import Affected, Deed

LEFT_BEHIND: Mapping[str, str] = {
    "forwarding_rule": "forwarding_rule",
    "delegate": "delegate",
    "consent": "consent",
    "app_password": "app_password",
    "recovery_contact": "recovery_contact_change",
    "factor": "mfa_change",
}
"""Steps that remove what an intruder leaves in an account, and the action that left it."""

STEPS = (
    *("preserve", "reach_owner", *LEFT_BEHIND),
    *("reset_password", "end_sessions", "strong_factor"),
)
"""In the order in which they are done; docs/responding.md says why."""

_UNEXPLAINED = (
    "Something was changed after the attack from where the account's own people were not seen, in "
    "a visit that is too little like the campaign's to count: ask the owner whether it was they. "
    "If not, the account was entered: take all steps, and close these ways first."
)
_RECOVERIES = ("recovery_start", "recovery_send", "recovery_verify", "password_reset")
_LONGEST_DETAIL = 500


@dataclass(frozen=True, slots=True)
class Left:
    """One thing that the intruder, or an unexplained visit, added or changed, as the log has it.

    `what` is on one line and without unseen characters, but else as hostile as the log.
    """

    event_uid: str
    time: datetime
    source_ip: str
    what: str


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do; `events` are the ids of those that ask for it, never none."""

    step: str
    why: str
    events: tuple[str, ...]
    first_at: datetime
    last_at: datetime
    left: tuple[Left, ...] = ()
    notes: tuple[str, ...] = ()


def reference(campaign_id: str, account: str) -> str:
    """Return what an account goes by where its address is not shown; it stays the same."""
    digest = hashlib.sha256(f"{campaign_id}\0{account}".encode("utf-8", "surrogatepass"))
    return f"A-{digest.hexdigest()[:8]}"


def steps_for(
    one: Affected, standings: Mapping[str, str], elsewhere: frozenset[str]
) -> tuple[Step, ...]:
    """Return the steps of an account in their order.

    `standings` are those of all accounts of the campaign; `elsewhere` are the roster's accounts at
    services of which there are no logs.
    """
    asked = _after_entry(one) if one.entries else _after_attack(one)
    asked["reach_owner"] = sorted((*asked["reach_owner"], *one.unexplained), key=lambda d: d.time)
    recovery = _recovery_notes(one, standings, elsewhere)
    notes = {
        **dict.fromkeys(("recovery_contact", "reset_password"), recovery),
        "reach_owner": (*recovery, *([_UNEXPLAINED] if one.unexplained else [])),
    }
    return tuple(
        Step(
            name,
            _why(asked[name]),
            tuple(deed.event_uid for deed in asked[name]),
            asked[name][0].time,
            asked[name][-1].time,
            _left_behind(one, name, asked[name]),
            notes.get(name, ()),
        )
        for name in STEPS
        if asked.get(name)
    )


def _after_entry(one: Affected) -> dict[str, Sequence[Deed]]:
    entries = [deed for deed in one.entries if deed.stage == "compromise"] or list(one.entries)
    asked: dict[str, Sequence[Deed]] = dict.fromkeys(STEPS, entries)
    for step, action in LEFT_BEHIND.items():
        asked[step] = [d for d in one.deeds if d.action == action and d.outcome == "success"]
    left = sorted((d for step in LEFT_BEHIND for d in asked[step]), key=lambda d: d.time)
    asked["preserve"] = left or entries
    return asked


def _after_attack(one: Affected) -> dict[str, Sequence[Deed]]:
    """Return the lighter steps; a second factor was asked for, so the password was right."""
    tries = one.attacks
    granted = [d for d in tries if d.action == "consent" and d.outcome == "success"]
    clicked = [d for d in tries if d.action == "link_click" and d.outcome == "success"]
    password = [d for d in tries if d.action == "mfa"]
    proved = [d for d in tries if d.action == "recovery_verify" and d.outcome == "success"]
    told = sorted((*granted, *clicked, *password, *proved), key=lambda deed: deed.time)
    return {
        "reach_owner": told,
        "consent": granted,
        "recovery_contact": [d for d in tries if d.action in _RECOVERIES],
        "reset_password": sorted((*clicked, *password), key=lambda deed: deed.time),
        "end_sessions": sorted((*granted, *clicked), key=lambda deed: deed.time),
        "strong_factor": tries,
    }


def _why(deeds: Sequence[Deed]) -> str:
    counts = Counter((deed.action, deed.outcome) for deed in deeds)
    return ", ".join(
        f"{times} {action.replace('_', ' ')} ({outcome})"
        for (action, outcome), times in counts.items()
    )


def _left_behind(one: Affected, step: str, deeds: Sequence[Deed]) -> tuple[Left, ...]:
    if step == "reach_owner":
        return _left(one.unexplained)
    return _left(deeds) if step in LEFT_BEHIND and one.entries else ()


def _left(deeds: Sequence[Deed]) -> tuple[Left, ...]:
    return tuple(
        Left(
            deed.event_uid,
            deed.time,
            deed.source_ip or "",
            clean(deed.detail)[:_LONGEST_DETAIL] or "the log does not say what",
        )
        for deed in deeds
    )


def _recovery_notes(
    one: Affected, standings: Mapping[str, str], elsewhere: frozenset[str]
) -> tuple[str, ...]:
    notes = []
    for mailbox in one.mailboxes:
        if mailbox in standings:
            notes.append(
                f"A mailbox that recovers this account was {standings[mailbox]} by the same "
                "campaign: send nothing there."
            )
        elif mailbox in elsewhere:
            notes.append(
                "A mailbox that recovers this account is at a service of which there are no logs: "
                "take it for unsafe until the owner has looked there."
            )
    if any(deed.action == "recovery_contact_change" for deed in one.entries):
        notes.append("The recovery contact was changed by the intruder: send nothing there.")
    return tuple(dict.fromkeys(notes))
