"""Accounts of the console, and their audit."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import RenderableType

from rasid.reports.terminal.parts import Column, table


def accounts(rows: Sequence[Mapping[str, Any]]) -> RenderableType:
    """Show each account with its role and whether it is in use."""
    columns = [Column(name) for name in ("name", "role", "state", "system user", "since", "by")]
    keys = ("name", "role", "state", "system_user", "made_at", "made_by")
    return table(columns, [[_cell(row[key], key) for key in keys] for row in rows])


def audit(rows: Sequence[Mapping[str, Any]]) -> RenderableType:
    """Show who did what from where, the first first."""
    keys = ("entry", "at", "who", "role", "place", "what", "about", "why")
    return table([Column(key) for key in keys], [[str(row[key]) for key in keys] for row in rows])


def _cell(value: str | None, key: str) -> str:
    return (value or "")[:10] if key == "made_at" else value or ""
