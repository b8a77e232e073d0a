from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType

from rasid.reports.terminal.parts import Column, line, section, table
from rasid.reports.wording import counted

Row = Mapping[str, Any]


def response(told: Row) -> RenderableType:
    """Show what to do for each account of a campaign, in its order, and how far each step is."""
    rows: Sequence[Row] = told["accounts"]
    if not rows:
        return line(f"{told['campaign_id']} attacked no account that exists.")
    return Group(*(section(_title(row), _account(row)) for row in rows), *_apart(told))


def _title(row: Row) -> str:
    who = row["person_id"] or "not on the roster"
    named = f"  {row['account']}" if row["account"] else ""
    needed = "" if row["needed"] is None else f", more than {row['needed']:.1f} needed"
    sure = f"{row['bits']:.1f} bits{needed}"
    return f"{row['reference']}{named}  {who}, {row['category']}: {row['standing']} ({sure})"


def _account(row: Row) -> RenderableType:
    columns = (
        Column("", number=True),
        *(Column(title, whole=True) for title in ("step", "state")),
        Column("asked for by"),
        Column("the logs suggest"),
    )
    cells = [
        (number, step["step"], step["state"], step["why"], _suggested(step))
        for number, step in enumerate(row["steps"], start=1)
    ]
    notes = dict.fromkeys(note for step in row["steps"] for note in step["notes"])
    refused = row["no_command"]
    return Group(
        table(columns, cells),
        *(line(note, "yellow") for note in notes),
        *([line(f"No command names it, because {refused}.", "yellow")] if refused else []),
        *map(line, _exposed(row["exposure"])),
    )


def _suggested(step: Row) -> str:
    return f"{step['suggested']}: {step['suggested_because']}" if step["suggested"] else ""


def _exposed(exposure: Row | None) -> list[str]:
    if exposure is None:
        return []
    acts = ", ".join(
        f"{act['times']:,} {act['action'].replace('_', ' ')} ({act['first_at'][:16]} to "
        f"{act['last_at'][:16]})"
        for act in exposure["acts"]
    )
    return [f"Done in it: {acts}.", exposure["last_safe"], *exposure["unknown"]]


def _apart(told: Row) -> list[RenderableType]:
    handed, held, absent = len(told["hand_offs"]), told["held_back"], told["absent"]
    said = (
        f"{counted(handed, 'other provider')} should know of accounts of theirs." if handed else "",
        f"{counted(held, 'account')} held back: the owner's consent is no." if held else "",
        f"Of what was attacked, {absent:,} does not exist: nothing is to be done."
        if absent
        else "",
    )
    return [line(), *(line(one, "dim") for one in said if one)] if any(said) else []
