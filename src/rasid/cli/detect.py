import tempfile
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from rasid.case import Case, open_case, open_roster
from rasid.cli.decide import By, Why, who_decides
from rasid.cli.known import known_actors
from rasid.cli.standing import tell_simulated
from rasid.cli.voice import document, say, show, warn
from rasid.clock import Window, parse_moment, utc_now
from rasid.detecting import Place, known_rules, rule_named, rules_of, try_named
from rasid.detecting import backtest as run_backtest
from rasid.detections import (
    Rules,
    Suppression,
    read_suppressions,
    suppressions_in_force,
    undo_suppression,
)
from rasid.detections import (
    suppress as make_suppression,
)
from rasid.detections.case_runs import cases_file, read_cases
from rasid.engines.duckdb import DuckDB
from rasid.engines.engine import far_engine
from rasid.errors import InputError, UsageError
from rasid.ledger import open_ledger
from rasid.reports import plain, terminal
from rasid.reports.pseudonyms import read_pseudonyms
from rasid.reports.signals import pseudonymous
from rasid.reports.wording import counted
from rasid.settings import Home, Settings
from rasid.tables.events import EVENTS

FOUND = 1

detects = typer.Typer(name="detect", help="Try rules out, and suppress what they find.")

RuleName = Annotated[str, typer.Argument(metavar="RULE", help="A rule's id, or its file.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]


@detects.command("list")
def list_rules(ctx: typer.Context, *, as_json: Json = False) -> None:
    """List the rules, the packaged and your own, and those that cannot run."""
    home: Home = ctx.obj
    home.require()
    rules = known_rules(home, home.settings())
    rows = [
        {
            "rule": rule.id,
            "level": rule.level,
            "title": rule.title,
            "attack": list(rule.attack),
            "bits": rule.bits,
            "file": str(rule.path),
        }
        for rule in rules.sound
    ]
    if as_json:
        document(rows)
    else:
        say(*(f"{row['rule']}  ({row['level']})  {row['title']}" for row in rows))
    for one in rules.broken:
        place = f"{one.path}:{one.line}" if one.line else str(one.path)
        warn(f"{one.id} {'has nothing to read' if one.idle else 'cannot run'}: {place}: {one.why}")
    if not all(one.idle for one in rules.broken):
        raise typer.Exit(FOUND)


@detects.command("test")
def try_out(ctx: typer.Context, name: RuleName, *, as_json: Json = False) -> None:
    """Run the cases of a rule: those in which it fires and those in which it stays silent."""
    home: Home = ctx.obj
    settings = home.settings() if home.settings_file.is_file() else Settings()
    named = rule_named(home, settings, name)
    path = cases_file(named.path)
    if not path.is_file():
        raise UsageError(f"{name} has no cases; expected {path}.")
    cases, findings = read_cases(path)
    for finding in findings:
        raise InputError(finding.path, finding.problem, line=finding.line)
    with tempfile.TemporaryDirectory() as scratch, DuckDB(settings, Path(scratch)) as engine:
        engine.confine(Path(scratch))
        rows = [plain(one) for one in try_named(engine, named, cases)]
    document(rows) if as_json else show(terminal.tried(rows))  # type: ignore[arg-type]
    wrong = sum(bool(row["problems"]) for row in rows)  # type: ignore[index]
    if not as_json:
        say(f"{named.path.stem}: {counted(len(rows), 'case')}, {wrong or 'none'} not as expected.")
    if wrong:
        raise typer.Exit(FOUND)


@detects.command()
def backtest(  # noqa: PLR0913 - the options of the command
    ctx: typer.Context,
    name: RuleName,
    *,
    start: Annotated[str, typer.Option("--from", metavar="DATE", help="The first day, UTC.")],
    end: Annotated[str, typer.Option("--to", metavar="DATE", help="The day after the last, UTC.")],
    names: Annotated[bool, typer.Option("--names", help="Show accounts as they are logged.")] = (
        False
    ),
    as_json: Json = False,
) -> None:
    """Say what a rule would have fired on: how often a day, and on whom."""
    home: Home = ctx.obj
    home.require()
    settings = home.settings()
    named = rule_named(home, settings, name)
    rule = named.one()
    window = Window(parse_moment(start, option="--from"), parse_moment(end, option="--to"))
    actors = known_actors(home)
    with open_ledger(home) as ledger:
        whole = rules_of(home, ledger)
    known = replace(
        whole,
        rules=Rules() if named.is_sigma else Rules((rule,)),
        sigma=named.files,
        only=named.only,
    )
    with open_case(home) as case, open_roster(case):
        tell_simulated(home)
        with far_engine(settings, case.engine, case.scratch) as far:
            if far is not case.engine:
                far.view(EVENTS, case.store.parts(EVENTS))
            place = Place(home, case.store, case.engine, case.scratch, far)
            runs = run_backtest(place, window, known, actors)
        run = next(run for run in runs if run.rule == rule.id or run.file == str(rule.path))
        found = _fired(case, window, names=names)
    if run.state == "could not run":
        raise InputError(run.file, f"{rule.id} could not run: {run.why}.", line=run.line)
    if run.state != "ran":
        warn(f"{rule.id} had nothing to read: {run.why}.")
    found = {"rule": rule.id, "from": start, "to": end, "state": run.state, **found}
    document(plain(found)) if as_json else show(terminal.backtested(plain(found)))  # type: ignore[arg-type]


def _fired(case: Case, window: Window, *, names: bool) -> dict[str, Any]:
    """Return what is in the engine's signals, by day and by signal."""
    keys = ("signal_id", "first_seen", "last_seen", "account", "source_ip", "session_id")
    keys += ("events", "value", "reason", "suppressed")  # type: ignore[assignment]
    rows = case.engine.rows(f"SELECT {', '.join(keys)} FROM signals ORDER BY first_seen, signal_id")
    fired: list[Any] = [dict(zip(keys, row, strict=True)) for row in rows]
    counts = Counter(row["first_seen"].date() for row in fired)
    events = dict(
        case.engine.rows("SELECT CAST(time AS DATE), count(*) FROM signal_events GROUP BY 1")
    )
    ((accounts, protected),) = case.engine.rows(
        "SELECT count(DISTINCT account), count(DISTINCT person_id) FROM signal_events "
        "JOIN events USING (provider, event_uid, time) LEFT JOIN roster USING (account)"
    )
    if not names:
        fired = list(pseudonymous(fired, read_pseudonyms(case.engine)))
    days = [
        {"day": day, "signals": counts.get(day, 0), "events": events.get(day, 0)}
        for day in sorted(counts.keys() | events.keys())
    ]
    length = max((window.end - window.start).total_seconds() / 86400, 1.0)
    return {
        "signals": len(fired),
        "events": sum(events.values()),
        "per_day": round(len(fired) / length, 2),
        "accounts": accounts,
        "protected": protected,
        "days": days,
        "fired": fired,
    }


@detects.command()
def suppress(  # noqa: PLR0913 - the options of the command
    ctx: typer.Context,
    name: RuleName,
    *,
    until: Annotated[
        str, typer.Option("--until", metavar="DATE", help="The day from which on it ends.")
    ],
    account: Annotated[str, typer.Option(metavar="ADDRESS", help="Of one account only.")] = "",
    address: Annotated[str, typer.Option(metavar="IP", help="From one address only.")] = "",
    why: Why,
    by: By = None,
) -> None:
    """Say that signals of a rule are known: they are shown as suppressed, never deleted."""
    home: Home = ctx.obj
    home.require()
    rule = rule_named(home, home.settings(), name).one()
    day = parse_moment(until, option="--until").date()
    with open_ledger(home) as ledger:
        made = make_suppression(
            ledger,
            rule.id,
            until=day,
            why=why,
            by=who_decides(by),
            now=utc_now(),
            account=account,
            source_ip=address,
        )
    _tell(made)


@detects.command()
def unsuppress(
    ctx: typer.Context,
    number: Annotated[int, typer.Argument(metavar="N", help="The suppression's number.")],
    *,
    why: Why,
    by: By = None,
) -> None:
    """Take a suppression back; both stay on record."""
    home: Home = ctx.obj
    home.require()
    with open_ledger(home) as ledger:
        made = undo_suppression(ledger, number, why=why, by=who_decides(by), now=utc_now())
    _tell(made)


@detects.command()
def suppressions(ctx: typer.Context, *, as_json: Json = False) -> None:
    """List what is suppressed, by whom, why and until when."""
    home: Home = ctx.obj
    home.require()
    with open_ledger(home) as ledger:
        made = read_suppressions(ledger)
    held = {one.number for one in suppressions_in_force(made)}
    rows = [_row(one, holds=one.number in held) for one in made]
    document(rows) if as_json else show(terminal.suppressions(rows))


def _row(one: Suppression, *, holds: bool) -> dict[str, Any]:
    return {
        "suppression": one.number,
        "made_at": plain(one.made_at.astimezone(UTC)),
        "made_by": one.made_by,
        "rule": one.rule,
        "account": one.account or None,
        "source_ip": one.source_ip or None,
        "until": datetime.date(one.until).isoformat(),
        "suppressed": one.describe(),
        "why": one.why,
        "undoes": one.undoes,
        "holds": holds,
    }


def _tell(made: Suppression) -> None:
    say(f"Suppression {made.number}: {made.describe()}. `rasid analyse` applies it.")
