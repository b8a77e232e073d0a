"""What would leave, and what is held back and why."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType

from rasid.reports.terminal.parts import Column, line, section, table

Row = Mapping[str, Any]


def sharing(rows: Sequence[Row], tlp: str, profile: str) -> RenderableType:
    """Show line by line what a recipient would get."""
    if not rows:
        return line("There is no campaign, so nothing would leave.")
    head = line(f"Under {tlp} with the profile {profile}; nothing was written.", "dim")
    return Group(head, *(part for row in rows for part in _campaign(row)))


def _campaign(row: Row) -> Sequence[RenderableType]:
    lines = row["lines"]
    leaving = [one for one in lines if not one["held"]]
    held = [one for one in lines if one["held"]]
    left = table(
        (Column("kind", whole=True), Column("what")),
        [(one["kind"], one["what"]) for one in leaving],
    )
    stays = table(
        (Column("kind", whole=True), Column("what"), Column("why")),
        [(one["kind"], one["what"], one["held"]) for one in held],
    )
    return (
        section(row["campaign_id"], _counts(lines)),
        section("Would leave", left),
        section("Held back", stays if held else line("Nothing.")),
    )


def _counts(lines: Sequence[Row]) -> RenderableType:
    kinds = list(dict.fromkeys(one["kind"] for one in lines))
    leaving = Counter(one["kind"] for one in lines if not one["held"])
    held = Counter(one["kind"] for one in lines if one["held"])
    columns = (Column("kind"), Column("would leave", number=True), Column("held back", number=True))
    return table(columns, [(kind, leaving[kind], held[kind]) for kind in kinds])
