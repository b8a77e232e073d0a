from collections.abc import Mapping
from typing import Any

from rich.console import Group, RenderableType

from rasid.reports.terminal.parts import Column, Value, line, table
from rasid.reports.wording import counted

Row = Mapping[str, Any]


def comparison(told: Row) -> RenderableType:
    """Show the truth of a simulated month beside what was found, the mistakes too."""
    counts = {"campaigns": told["campaigns"], **told["numbers"], "hostile events": told["events"]}
    rows: list[tuple[Value, ...]] = [(name, *pair) for name, pair in counts.items()]
    true, named = told["actors"]
    actors = ", ".join(name or "in no bundle" for name in true)
    rows.append(("actor", actors, ", ".join(name or "not named" for name in named)))
    columns = (Column(""), Column("truth", number=True), Column("found", number=True))
    shares = (
        f"Precision {_share(told['precision'])}, recall {_share(told['recall'])} of hostile "
        f"events; the stage is right in {_share(told['staged'])} of those found rightly."
    )
    background = counted(told["background"], "event")
    wrong = f"Found wrongly: {background} of untargeted crime, {told['honest']:,} of honest people."
    return Group(table(columns, rows), line(shares), line(wrong))


def _share(share: float | None) -> str:
    return "none" if share is None else f"{share:.1%}".replace("%", " %")
