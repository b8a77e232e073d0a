from typing import Annotated

import typer

from rasid.cli.show import Json
from rasid.cli.standing import tell_simulated
from rasid.cli.told_by_others import campaigns_like
from rasid.cli.voice import document, show
from rasid.reports import terminal
from rasid.settings import Home


def others(
    ctx: typer.Context,
    text: Annotated[str, typer.Argument(metavar="[TEXT]", help="Only with this in a name.")] = "",
    *,
    as_json: Json = False,
) -> None:
    """List the campaigns that others tell of; `show campaign NAME` tells one in full."""
    home: Home = ctx.obj
    tell_simulated(home)
    rows = campaigns_like(home, text)
    if as_json:
        document(rows)
    else:
        show(terminal.others(rows))
