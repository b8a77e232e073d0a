from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import RenderableType

from rasid.campaigns import in_force, read_decisions
from rasid.case import Case, open_case, open_roster
from rasid.cli.campaigns import facts_of
from rasid.cli.on_demand import on_demand
from rasid.cli.standing import NOT_YET, tell_simulated, tell_standing
from rasid.cli.told_by_others import campaigns_of_others, words_on_campaign
from rasid.cli.voice import document, say, show, warn
from rasid.clock import DAY, parse_moment
from rasid.errors import UsageError
from rasid.ledger import open_ledger
from rasid.reports import (
    background_list,
    campaign_list,
    decision_list,
    people_list,
    plain,
    terminal,
)
from rasid.reports.past import Past, believed, believed_of
from rasid.reports.signals import rule_runs, signal_list
from rasid.reports.suggested import suggested_list, write_roster_to_fill_in
from rasid.reports.wording import counted, minute
from rasid.settings import Home
from rasid.tables.signals import LEVELS, STATES

MOST_BLIND = 5
"""So many rules that name fields no record has are told one by one."""

shows = typer.Typer(
    name="show",
    cls=on_demand(
        {
            "actors": "rasid.cli.show_actors:actors",
            "actor": "rasid.cli.show_actors:actor",
            "others": "rasid.cli.show_others:others",
            "imports": "rasid.cli.show_imports:imports",
            "websites": "rasid.cli.show_websites:websites",
            "audit": "rasid.cli.show_audit:audit",
        }
    ),
    help="Show what was found, what was imported, who is known.",
)

AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", help="As it was believed at the end of a day, UTC."),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]


@shows.command()
def campaigns(ctx: typer.Context, *, as_of: AsOf = None, as_json: Json = False) -> None:
    """List each campaign: its four numbers, its likeliest actor, how sure that is."""
    with open_case(ctx.obj) as case:
        if as_of is not None:
            past = _past(case, as_of, as_json=as_json)
            rows = past.campaigns if past else ()
            if past or as_json:
                _tell(rows, terminal.campaigns, as_json=as_json)
            return
        _found(case, campaign_list, terminal.campaigns, as_json=as_json)


