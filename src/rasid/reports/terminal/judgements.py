from collections.abc import Sequence
from typing import Any

from rich.console import Group, RenderableType

from rasid.reports.terminal.parts import Column, line, table
from rasid.reports.wording import bits, percent

JUDGED = "Who it was believed to be"
_MOST = 12
_MOST_REASONS = 4


def judgements(found: Any) -> RenderableType:  # noqa: ANN401 - JSON values
    """Show what each analysis believed, the latest first, and what made it so."""
    columns = (
        Column("analysed (UTC)", whole=True),
        Column("likeliest"),
        Column("probability", number=True),
        *(Column(title) for title in ("wording", "runner-up", "why, or what had changed")),
    )
    cells = [
        (
            judged["analysed_at"][:16].replace("T", " "),
            judged["leader"],
            percent(judged["probability"]),
            judged["wording"],
            judged["runner_up"],
            _listed(judged["why"]),
        )
        for judged in found[:_MOST]
    ]
    more = len(found) - len(cells)
    rest = [line(f"{more:,} more; --json lists all.", "dim")] if more > 0 else []
    return Group(table(columns, cells), *rest)


def reasons(candidates: Sequence[Any]) -> RenderableType:
    """Show the evidence for and against each candidate, as it was weighed."""
    columns = (Column("candidate"), Column("bits", number=True), Column("kind"), Column("reason"))
    cells = [
        (candidate["actor"], bits(one["bits"]), one["family"], one["reason"])
        for candidate in candidates
        for one in candidate["reasons"]
        if one["bits"]
    ]
    if not cells:
        return line("The evidence of that time was not kept.")
    return table(columns, cells)


def _listed(why: Sequence[str]) -> str:
    more = len(why) - _MOST_REASONS
    told = "; ".join(why[:_MOST_REASONS])
    return f"{told}; and {more:,} more" if more > 0 else told
