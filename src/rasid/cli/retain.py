"""Keeping logs for so many days and no longer."""

from datetime import timedelta
from typing import Annotated, Any

import typer

from rasid import pipeline, upkeep
from rasid.case import open_case
from rasid.cli.decide import By, who_decides
from rasid.cli.voice import document, progress, say, warn
from rasid.clock import utc_now
from rasid.errors import UsageError
from rasid.ledger import open_ledger
from rasid.reports.wording import counted
from rasid.settings import Home


def retain(  # noqa: PLR0913 - the options of the command
    ctx: typer.Context,
    *,
    days: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Keep so many days before today.")
    ] = None,
    delete: Annotated[
        bool, typer.Option("--delete", help="Do it; else what would go is only shown.")
    ] = False,
    why: Annotated[str, typer.Option(metavar="TEXT", help="Why; it stays in the ledger.")] = "",
    by: By = None,
    listed: Annotated[bool, typer.Option("--list", help="List what went before.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Let go of logs before a day, for good: events, kept files, what was judged by them."""
    home: Home = ctx.obj
    home.require()
    if listed:
        _list(home, as_json=as_json)
        return
    if days is None:
        raise UsageError("say how many days to keep: --days.")
    if delete and not why.strip():
        raise UsageError("--why is empty; it says why logs are let go.")
    now = utc_now()
    retention = upkeep.Retention(
        now.date() - timedelta(days=days), who_decides(by), why.strip(), now
    )
    going = _carry_out(home, retention) if delete else _planned(home, retention)
    if as_json:
        document(going.document())
    else:
        _tell(going, done=delete)


def _planned(home: Home, retention: upkeep.Retention) -> upkeep.Going:
    with open_ledger(home) as ledger:
        if upkeep.is_unended(ledger):
            warn("an earlier run was cut short; --delete ends it first.")
    with open_case(home) as case:
        return upkeep.plan_retention(case, retention.before)


def _carry_out(home: Home, retention: upkeep.Retention) -> upkeep.Going:
    """Remove what goes; what stays is judged anew in the same change."""
    if upkeep.end_retentions(home, retention.now):
        warn("an earlier run had been cut short; it was ended.")
    with open_case(home) as case:
        going = upkeep.plan_retention(case, retention.before)
        anew = going.events > 0 and not going.all_events and upkeep.was_analysed(case)
    if not going.events and not going.files:
        return going
    if anew:
        with progress("analysing") as told:
            pipeline.analyse(home, progress=told, now=retention.now, staying=retention.staying)
    else:
        retention.carry_out(home)
    upkeep.end_retentions(home, retention.now)
    return retention.going or going


def _tell(going: upkeep.Going, *, done: bool) -> None:
    verb = "went" if done else "would go"
    say(
        f"Before {going.before}: {counted(going.events, 'event')} of "
        f"{counted(len(going.days), 'day')} and {counted(len(going.files), 'kept file')} {verb}."
    )
    for campaign_id, events, gone, *_ in going.campaigns:
        say(f"{campaign_id}: {gone:,} of its {events:,} events; its numbers and hash are kept.")
    if going.mixed:
        files = counted(going.mixed, "kept file")
        warn(
            f"{files} hold later records too and stay whole as long as these, {going.mixed_until}."
        )
    if going.held:
        warn(f"{counted(len(going.held), 'kept file')} on legal hold stay, with their events.")
    if done:
        warn("backups, reports, the evidence log and what was sent or shared are untouched.")


def retentions_of(home: Home) -> list[dict[str, Any]]:
    """Return what was let go, when, by whom and why, the latest last."""
    with open_ledger(home) as ledger:
        return upkeep.read_retentions(ledger)


def _list(home: Home, *, as_json: bool) -> None:
    found = retentions_of(home)
    if as_json:
        document(found)
        return
    for one in found:
        told = one["told"]
        say(
            f"{one['begun_at']} {one['made_by']}: {counted(told['events'], 'event')} and "
            f"{counted(len(told['files']), 'kept file')} before {told['before']}: {one['why']}"
            f"{'' if one['ended_at'] else ' (cut short; --delete ends it)'}"
        )
    if not found:
        say("Nothing was let go.")