@shows.command()
def campaign(
    ctx: typer.Context,
    campaign_id: Annotated[str, typer.Argument(metavar="ID")],
    *,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Tell one campaign in full, people under their pseudonyms; one of others by its name or id."""
    with open_case(ctx.obj) as case:
        if as_of is not None:
            past = _past(case, as_of, as_json=as_json)
            if past is None:
                raise UsageError(f"no analysis had been made by the end of {as_of}.")
            row = believed_of(case.engine, past, campaign_id)
            _tell(row, terminal.past_campaign, as_json=as_json)
            return
        theirs = [] if _is_ours(case, campaign_id) else campaigns_of_others(case.home, campaign_id)
        if theirs:
            _tell(theirs, terminal.others_campaigns, as_json=as_json)
            return
        tell_standing(case)
        facts = facts_of(case, campaign_id)
        words = words_on_campaign(case.home, campaign_id)
        if as_json:
            told: Any = plain(facts)
            document({**told, "others": words})
            return
        show(terminal.campaign(facts))
        if words:
            show(terminal.others_words(words, "What others say of it"))


@shows.command()
def background(ctx: typer.Context, *, as_json: Json = False) -> None:
    """List hostile sources that are not targeted; they are in no campaign's numbers."""
    with open_case(ctx.obj) as case:
        _found(case, background_list, terminal.background, as_json=as_json)


@shows.command()
def signals(
    ctx: typer.Context,
    *,
    rule: Annotated[str, typer.Option(metavar="RULE", help="Of one rule.")] = "",
    level: Annotated[str, typer.Option(metavar="LEVEL", help="From this level on.")] = LEVELS[0],
    names: Annotated[bool, typer.Option("--names", help="Show accounts as they are logged.")] = (
        False
    ),
    as_json: Json = False,
) -> None:
    """List what rules found, once a campaign, and say which rules did not run."""
    with open_case(ctx.obj) as case:
        _found(
            case,
            lambda engine: signal_list(engine, rule=rule, level=level, names=names),
            terminal.signals,
            as_json=as_json,
        )
        runs = rule_runs(case.engine)
        _tell_runs(runs)
        if runs and not as_json:
            states = Counter(run["state"] for run in runs)
            told = ", ".join(f"{states[state]} {state}" for state in STATES if states[state])
            say(f"Of {counted(len(runs), 'rule')}: {told}.")


def _tell_runs(runs: Sequence[Mapping[str, Any]]) -> None:
    """Warn of rules that did not run, and of those that ask for what no record has."""
    for run in runs:
        if run["state"] == "could not run":
            place = f"{run['file']}:{run['line']}" if run["line"] else run["file"]
            warn(f"{run['rule']} could not run: {place}: {run['why']}")
    blind = [f"{run['rule']}: {run['why']}" for run in runs if run["state"] == "ran" and run["why"]]
    if blind:
        more = f"; and {len(blind) - MOST_BLIND} more" if len(blind) > MOST_BLIND else ""
        warn(f"Some rules are partly blind ({'; '.join(blind[:MOST_BLIND])}{more}).")


@shows.command()
def people(
    ctx: typer.Context,
    *,
    names: Annotated[bool, typer.Option("--names", help="Show the people's names.")] = False,
    as_json: Json = False,
) -> None:
    """List the roster with what happened to each person, under pseudonyms."""
    with open_case(ctx.obj) as case, open_roster(case):
        tell_standing(case)
        _tell(people_list(case.engine, names=names), terminal.people, as_json=as_json)


@shows.command()
def suggested(
    ctx: typer.Context,
    *,
    output: Annotated[
        Path | None,
        typer.Option(metavar="FILE.csv", help="Write a roster of them, to be filled in."),
    ] = None,
    as_json: Json = False,
) -> None:
    """List who looks sought and is on no roster, so that you can enrol them."""
    with open_case(ctx.obj) as case:
        _found(case, suggested_list, terminal.suggestions, as_json=as_json)
        if output is not None:
            written = write_roster_to_fill_in(suggested_list(case.engine), output)
            told = f"Wrote {counted(written, 'row')} to {output}."
            warn(told) if as_json else say(told)


@shows.command()
def decisions(ctx: typer.Context, *, as_json: Json = False) -> None:
    """List what analysts decided, who and why, and what each did in the last analysis."""
    home: Home = ctx.obj
    with open_case(home) as case, open_ledger(home) as ledger:
        tell_standing(case, aloud=False)
        made = read_decisions(ledger)
        holding = [decision.number for decision in in_force(made)]
        _tell(decision_list(case.engine, made, holding), terminal.decisions, as_json=as_json)


@shows.command()
def coverage(ctx: typer.Context, *, as_json: Json = False) -> None:
    """Say what the logs hold and what they lack."""
    # Loading what reads logs takes half a second, and nothing else here needs it.
    from rasid.sources import coverage as read_coverage  # noqa: PLC0415

    with open_case(ctx.obj) as case:
        tell_simulated(case.home)
        _tell(plain(read_coverage(case.engine, case.store)), terminal.coverage, as_json=as_json)


def _is_ours(case: Case, campaign_id: str) -> bool:
    asked = "SELECT 1 FROM campaigns WHERE campaign_id = $campaign"
    return bool(case.engine.rows(asked, {"campaign": campaign_id}))


def _past(case: Case, as_of: str, *, as_json: bool) -> Past | None:
    """Return what was believed at the end of a day, and say which analysis that is from."""
    tell_simulated(case.home)
    day = parse_moment(as_of, option="--as-of").date()
    past = believed(case.engine, datetime.combine(day, time(), UTC) + DAY)
    if past is None:
        said = f"No analysis had been made by the end of {day}."
    else:
        made = f"analysis {past.analysis}, of {minute(past.analysed_at)} UTC"
        said = f"As believed at the end of {day}: {made}."
    if as_json:
        warn(said)
    else:
        say(said)
    return past


def _found(
    case: Case,
    read: Callable[[Any], Any],
    render: Callable[[Any], RenderableType],
    *,
    as_json: bool,
) -> None:
    """Tell what an analysis found; where none was made, say that and not that nothing is there."""
    if not tell_standing(case, aloud=as_json) and not as_json:
        say(NOT_YET)
        return
    _tell(read(case.engine), render, as_json=as_json)


def _tell(found: Any, render: Callable[[Any], RenderableType], *, as_json: bool) -> None:  # noqa: ANN401 - as `render` wants it
    if as_json:
        document(plain(found))
    else:
        show(render(found))
