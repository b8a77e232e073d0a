"""Copies of a home, and whether it is sound."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from rasid import upkeep
from rasid.cli.decide import By, who_decides
from rasid.cli.voice import document, progress, say, warn
from rasid.clock import utc_now
from rasid.encryption import has_keyring, opener, read_lock
from rasid.ledger import server_of
from rasid.reports.wording import counted
from rasid.settings import Home

FOUND = 1

Archive = Annotated[Path, typer.Argument(metavar="FILE", help="The backup, such as case.tar.zst.")]


def backup(ctx: typer.Context, file: Archive) -> None:
    """Copy the whole home into one file: logs, tables, ledger and keys."""
    home: Home = ctx.obj
    with progress("Backup") as told:
        backed = upkeep.back_up(home, file, utc_now(), told)
    say(f"{file}: {counted(backed.files, 'file')}, {backed.size:,} bytes before compression.")
    warn(f"{file} holds names, accounts and the signing key; it is not encrypted.")
    if has_keyring(home):
        warn(
            "the ledger and the accounts in it are encrypted, and what opens them is not in it: "
            f"keep the {opener(read_lock(home))} apart from it."
        )


def restore(ctx: typer.Context, file: Archive) -> None:
    """Make the home from a backup, whole or not at all; it must not be there yet."""
    home: Home = ctx.obj
    with progress("Restore") as told:
        files = upkeep.restore(file, home, told)
    say(f"{home.root}: {counted(files, 'file')} restored, each as its hash in the backup says.")
    server = server_of(home)
    if server is not None:
        warn(
            f"the ledger was on {server.shown} and is in files here: `rasid ledger move` puts it "
            "on the server that rasid.toml names, or take ledger.url out to keep it in files."
        )
    if has_keyring(home):
        warn(f"its ledger is encrypted; the {opener(read_lock(home))} opens it.")


def compact(ctx: typer.Context) -> None:
    """Make the many small files of a table few; every row stays as it is."""
    home: Home = ctx.obj
    home.require()
    with progress("Compact") as told:
        made = upkeep.compact(home, told)
    say(f"{counted(made.parts, 'part')} of tables are {counted(made.now, 'part')} now.")


def doctor(
    ctx: typer.Context,
    *,
    deep: Annotated[
        bool, typer.Option("--deep", help="Read every kept file and table to its end.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Look whether the home is whole, private and up to date; exit code 1 if it is not."""
    home: Home = ctx.obj
    with progress("Doctor") as told:
        findings = upkeep.examine_home(home, utc_now(), told, deep=deep)
    errors = sum(one.level == "error" for one in findings)
    if as_json:
        document(
            [
                {
                    "file": str(one.path),
                    "level": one.level,
                    "came": one.came,
                    "expected": one.expected,
                }
                for one in findings
            ]
        )
    else:
        say(*(f"{one.level}: {one}" for one in findings))
        if not has_keyring(home):
            say("What the ledger keeps of people is not encrypted; `rasid keys make` does so.")
        told_of = counted(errors, "error") if errors else "nothing is broken"
        warnings = len(findings) - errors
        more = f", {counted(warnings, 'warning')}" if warnings else ""
        how = "to the end" if deep else "without reading all of it (--deep does)"
        say(f"Looked at {home.root} {how}: {told_of}{more}.")
    if errors:
        raise typer.Exit(FOUND)


def erase(
    ctx: typer.Context,
    person: Annotated[str, typer.Argument(metavar="PERSON", help="Their id on the roster.")],
    *,
    why: Annotated[str, typer.Option(metavar="TEXT", help="Why; it stays in the ledger.")],
    by: By = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Take a person out of tables, logs, reports and ledger, for good; the counts stay."""
    home: Home = ctx.obj
    home.require()
    with progress("Erase") as told:
        erased = upkeep.erase(home, person, by=who_decides(by), why=why, now=utc_now(), told=told)
    if as_json:
        document(asdict(erased))
        return
    say(
        f"{person} is {erased.stand_in} from now on: {counted(erased.accounts, 'account')} in "
        f"{counted(erased.rows, 'row')} of tables, {counted(erased.kept_files, 'kept file')}, "
        f"{erased.entries:,} places of the ledger."
    )
    say(*(f"removed {name}, which told of them." for name in erased.reports_removed))
    say(*(f"not searched, look yourself: {name}" for name in erased.reports_unread))
    say(*(f"not searched, since it waits to be imported: {name}" for name in erased.waiting))
    say(*(f"not searched for within texts, as too common: {one}" for one in erased.unsearched))
    warn(
        "backups, the evidence log, its exhibits, and what was sent or shared are out of reach; "
        "new logs may tell of them again."
    )
