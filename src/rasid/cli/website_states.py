"""How far taking a website away has come: `rasid websites state`."""

from typing import Annotated, Any

import typer

from rasid.cli.decide import By, who_decides
from rasid.cli.show import Json
from rasid.cli.voice import document, say, show
from rasid.clock import utc_now
from rasid.errors import UsageError
from rasid.ledger import open_ledger
from rasid.reports import plain, terminal
from rasid.settings import Home
from rasid.websites import (
    STATES,
    in_script,
    read_states,
    registered,
    set_state,
    states_now,
    undo_state,
)
from rasid.websites.states import Entry


def state(  # noqa: PLR0913 - the options of the command
    ctx: typer.Context,
    domain: Annotated[
        str | None, typer.Argument(metavar="DOMAIN", help="A registered domain; else all.")
    ] = None,
    step: Annotated[
        str | None, typer.Argument(metavar="STATE", help=f"{' → '.join(STATES)}.")
    ] = None,
    *,
    undo: Annotated[bool, typer.Option("--undo", help="Take the last step back.")] = False,
    why: Annotated[str | None, typer.Option(metavar="TEXT", help="Why; kept and shown.")] = None,
    by: By = None,
    as_json: Json = False,
) -> None:
    """Record a step in taking a website away from a group; without one, list those recorded."""
    home: Home = ctx.obj
    home.require()
    name = registered(domain) if domain is not None else None
    if step is None and not undo:
        if why is not None or by is not None:
            raise UsageError("--why and --by go with a STATE or --undo.")
        _list(home, name, as_json=as_json)
        return
    if name is None or (undo and step is not None):
        raise UsageError("--undo takes the last step of one DOMAIN back, whatever it is.")
    if why is None:
        raise UsageError("--why is missing; a step needs who takes it and why.")
    with open_ledger(home) as ledger:
        if step is None:
            made = undo_state(ledger, name, why=why, by=who_decides(by), now=utc_now())
        else:
            made = set_state(ledger, name, step, why=why, by=who_decides(by), now=utc_now())
    if as_json:
        document(_row(made, undone=False))
        return
    back = " again" if undo else ""
    say(f"{in_script(name)} is {made.state or 'of no state'}{back}: {made.why}")


def _list(home: Home, name: str | None, *, as_json: bool) -> None:
    with open_ledger(home) as ledger:
        entries = read_states(ledger, name)
    undone = {entry.undoes for entry in entries}
    if name is None:
        entries = sorted(states_now(entries).values(), key=lambda entry: entry.domain)
    rows = [_row(entry, undone=entry.number in undone) for entry in entries]
    if as_json:
        document(rows)
    elif rows:
        show(terminal.website_states(rows))
    else:
        say("No state of a website is recorded; `rasid websites state DOMAIN seen` begins.")


def _row(entry: Entry, *, undone: bool) -> dict[str, Any]:
    return {
        "entry": entry.number,
        "domain": entry.domain,
        "shown": in_script(entry.domain),
        "state": entry.state or None,
        "made_at": plain(entry.made_at),
        "made_by": entry.made_by,
        "why": entry.why,
        "undoes": entry.undoes,
        "undone": undone,
    }
