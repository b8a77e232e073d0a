"""What could not have been seen with these logs, and how small a campaign is missed."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from rasid.engines.duckdb import DuckDB

NEEDS: dict[str, tuple[str, ...]] = {
    "discovery": ("lookup", "recovery_start"),
    "recovery": ("recovery_start", "recovery_send", "recovery_verify", "password_reset"),
    "entry": ("signin",),
    "second factor": ("mfa",),
    "consent": ("consent", "token"),
    "phishing": ("link_click", "phish_report"),
    "exploitation": ("forwarding_rule", "mail_access", "mail_export", "delegate"),
    "settings": ("recovery_contact_change", "mfa_change", "app_password"),
}
"""Kinds of attack, and the actions of which at least one must be in the logs to see any of it."""

_ACTIONS = """
SELECT DISTINCT action FROM events
WHERE time >= $start AND time < $end AND provider IN (
    SELECT DISTINCT provider FROM events WHERE account IN (SELECT account FROM own_accounts)
)
"""


@dataclass(frozen=True, slots=True)
class Blindness:
    """A kind of attack of which these logs hold no event at all."""

    kind: str


@dataclass(frozen=True, slots=True)
class Missed:
    """Of simulated groups that attacked so many accounts, how many were found."""

    least: int
    most: int | None
    groups: int
    found: int


def blindness(engine: DuckDB, bounds: dict[str, object]) -> tuple[Blindness, ...]:
    """Return what the logs that tell of `own_accounts` could not have shown in a window."""
    logged = {row[0] for row in engine.rows(_ACTIONS, bounds)}
    return tuple(Blindness(kind) for kind, needs in NEEDS.items() if not logged & set(needs))


def missed_by_size() -> tuple[dict[str, Any], tuple[Missed, ...]]:
    """Return how the packaged measurement was made, and what it found by size, smallest first."""
    text = (files("rasid.answers") / "missed.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    rows = tuple(
        Missed(row["least"], row.get("most"), row["groups"], row["found"]) for row in table["size"]
    )
    return table["measured"], rows
