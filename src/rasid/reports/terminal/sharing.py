"""What would leave, and what is held back and why."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType

from rasid.reports.terminal.parts import Column, line, section, table

Row = Mapping[str, Any]


def sharing(rows: Sequence[Row], revoked: Sequence[str], tlp: str, profile: str) -> RenderableType:
    """Show line by line what a recipient would get, and the ids that are given as revoked."""
    if not rows and not revoked:
        return line("There is no campaign, so nothing would leave.")
    head = line(f"Under {tlp} with the profile {profile}; nothing was written.", "dim")
    parts = [part for row in rows for part in _campaign(row)]
    if revoked:
        listed = (line(stix_id, "dim") for stix_id in revoked)
        told = Group(line("Shared before, and stands no more; only the id is told."), *listed)
        parts.append(section("Would leave as revoked", told))
    return Group(head, *parts)


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
