"""The plan of a campaign's notices and what became of each."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from rich.console import Group, RenderableType

from rasid.reports.terminal.parts import Column, line, section, table


class Coded(Protocol):
    """A code and whose notice has it."""

    @property
    def code(self) -> str: ...  # noqa: D102
    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def language(self) -> str: ...  # noqa: D102
    @property
    def finding(self) -> str: ...  # noqa: D102
    @property
    def state(self) -> str: ...  # noqa: D102


def notices(told: Mapping[str, Any], *, names: bool) -> RenderableType:
    """Show a plan with the sum of its states, then notice by notice."""
    totals = dict(told["totals"])
    planned = totals.pop("planned")
    added = " + ".join(f"{number:,} {state}" for state, number in totals.items())
    approved = told["approved_by"]
    head = [
        line(f"Plan {told['plan']} of {told['campaign_id']}", "bold"),
        line(f"made by {told['made_by']} on {told['made_at'][:16].replace('T', ' ')} UTC", "dim"),
        line(f"approved by {approved}" if approved else "not approved yet", "dim"),
        line(_when(told), "dim"),
        line(f"{planned:,} planned = {added}"),
    ]
    return Group(*head, section("Notices", _rows(told["notices"], names=names)))


def notice_codes(rows: Sequence[Coded]) -> RenderableType:
    """Show codes for a help line."""
    columns = (Column("code", whole=True), *map(Column, ("name", "language", "finding", "state")))
    return table(columns, [(r.code, r.name, r.language, r.finding, r.state) for r in rows])


def _rows(rows: Sequence[Mapping[str, Any]], *, names: bool) -> RenderableType:
    private = ("name", "address") if names else ()
    keys = ("addressee", *private, "finding", "language", "channel", "state", "why")
    return table(
        [Column(key, whole=key == "state") for key in keys],
        [[_state(row) if key == "state" else row[key] for key in keys] for row in rows],
    )


def _state(row: Mapping[str, Any]) -> str:
    return ", ".join([row["state"], *row["marks"]])


def _when(told: Mapping[str, Any]) -> str:
    if told["when"] == "now":
        return "to be told now"
    return f"a batch, not before {told['until']}: {told['why']}. {told['risk']}"
