"""Rules against the events of a window: signals, and which rules did not run and why.

Each rule has a limit of time and fails alone: one that cannot run is told of, never silent.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyarrow as pa

from rasid.clock import Window
from rasid.detections.far_rules import AT_ONCE, find, found_of, found_together
from rasid.detections.relations import RELATIONS
from rasid.detections.rule import Rule, Rules
from rasid.detections.suppressions import Suppression
from rasid.detections.time_limit import reason_of, within
from rasid.engines.duckdb import DuckDB, packaged_sql
from rasid.engines.engine import Engine
from rasid.errors import RasidError

LIMIT = timedelta(seconds=60)
"""How long a rule may run where the site does not say."""

Stopwatch = Callable[[str, int], None]
"""Is told the id of the rule that begins and its number; for progress."""

_ROWS = """
CREATE OR REPLACE TEMP TABLE signal_rows (
    rule INTEGER, signal UBIGINT, event UBIGINT, time TIMESTAMP, provider VARCHAR, tenant VARCHAR,
    event_uid VARCHAR, account VARCHAR, source_ip VARCHAR, session_id VARCHAR, value DOUBLE,
    reason VARCHAR
)
"""
# The engine's `md5_number_lower` is the same number by way of texts, five times as slow.
_FIRED = """
INSERT INTO signal_rows
SELECT
    $number, CAST(md5_number($rule || chr(31) || CAST(subject AS VARCHAR)) >> 64 AS UBIGINT),
    CAST(
        md5_number(concat_ws(chr(31), provider, coalesce(tenant, ''), event_uid)) >> 64 AS UBIGINT
    ),
    CAST(time AS TIMESTAMP), CAST(provider AS VARCHAR), coalesce(CAST(tenant AS VARCHAR), ''),
    CAST(event_uid AS VARCHAR), nullif(CAST(account AS VARCHAR), ''),
    CAST(source_ip AS VARCHAR), CAST(session_id AS VARCHAR), CAST(value AS DOUBLE),
    CAST(reason AS VARCHAR)
FROM ({select}) AS found
WHERE (time >= $start AND time < $end) OR time IS NULL
"""
_CHECKED = """
SELECT
    rule,
    count(*) FILTER (
        signal IS NULL OR time IS NULL OR provider IS NULL OR event_uid IS NULL OR reason IS NULL
    ),
    count(*) > count(DISTINCT hash(signal, event))
FROM signal_rows
GROUP BY rule
"""
_GONE = ("signal_rows", "subjects", "loaded_rules", "suppressions")


@dataclass(frozen=True, slots=True)
class RuleRun:
    """What became of one rule; `why` says why it did not run."""

    rule: str
    title: str
    level: str
    file: str
    line: int | None
    state: str
    why: str = ""
    signals: int = 0
    events: int = 0


def run_rules(  # noqa: PLR0913 - two engines, and what a site decides
    engine: DuckDB,
    rules: Rules,
    window: Window,
    *,
    far: Engine | None = None,
    limit: timedelta = LIMIT,
    suppressed: Sequence[Suppression] = (),
) -> list[RuleRun]:
    """Make `signals`, `signal_events`, `rule_runs` and `news`; what the rules read must be there.

    It is there on `far`, where the rules then run; their rows are told of on `engine`.

    `news` is the step by which signals reach the judgement of campaigns. Events before the
    window are read, as far as they were brought in, but give no signal.
    """
    engine.run(_ROWS)
    numbers = sorted(range(len(rules.sound)), key=lambda n: _reads(rules.sound[n]))
    idle = _idle(far or engine, rules.sound)
    run = {n: ("nothing to read", why) for n, why in idle.items()}
    busy = {n: rules.sound[n] for n in numbers if n not in idle}
    run |= _run_all(_Run(engine, far or engine, window, limit), busy)
    repeating = _check(engine, run)
    states = [run[n] for n in range(len(rules.sound))]
    _load_rules(engine, rules, suppressed)
    engine.run(packaged_sql(__package__, "members").replace("/* repeating */", repeating))
    for statement in packaged_sql(__package__, "signals").split(";\n"):
        engine.run(statement)
    engine.run(packaged_sql(__package__, "news"))
    counts = {
        rule: (signals, events)
        for rule, signals, events in engine.rows(
            "SELECT rule, count(*), sum(events) FROM signals GROUP BY rule"
        )
    }
    runs = _told(rules, states, counts)
    _keep_runs(engine, runs)
    engine.run("DROP VIEW members")
    for name in _GONE:
        engine.run(f"DROP TABLE IF EXISTS {name}")
    return runs


def _told(
    rules: Rules, states: Sequence[tuple[str, str]], counts: Mapping[str, tuple[int, int]]
) -> list[RuleRun]:
    """Return what became of each rule, those that are broken last."""
    runs = [
        RuleRun(
            rule.id,
            rule.title,
            rule.level,
            str(rule.path),
            None if state == "ran" else rule.line,
            state,
            why,
            *map(int, counts.get(rule.id, (0, 0))),
        )
        for rule, (state, why) in zip(rules.sound, states, strict=True)
    ]
    runs += [
        RuleRun(
            one.id,
            one.title,
            "",
            str(one.path),
            one.line,
            "nothing to read" if one.idle else "could not run",
            one.why,
        )
        for one in rules.broken
    ]
    return runs


@dataclass(frozen=True, slots=True)
class _Run:
    """Where rules run, on which events, and how long each may take."""

    engine: DuckDB
    far: Engine
    window: Window
    limit: timedelta

    @property
    def is_far(self) -> bool:
        return self.far is not self.engine

    @property
    def bounds(self) -> dict[str, datetime]:
        start, end = self.window.start, self.window.end
        return {"start": start.replace(tzinfo=None), "end": end.replace(tzinfo=None)}


def _run_all(where: _Run, rules: Mapping[int, Rule]) -> dict[int, tuple[str, str]]:
    """Run rules by their numbers; return the state of each and why it did not run."""
    run: dict[int, tuple[str, str]] = {}
    numbers = list(rules)
    for at in range(0, len(numbers), AT_ONCE):
        some = {n: rules[n] for n in numbers[at : at + AT_ONCE]}
        found = where.is_far and found_together(where.far, some, where.bounds, where.limit)
        run |= {n: _run(where, n, rule, found=found) for n, rule in some.items()}
    return run


def _run(where: _Run, number: int, rule: Rule, *, found: bool) -> tuple[str, str]:
    """Run one rule, unless its rows were found already; return its state and why it did not."""
    stopped: list[bool] = []
    try:
        select = rule.select
        with within(where.far, where.limit, stopped):
            if where.is_far:
                if not found:
                    find(where.far, {number: rule}, where.bounds)
                select = found_of(where.far, number)
            values = {"number": number, "rule": rule.id, **where.bounds}
            where.engine.run(_FIRED.replace("{select}", select), values)
    except RasidError as error:
        if stopped:
            return "could not run", f"it took more than {where.limit.total_seconds():g} seconds"
        return "could not run", reason_of(error)
    return "ran", _unknown(rule)


def _reads(rule: Rule) -> tuple[bool, ...]:
    """Return what rules are sorted by: those that read alike find it in memory still."""
    return tuple(name not in rule.columns for name in ("client", "network", "source_ip"))


def _unknown(rule: Rule) -> str:
    """Say which of a rule's fields no record has: what it asks of them is never true."""
    return f"no record has {', '.join(rule.unknown)}" if rule.unknown else ""


