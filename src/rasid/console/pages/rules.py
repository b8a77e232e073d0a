"""The rules: what became of each, what each reads and states, its cases, and what is suppressed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from rasid.console.listing import Column, Row, Table, paged
from rasid.console.pages.signals import ITS_CAMPAIGN, groups_of
from rasid.console.visit import NotThereError, Page, Visit, link
from rasid.detecting import rule_named
from rasid.detections import Rule, Suppression, read_suppressions
from rasid.detections.case_runs import cases_file, read_cases
from rasid.detections.cases import Case
from rasid.errors import RasidError
from rasid.findings import FoundError
from rasid.ledger import open_ledger
from rasid.reports.signals import LATEST, rule_runs
from rasid.sharing.attack import known as known_technique

_TOLD = ("false positives", "blind spots", "triage")
_LAST = 10
_UNITS = (("d", 86400), ("h", 3600), ("m", 60))


@dataclass(frozen=True, slots=True)
class _Stated:
    """A rule as its file states it, with its cases; `problem` where that cannot be read."""

    rules: tuple[Rule, ...]
    cases: Sequence[Case]
    problem: str


def rules(visit: Visit) -> Page:
    """List what became of each rule in the last analysis, and what is suppressed."""
    rows: list[Row] = [{**run, "file": Path(run["file"]).name} for run in rule_runs(visit.engine)]
    rows.sort(key=lambda run: (run["state"] != "could not run", run["rule"]))
    columns = (
        Column("rule", "code", head=True, link=lambda r: link("rules", r["rule"])),
        Column("title", "own"),
        Column("level", "word", "levels"),
        Column("state", "word", "states"),
        Column("signals", "count", link=_signals),
        Column("events", "count"),
        Column("why", "own"),
        Column("file", "code"),
    )
    tables = [
        paged("rules", columns, rows, visit.page, "rules.none"),
        _suppressions(visit, ""),
    ]
    return Page("rules.html.j2", "signals", visit.speech.say("rules.title"), {}, tables)


def rule(visit: Visit) -> Page:
    """Tell one rule: what it reads and states, its cases, its last signals, what is suppressed."""
    name = visit.names["rule"]
    run = next((one for one in rule_runs(visit.engine) if one["rule"] == name), None)
    if run is None:
        raise NotThereError("there is no such rule.")
    stated = visit.snapshot.lately(("rule", name), lambda: _stated(visit, name))
    one = stated.rules[0] if stated.rules else None
    told = {
        "run": run,
        "rule": one,
        "problem": visit.mask.hide(stated.problem),
        "attack": [(code, _technique(code)) for code in one.attack] if one else [],
        "told": [(key, one.told[key]) for key in _TOLD if one and one.told.get(key)],
        "lookback": _value(one.lookback) if one and one.lookback else "",
        "own_values": visit.speech.technical(f"[parameters.{name}]"),
        "relations": sorted(one.relations) if one else [],
        "columns": sorted(one.columns) if one else [],
        "unknown": one.unknown if one else (),
        "fires": sum(bool(case.expect) for case in stated.cases),
    }
    tables = [
        _parameters(one, visit.case.home.settings().parameters.get(name, {})),
        _cases(stated.cases),
        _last_signals(visit, name),
        _suppressions(visit, name),
    ]
    title = visit.speech.say("rule.title", rule=name)
    return Page("rule.html.j2", "signals", title, told, tables)


def _technique(code: str) -> str:
    """Return what a technique is called; empty where that is not known."""
    name = known_technique(code).name
    return "" if name == code else name


def _value(value: object) -> str:
    """Return the value of a parameter as a rule's file has it."""
    if not isinstance(value, timedelta):
        return str(value)
    seconds = int(value.total_seconds())
    unit, size = next(((u, n) for u, n in _UNITS if seconds % n == 0), ("s", 1))
    return f"{seconds // size}{unit}"


def _signals(row: Row) -> str:
    return link("signals", rule=row["rule"]) if row["signals"] else ""


def _stated(visit: Visit, name: str) -> _Stated:
    """Read a rule of the last analysis anew from its file, which may have changed since."""
    home = visit.case.home
    try:
        named = rule_named(home, home.settings(), name)
    except (FoundError, RasidError) as error:
        return _Stated((), (), str(error).replace(f"{home.root}/", ""))
    path = cases_file(named.path)
    if not path.is_file():
        return _Stated(named.rules, (), "")
    cases, findings = read_cases(path)
    problem = f"{path.name}: {findings[0].problem}" if findings else ""
    return _Stated(named.rules, cases, problem)


def _parameters(one: Rule | None, own: object) -> Table:
    given = dict(own) if isinstance(own, dict) else {}
    rows = [
        {
            "parameter": two.name,
            "value": _value(given.get(two.name, two.default)),
            "unit": two.unit,
            "default": _value(two.default),
            "reason": two.reason,
        }
        for two in (one.parameters if one else ())
    ]
    columns = (
        Column("parameter", "code", head=True),
        Column("value", "code"),
        Column("unit", "own"),
        Column("default", "code"),
        Column("reason", "own"),
    )
    return Table("parameters", columns, rows, empty="rule.no_parameter")


def _cases(cases: Sequence[Case]) -> Table:
    rows = [
        {
            "case": case.name,
            "fires": "fires" if case.expect else "silent",
            "events": len(case.events) or len(case.log.splitlines()),
            "signals": len(case.expect),
            "expected_of": [
                f"{key} = {value}" for signal in case.expect[:2] for key, value in signal.items()
            ],
        }
        for case in cases
    ]
    columns = (
        Column("case", "own", head=True),
        Column("fires", "word", "firing"),
        Column("events", "count"),
        Column("signals", "count"),
        Column("expected_of", "own"),
    )
    return Table("cases", columns, rows, empty="rule.no_case")


def _last_signals(visit: Visit, name: str) -> Table:
    rows = groups_of(visit, rule=name, order=LATEST)
    columns = (
        Column("last_seen", "moment", head=True, link=lambda r: link("signals", r["signal"])),
        Column("level", "word", "levels"),
        ITS_CAMPAIGN,
        Column("reason", "own"),
        *(Column(key, "count") for key in ("events", "accounts", "protected")),
        Column("suppressed", "own"),
    )
    return Table("signals", columns, rows, size=_LAST, empty="rule.no_signal")


def _suppressions(visit: Visit, name: str) -> Table:
    with open_ledger(visit.case.home) as ledger:
        every = read_suppressions(ledger)
    undone = {one.undoes for one in every}
    rows = [
        _suppression(visit, one, is_undone=one.number in undone)
        for one in reversed(every)
        if one.undoes is None and name in ("", one.rule)
    ]
    columns = (
        Column("suppression", "count", head=True),
        Column("rule", "code", link=lambda r: link("rules", r["rule"])),
        Column("account", "account"),
        Column("source_ip", "code"),
        Column("until", "day"),
        Column("standing", "word", "standings"),
        Column("made_at", "moment"),
        Column("made_by"),
        Column("why"),
    )
    return Table("suppressions", columns, rows, empty="rules.no_suppression")


def _suppression(visit: Visit, one: Suppression, *, is_undone: bool) -> Row:
    return {
        "suppression": one.number,
        "rule": one.rule,
        "account": visit.mask.label(one.account),
        "source_ip": one.source_ip,
        "until": one.until.date(),
        "standing": "undone" if is_undone else "holds",
        "made_at": one.made_at,
        "made_by": one.made_by,
        "why": visit.mask.hide(one.why),
    }
