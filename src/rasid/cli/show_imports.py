from typing import Any

import typer

from rasid.case import open_case
from rasid.cli.show import Json
from rasid.cli.standing import tell_simulated
from rasid.cli.voice import document, show
from rasid.reports import plain, terminal
from rasid.sources import became


def imports(ctx: typer.Context, *, as_json: Json = False) -> None:
    """Tell per format what its records became, and name every kind that is kept as `other`."""
    with open_case(ctx.obj) as case:
        tell_simulated(case.home)
        rows: Any = plain(became(case.engine, case.store))
    if as_json:
        document(rows)
    else:
        show(terminal.imports(rows))
