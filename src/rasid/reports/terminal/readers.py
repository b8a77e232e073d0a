"""Who may read over TAXII."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import RenderableType

from rasid.reports.terminal.parts import Column, table


def readers(rows: Sequence[Mapping[str, Any]]) -> RenderableType:
    """Show each reader with the collections that they may read."""
    columns = (Column("reader"), Column("may read"), Column("since"), Column("until"), Column("by"))
    return table(
        columns,
        [
            (
                row["name"],
                ", ".join(row["collections"]),
                row["made_at"][:10],
                _until(row),
                row["made_by"],
            )
            for row in rows
        ],
    )


def _until(row: Mapping[str, Any]) -> str:
    if row["until"] is None:
        return "it is revoked"
    return f"{row['until']:%Y-%m-%d}, over" if row["over"] else f"{row['until']:%Y-%m-%d}"
