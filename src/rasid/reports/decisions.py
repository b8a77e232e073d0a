"""Analysts' decisions as an analysis respected them, and all that were ever made."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from rasid.engines.duckdb import DuckDB
from rasid.reports.plain import plain

_OF_CAMPAIGN = """
SELECT decision, kind, made_at, made_by, decided, why, sessions, effect
FROM decisions WHERE campaign_id = $campaign ORDER BY decision
"""

_EFFECTS = """
SELECT decision, campaign_id, sessions, effect FROM decisions ORDER BY decision, campaign_id
"""

_CONFIRMED = """
SELECT campaign_id, arg_min(made_by, decision) FROM decisions
WHERE kind = 'confirm' AND campaign_id <> '' GROUP BY campaign_id
"""


class Made(Protocol):
    """One decision as the ledger keeps it."""

    @property
    def number(self) -> int:
        """Its place among all decisions, from 1."""

    @property
    def made_at(self) -> datetime:
        """When it was made."""

    @property
    def made_by(self) -> str:
        """Who made it."""

    @property
    def kind(self) -> str:
        """What kind of decision it is."""

    @property
    def campaign_id(self) -> str:
        """The campaign that it is of; may be empty."""

    @property
    def other_id(self) -> str:
        """The other campaign; may be empty."""

    @property
    def why(self) -> str:
        """The reason given."""

    @property
    def undoes(self) -> int | None:
        """The decision that it undoes."""

    def describe(self) -> str:
        """Say what was decided, as a clause."""


@dataclass(frozen=True, slots=True)
class Respected:
    """One decision and what it did to a campaign."""

    decision: int
    kind: str
    made_at: datetime
    made_by: str
    decided: str
    why: str
    sessions: int
    effect: str


def decisions_of(engine: DuckDB, campaign_id: str) -> tuple[Respected, ...]:
    """Return the decisions that the analysis respected in a campaign, in their order."""
    rows = engine.rows(_OF_CAMPAIGN, {"campaign": campaign_id})
    return tuple(Respected(*row) for row in rows)


def confirmed_by(engine: DuckDB) -> dict[str, str]:
    """Return who confirmed each campaign that was confirmed."""
    return dict(engine.rows(_CONFIRMED))


def decision_list(engine: DuckDB, made: Iterable[Made], holding: Iterable[int]) -> list[Any]:
    """Return every decision as `show decisions --json` prints them, in their order.

    `holding` are the numbers of those that hold; `effects` is what each did in the last analysis,
    empty where that did not know it.
    """
    held = set(holding)
    effects: dict[int, list[dict[str, Any]]] = {}
    for decision, campaign_id, sessions, effect in engine.rows(_EFFECTS):
        row = {"campaign_id": campaign_id or None, "sessions": sessions, "effect": effect}
        effects.setdefault(decision, []).append(row)
    return [
        {
            "decision": one.number,
            "made_at": plain(one.made_at),
            "made_by": one.made_by,
            "kind": one.kind,
            "decided": one.describe(),
            "why": one.why,
            "campaign_id": one.campaign_id or None,
            "other_id": one.other_id or None,
            "undoes": one.undoes,
            "holds": one.number in held,
            "effects": effects.get(one.number, []),
        }
        for one in made
    ]
