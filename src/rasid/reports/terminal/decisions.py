from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType

from rasid.reports.decisions import Respected
from rasid.reports.terminal.parts import Column, line, table
from rasid.reports.wording import minute


def decisions(rows: Sequence[Mapping[str, Any]]) -> RenderableType:
    """Show every decision ever made, and what each did in the last analysis."""
    if not rows:
        return line("No decision has been made.")
    return Group(*(part for row in rows for part in _block(row)))


def respected(found: Sequence[Respected]) -> RenderableType:
    """Show the decisions that an analysis respected in one campaign."""
    columns = (
        Column("decision", number=True),
        Column("made (UTC)", whole=True),
        *(Column(title) for title in ("by", "decided", "why", "effect")),
    )
    cells = [(d.decision, minute(d.made_at), d.made_by, d.decided, d.why, d.effect) for d in found]
    return table(columns, cells)


def _block(row: Mapping[str, Any]) -> list[RenderableType]:
    state = "" if row["holds"] or row["kind"] == "undo" else " (undone)"
    who = f"{row['made_at'][:16].replace('T', ' ')} UTC, {row['made_by']}: {row['why']}"
    effects = [
        f"  {effect['campaign_id'] or 'in no campaign'}: {effect['effect']}"
        for effect in row["effects"]
    ]
    return [
        line(f"{row['decision']}  {row['decided']}{state}", "cyan"),
        line(f"  {who}", "dim"),
        *map(line, effects),
    ]
