from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from rasid.case import open_case
from rasid.cli.on_demand import on_demand
from rasid.cli.simulated import require_fitting
from rasid.cli.voice import document, progress, say, show, warn
from rasid.clock import utc_now
from rasid.ledger import open_ledger
from rasid.reports import plain, terminal
from rasid.reports.wording import counted
from rasid.roster import import_people
from rasid.settings import Home
from rasid.sources import import_logs

imports = typer.Typer(
    name="import",
    cls=on_demand(
        {"indicators": "rasid.cli.hunt:indicators", "domains": "rasid.cli.websites:domains"}
    ),
    help="Take in logs, the roster, what is said of actors, indicators.",
)


def init(ctx: typer.Context) -> None:
    """Make the home with a commented rasid.toml; what is there already stays."""
    home: Home = ctx.obj
    home.create()
    say(f"The home is {home.root}; its settings are in {home.settings_file}.")


@imports.command()
def logs(
    ctx: typer.Context,
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="Files, folders, globs.")],
    *,
    file_format: Annotated[
        str | None,
        typer.Option("--format", metavar="NAME", help="The format, if not to be found by itself."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON document and nothing else.")
    ] = False,
) -> None:
    """Import log files; each line is new, a duplicate, or rejected with its reason."""
    take_logs(ctx.obj, paths, file_format, as_json=as_json)


@imports.command()
def people(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="The roster.")],
) -> None:
    """Import the roster: who is protected, and which accounts are theirs."""
    take_people(ctx.obj, file)


@imports.command()
def actors(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.json", help="STIX or MISP galaxy.")],
) -> None:
    """Import what is said of tracked groups."""
    take_actors(ctx.obj, file)


def take_logs(
    home: Home, paths: Sequence[str], file_format: str | None = None, *, as_json: bool = False
) -> None:
    """Import logs and show what became of every line."""
    require_fitting(home, paths)
    home.create()
    with open_case(home, write=True, beside_analysis=True) as case, progress("importing") as told:
        reports = import_logs(
            paths,
            home=home,
            store=case.store,
            engine=case.engine,
            now=utc_now(),
            format=file_format,
            progress=told,
        )
    rows: Any = plain(reports)
    if as_json:
        document(rows)
    else:
        show(terminal.reconciliation(rows))


def take_people(home: Home, file: Path) -> None:
    """Import the roster and say what it changed."""
    require_fitting(home, [str(file)])
    home.create()
    with open_ledger(home) as ledger:
        done = import_people(file, ledger)
    for warning in done.warnings:
        warn(warning)
    known = done.accounts - done.added - done.changed
    owners = "1 person" if done.people == 1 else f"{done.people:,} people"
    say(
        f"{file}: {counted(done.rows, 'row')} = {counted(done.accounts, 'account')} of "
        f"{owners} + {counted(done.duplicates, 'duplicate')}; "
        f"{done.added:,} added, {done.changed:,} changed, {known:,} as before."
    )


def take_actors(home: Home, file: Path) -> None:
    """Import a bundle or a galaxy and say what it changed."""
    from rasid.attribution import import_actors  # noqa: PLC0415 - logs are imported without it

    require_fitting(home, [str(file)])
    home.create()
    with open_ledger(home) as ledger:
        done = import_actors(file, ledger, utc_now())
    for warning in done.warnings:
        warn(warning)
    say(
        f"{file}: {counted(done.objects, 'object')}, {counted(done.actors, 'actor')} among them; "
        f"{done.added:,} added, {done.updated:,} updated, {done.unchanged:,} as before, "
        f"{done.older + done.foreign:,} left as they are: older, or another author's."
    )
