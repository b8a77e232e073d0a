"""What is told of a campaign, once: that it was found, that it changed and how, that it is gone."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Engine, func, select

from rasid.icd203 import likelihood_phrase
from rasid.ledger import alerts, writing_alone

Kind = Literal["new", "changed", "withdrawn"]
State = Mapping[str, Any]

NUMBERS = ("attempts", "accounts_identified", "accounts_attacked", "accounts_compromised")
NEWS = ("new", "grew", "shrank", "account entered", "verdict changed", "withdrawn")
"""What can be news of a campaign."""

_TOLD = ("campaign_id", "actor", "probability", "campaign_probability", "first_seen", "last_seen")


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing to tell of a campaign; `changes` are what was and what is, by name."""

    number: int
    made_at: str
    campaign_id: str
    kind: Kind
    state: State
    changes: Mapping[str, tuple[Any, Any]]

    @property
    def news(self) -> tuple[str, ...]:
        """What is news, of NEWS."""
        entered = self.changes.get("accounts_compromised", (0, 0))
        if self.kind == "new":
            entered = (0, self.state["accounts_compromised"])
        pairs = [self.changes[name] for name in NUMBERS if name in self.changes]
        holds = {
            self.kind: self.kind != "changed",
            "grew": any(new > old for old, new in pairs),
            "shrank": any(new < old for old, new in pairs),
            "account entered": entered[1] > entered[0],
            "verdict changed": "actor" in self.changes or "campaign" in self.changes,
        }
        return tuple(one for one in NEWS if holds.get(one))

    def document(self) -> dict[str, Any]:
        """Return it as JSON values; it tells of nobody."""
        return {
            "alert": self.number,
            "made_at": self.made_at,
            "kind": self.kind,
            "news": list(self.news),
            **self.state,
            "changes": {name: list(sides) for name, sides in self.changes.items()},
        }

    def sentence(self) -> str:
        """Return it as one sentence."""
        numbers = ", ".join(
            f"{name.removeprefix('accounts_')} {self.state[name]:,}" for name in NUMBERS
        )
        if self.kind == "new":
            return f"{self.campaign_id} is a new campaign: {numbers}."
        if self.kind == "withdrawn":
            return f"{self.campaign_id} is no longer found; it was told with {numbers}."
        changes = "; ".join(
            f"{name.removeprefix('accounts_')}: {_told(old)}, now {_told(new)}"
            for name, (old, new) in self.changes.items()
        )
        return f"{self.campaign_id} changed: {changes}."


def note_changes(ledger: Engine, campaigns: Sequence[State], now: datetime) -> int:
    """Keep an alert for each campaign that is not as it was last told; return how many.

    Nothing is told of a last event that is later while every number stays.
    """
    found = {row["campaign_id"]: _state(row) for row in campaigns}
    with writing_alone(ledger) as connection:
        latest = select(func.max(alerts.c.alert)).group_by(alerts.c.campaign_id)
        rows = connection.execute(select(alerts).where(alerts.c.alert.in_(latest)))
        before = {row.campaign_id: (row.kind, json.loads(row.state)) for row in rows}
        made = [
            {
                "made_at": now.astimezone(UTC).isoformat("T", "seconds"),
                "campaign_id": campaign_id,
                "kind": kind,
                "state": json.dumps(state),
                "changes": json.dumps(changes),
                "delivered_at": "",
            }
            for campaign_id, kind, state, changes in _differences(before, found)
        ]
        if made:
            connection.execute(alerts.insert(), made)
    return len(made)


def waiting(ledger: Engine) -> list[Alert]:
    """Return the alerts that were not told on the output yet, in their order."""
    return _read(ledger, alerts.c.delivered_at == "")


def alerts_after(ledger: Engine, number: int) -> list[Alert]:
    """Return the alerts behind one, in their order."""
    return _read(ledger, alerts.c.alert > number)


def _read(ledger: Engine, which: ColumnElement[bool]) -> list[Alert]:
    asked = select(alerts).where(which).order_by(alerts.c.alert)
    with ledger.connect() as connection:
        return [
            Alert(
                number=row.alert,
                made_at=row.made_at,
                campaign_id=row.campaign_id,
                kind=row.kind,
                state=json.loads(row.state),
                changes={name: (old, new) for name, (old, new) in json.loads(row.changes).items()},
            )
            for row in connection.execute(asked)
        ]


def delivered(ledger: Engine, alert: Alert, now: datetime) -> None:
    """Write down that an alert was told on the output."""
    at = now.astimezone(UTC).isoformat("T", "seconds")
    with writing_alone(ledger) as connection:
        own = alerts.update().where(alerts.c.alert == alert.number)
        connection.execute(own.values(delivered_at=at))


def _state(row: State) -> dict[str, Any]:
    return {name: row[name] for name in (*_TOLD, *NUMBERS)}


def _differences(
    before: Mapping[str, tuple[str, State]], found: Mapping[str, State]
) -> Iterator[tuple[str, Kind, State, dict[str, list[Any]]]]:
    for campaign_id, state in sorted(found.items()):
        kind, told = before.get(campaign_id, ("withdrawn", {}))
        if kind == "withdrawn":
            yield campaign_id, "new", state, {}
            continue
        changes = {
            name: [old, new]
            for name, old, new in (
                *((name, told[name], state[name]) for name in (*NUMBERS, "actor")),
                ("campaign", _phrase(told), _phrase(state)),
            )
            if old != new
        }
        if changes:
            yield campaign_id, "changed", state, changes
    for campaign_id in sorted(before.keys() - found.keys()):
        kind, told = before[campaign_id]
        if kind != "withdrawn":
            yield campaign_id, "withdrawn", told, {}


def _phrase(state: State) -> str:
    return likelihood_phrase(state["campaign_probability"])


def _told(value: object) -> str:
    if value is None:
        return "nobody"
    return f"{value:,}" if isinstance(value, int) else str(value)