def _idle(engine: Engine, rules: Sequence[Rule]) -> dict[int, str]:
    """Say which rules, by their numbers, can find nothing in what is there, and why."""
    empty = _nothing_in(engine, rules)
    there = _actions(engine) if any(rule.needs for rule in rules) else frozenset()
    idle = {}
    for number, rule in enumerate(rules):
        why = [empty[name] for name in sorted(rule.relations) if name in empty]
        why += [_none_of(one) for one in rule.needs if one.isdisjoint(there)]
        if why:
            idle[number] = why[0]
    return idle


def _actions(engine: Engine) -> frozenset[str]:
    """Return what the events are that rules read, if there are any."""
    try:
        rows = engine.rows(f"SELECT DISTINCT action FROM {RELATIONS['events'].name}")
    except RasidError:
        return frozenset()  # which is told as their having nothing to read
    return frozenset(action for (action,) in rows if action is not None)


def _none_of(actions: frozenset[str]) -> str:
    *others, last = sorted(actions)
    return f"no event of {', '.join(others)} or {last}" if others else f"no event of {last}"


def _nothing_in(engine: Engine, rules: Sequence[Rule]) -> dict[str, str]:
    """Say which of the relations that rules read hold nothing, each told once for all of them."""
    names = {table.name: name for name, table in RELATIONS.items()}
    empty = {}
    for relation in {name for rule in rules for name in rule.relations}:
        try:
            if not engine.rows(f'SELECT 1 FROM "{relation}" LIMIT 1'):
                empty[relation] = f"nothing in {names.get(relation, relation)}"
        except RasidError:
            empty[relation] = f"there is no {names.get(relation, relation)}"
    return empty


def _check(engine: DuckDB, run: dict[int, tuple[str, str]]) -> str:
    """Take back the rows of rules that gave unfit ones; return the numbers of those that repeat."""
    repeating = []
    for number, lacking, repeats in engine.rows(_CHECKED):
        if lacking:
            engine.run("DELETE FROM signal_rows WHERE rule = $number", {"number": number})
            why = f"{lacking} of its rows have no subject, time, event or reason"
            run[number] = "could not run", why
        elif repeats:
            repeating.append(str(number))
    return ", ".join(repeating) or "-1"


def _load_rules(engine: DuckDB, rules: Rules, suppressed: Sequence[Suppression]) -> None:
    text, moment = pa.string(), pa.timestamp("us")
    rows = [
        {
            "number": number,
            "rule": rule.id,
            "title": rule.title,
            "level": rule.level,
            "bits": rule.bits,
            "attack": ",".join(rule.attack),
            "speaks": rule.speaks,
        }
        for number, rule in enumerate(rules.sound)
    ]
    names = [(name, text) for name in ("rule", "title", "level", "attack", "speaks")]
    schema = pa.schema([("number", pa.int32()), *names, ("bits", pa.float64())])
    engine.load("loaded_rules", pa.Table.from_pylist(rows, schema))
    told = [
        {
            "suppression": one.number,
            "rule": one.rule,
            "account": one.account,
            "source_ip": one.source_ip,
            "until": one.until.replace(tzinfo=None),
            "told": one.signed(),
        }
        for one in suppressed
    ]
    names = [(name, text) for name in ("rule", "account", "source_ip", "told")]
    schema = pa.schema([("suppression", pa.int64()), *names, ("until", moment)])
    engine.load("suppressions", pa.Table.from_pylist(told, schema))


def _keep_runs(engine: DuckDB, runs: Sequence[RuleRun]) -> None:
    text, number = pa.string(), pa.int64()
    names = ("rule", "title", "level", "file", "state", "why")
    counts = ("line", "signals", "events")
    schema = pa.schema([*((n, text) for n in names), *((n, number) for n in counts)])
    rows = [{name: getattr(run, name) for name in (*names, *counts)} for run in runs]
    engine.load("rule_runs", pa.Table.from_pylist(rows, schema))
