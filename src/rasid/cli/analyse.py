from typing import Annotated

import typer

from rasid import pipeline
from rasid.cli.voice import progress, say, warn
from rasid.clock import parse_moment, utc_now
from rasid.pipeline import Summary
from rasid.reports.wording import WITHOUT_ROSTER, counted
from rasid.settings import Home

MOSTLY = 0.5
"""From this share of the roster among all accounts on, whom somebody goes for tells little."""

FOUND = 1
"""The exit code where a rule could not run; everything else was done."""


def analyse(
    ctx: typer.Context,
    *,
    start: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="The first day, UTC.")
    ] = None,
    end: Annotated[
        str | None, typer.Option("--to", metavar="DATE", help="The day after the last, UTC.")
    ] = None,
) -> None:
    """Judge the imported events, by default all of them."""
    home: Home = ctx.obj
    begin = parse_moment(start, option="--from") if start is not None else None
    until = parse_moment(end, option="--to") if end is not None else None
    with progress("analysing") as told:
        summary = pipeline.analyse(home, begin, until, told, now=utc_now())
    if not summary.protected:
        warn(WITHOUT_ROSTER)
        warn("`rasid show suggested` lists whom to put on one, and writes a roster to fill in.")
    elif summary.listed > MOSTLY:
        warn(
            f"{summary.listed:.0%} of the accounts that the logs show are on the roster: whom "
            "somebody goes for tells little then, so it is asked what they do; who only asks for "
            "accounts, or is let in at once, is not seen."
        )
    say(*summary_lines(summary))
    broken = [run for run in summary.rules if run.state == "could not run"]
    for run in broken:
        place = f"{run.file}:{run.line}" if run.line else run.file
        warn(f"{run.rule} could not run: {place}: {run.why}")
    if broken:
        raise typer.Exit(FOUND)


def summary_lines(summary: Summary) -> tuple[str, ...]:
    """Say what an analysis went through and what it found."""
    first, end = summary.window.start, summary.window.end
    events, sessions = counted(summary.events, "event"), counted(summary.sessions, "session")
    campaigns = counted(summary.campaigns, "campaign")
    hostile = counted(summary.hostile, "hostile event")
    background = counted(summary.background, "source")
    signals = counted(summary.signals, "signal")
    ran = sum(run.state == "ran" for run in summary.rules)
    idle = sum(run.state == "nothing to read" for run in summary.rules)
    without = f", {idle} had nothing to read" if idle else ""
    spared = (
        f"For {counted(summary.unsampled, 'suspect session')} of plain strangers others like them "
        "were weighed, as there were too many; `rasid explain` tells which."
    )
    return (
        f"Analysed {events} from {first:%F %R} to {end:%F %R} UTC, in {sessions}.",
        f"Found {campaigns} with {hostile}; untargeted crime from {background} stands apart.",
        f"{counted(ran, 'rule')} ran{without}: {signals}; `rasid show signals` tells them.",
        *([spared] if summary.unsampled else []),
    )
