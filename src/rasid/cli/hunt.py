"""What others found: taken in, and hunted for in every stored month."""

from pathlib import Path
from typing import Annotated, Any

import typer

from rasid import sharing
from rasid.cli.standing import tell_simulated
from rasid.cli.voice import document, say, show, warn
from rasid.clock import utc_now
from rasid.ledger import open_ledger
from rasid.pipeline import open_case, open_roster
from rasid.reports import plain, terminal
from rasid.reports.wording import counted
from rasid.settings import Home

MOST_WARNINGS = 5
"""So many reasons are told for what could not be taken in; the others are counted."""


def indicators(
    ctx: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A STIX bundle, a MISP event, or CSV.")
    ],
    *,
    source: Annotated[
        str, typer.Option(metavar="NAME", help="Who says so, where the file does not.")
    ] = "",
) -> None:
    """Import what others say that groups use: addresses, networks, domains, fingerprints."""
    home: Home = ctx.obj
    home.create()
    with open_ledger(home) as ledger:
        done = sharing.import_indicators(file, ledger, now=utc_now(), source=source)
    for one in done.refused[:MOST_WARNINGS]:
        warn(f"{file}: {one.what}: {one.why}.")
    if done.refused_in_all > MOST_WARNINGS:
        warn(f"{file}: {done.refused_in_all - MOST_WARNINGS:,} more could not be taken in.")
    say(
        f"{file}: {counted(done.values, 'value')} to hunt for; {done.added:,} added, "
        f"{done.changed:,} changed, {done.unchanged:,} as before, {done.older:,} older than what "
        f"is known; {done.revoked:,} revoked, {done.expired:,} expired, "
        f"{done.refused_in_all:,} refused."
    )


def hunt(
    ctx: typer.Context,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Look for every indicator in every stored month; a hit is evidence and never proof."""
    home: Home = ctx.obj
    with open_case(home) as case, open_roster(case), open_ledger(home) as ledger:
        tell_simulated(home)
        known = sharing.read_kept(ledger)
        found: Any = plain(sharing.hunt(case.engine, known, sharing.open_key(ledger)))
    if as_json:
        document(found)
    elif not known:
        say("No indicator is known; `rasid import indicators` takes them.")
    else:
        show(terminal.hits(found, len(known)))
