"""Where the ledger is kept."""

from dataclasses import asdict
from typing import Annotated

import typer

from rasid import upkeep
from rasid.cli.voice import document, say
from rasid.reports.wording import counted
from rasid.settings import Home

ledgers = typer.Typer(help="Move the ledger and the accounts to a PostgreSQL server.")


@ledgers.callback()
def _group() -> None:
    """Keep `move` a word of its own, though it is the only one yet."""


@ledgers.command()
def move(
    ctx: typer.Context,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Move both from files of the home to the server that rasid.toml names, and compare."""
    home: Home = ctx.obj
    moved = upkeep.move_to_server(home)
    if as_json:
        document(asdict(moved))
        return
    rows = sum(table.rows for table in moved.tables)
    say(
        f"{moved.server} has {counted(rows, 'row')} of {counted(len(moved.tables), 'table')} now, "
        "each table with the same SHA-256 as here; the files were removed.",
        *(f"{one.table}: {counted(one.rows, 'row')}, {one.sha256}" for one in moved.tables),
    )
