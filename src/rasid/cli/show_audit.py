"""What was done in the console and to its accounts."""

from typing import Annotated, Any

import typer

from rasid import accounts
from rasid.accounts import open_accounts
from rasid.cli.voice import document, say, show, warn
from rasid.clock import parse_moment
from rasid.ledger import open_ledger
from rasid.reports import plain, terminal
from rasid.reports.wording import counted
from rasid.settings import Home
from rasid.signing import signer_of


def audit(
    ctx: typer.Context,
    *,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="From then on, UTC.")] = None,
    head: Annotated[
        str, typer.Option(metavar="SHA256", help="The hash of an entry that you noted before.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """List who did what from where, and check every entry."""
    home: Home = ctx.obj
    home.require()
    start = parse_moment(since, option="--since") if since else None
    with open_accounts(home) as store:
        entries = accounts.read_audit(store)
        with open_ledger(home) as ledger:
            erased = accounts.erased_in(ledger)
        checked = accounts.verify_audit(store, signer_of(home), erased)
    findings = list(checked.findings)
    if head and head not in {one.digest for one in entries}:
        findings.append(f"no entry has the hash {head}: entries were changed or cut off.")
    rows: Any = plain([one for one in entries if start is None or one.at >= start])
    if as_json:
        document({"entries": rows, "head": checked.head, "findings": findings})
    else:
        show(terminal.audit(rows))
        say(f"{counted(checked.entries, 'record')} in all; the last has the hash {checked.head}.")
        if checked.erased:
            warn(f"{counted(checked.erased, 'record')} had a person erased from the texts.")
        for one in findings:
            warn(one)
    if findings:
        raise typer.Exit(1)
