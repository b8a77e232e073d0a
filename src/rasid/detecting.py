"""Rules on the events of a home: what they read is made as an analysis makes it."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine

from rasid.attribution import ActorProfile
from rasid.clock import Window
from rasid.detections import (
    ActorAddress,
    Broken,
    Rule,
    RuleRun,
    Rules,
    Suppression,
    forget_relations,
    load_rules,
    prepare_relations,
    read_rule,
    read_suppressions,
    rule_files,
    run_rules,
    sigma_files,
    suppressions_in_force,
)
from rasid.detections.vendor import Records, prepare_sigma
from rasid.engines.duckdb import DuckDB
from rasid.engines.store import Store
from rasid.errors import UsageError
from rasid.findings import FoundError, one_of
from rasid.roster import know_accounts
from rasid.sessions import build_sessions
from rasid.settings import Home, Settings
from rasid.sources import read_originals

_MADE_ANEW = ("sessions", "visits", "signals", "signal_events", "rule_runs")
"""What a backtest makes for itself, where the last analysis' own is to be read by that name."""


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules of a home, files of Sigma's among them, and what of their results is suppressed."""

    rules: Rules
    sigma: Sequence[Path] = ()
    suppressed: Sequence[Suppression] = ()
    limit: timedelta = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Place:
    """Where rules run: an open home; `folder` is a passing one within it."""

    home: Home
    store: Store
    engine: DuckDB
    folder: Path


def own_folders(home: Home, settings: Settings) -> list[Path]:
    """Return the folders of rules that a site names; a relative one begins at the home."""
    return [home.root / folder for folder in settings.rules]


def rules_of(home: Home, ledger: Engine) -> RuleSet:
    """Return the packaged rules and the home's own, with its parameters and suppressions."""
    settings = home.settings()
    folders = own_folders(home, settings)
    return RuleSet(
        load_rules(folders, settings.parameters),
        sigma_files(folders),
        suppressions_in_force(read_suppressions(ledger)),
        timedelta(seconds=settings.rule_seconds),
    )


def rules_state(home: Home, ledger: Engine) -> str:
    """Return a hash of what signals rest on besides the logs: rules and what is suppressed."""
    settings = home.settings()
    folders = own_folders(home, settings)
    texts = [
        [path.stem, hashlib.sha256(path.read_bytes()).hexdigest()]
        for path in (*rule_files(folders), *sigma_files(folders))
    ]
    held = [
        [one.rule, one.account, one.source_ip, one.until.isoformat(), one.why]
        for one in suppressions_in_force(read_suppressions(ledger))
    ]
    stated = json.dumps([texts, settings.parameters, held], sort_keys=True)
    return hashlib.sha256(stated.encode()).hexdigest()


def detect(
    place: Place, window: Window, known: RuleSet, actors: Sequence[ActorProfile]
) -> list[RuleRun]:
    """Make `signals`, `signal_events` and `rule_runs` once the sessions are made.

    From then on the engine reaches no file outside of the home.
    """
    engine = place.engine
    records = read_originals(place.home, place.store, engine, place.folder) if known.sigma else []
    engine.confine(place.home.root)
    prepare_relations(engine, known.rules.sound, addresses_of(actors))
    rules = known.rules + _sigma(engine, known.sigma, records)
    runs = run_rules(engine, rules, window, limit=known.limit, suppressed=known.suppressed)
    forget_relations(engine)
    return runs


def _sigma(engine: DuckDB, paths: Sequence[Path], records: Sequence[Records]) -> Rules:
    """Return the Sigma rules of some files as the runner knows rules, and make what they read."""
    ready, idle = prepare_sigma(engine, paths, records)
    sound = tuple(
        Rule(
            id=one.id,
            title=one.title,
            level=one.level,
            attack=one.attack,
            bits=one.bits,
            path=one.path,
            line=one.line,
            relations=one.relations,
            columns=frozenset(),
            select=one.select,
        )
        for one in ready
    )
    broken = (
        Broken(one.path.stem, one.path, one.line, one.why, one.title, idle=not one.broken)
        for one in idle
    )
    return Rules(sound, tuple(broken))


def addresses_of(actors: Sequence[ActorProfile]) -> list[ActorAddress]:
    """Return the addresses and ranges that actors are said to use."""
    return [
        ActorAddress(actor.name, trace.value, trace.valid_from, trace.valid_until)
        for actor in actors
        for trace in sorted(actor.addresses | actor.cidrs, key=lambda trace: trace.value)
    ]


def make_sessions(engine: DuckDB, window: Window) -> None:
    """Make what rules read besides the events, out of `events` and `roster`."""
    build_sessions(engine, window)
    know_accounts(engine)


def backtest(
    place: Place, window: Window, known: RuleSet, actors: Sequence[ActorProfile]
) -> list[RuleRun]:
    """Run rules on a window of an open home, sessions made anew with each rule's lookback.

    Leaves `signals` and `signal_events` in the engine; nothing is written.
    """
    for name in _MADE_ANEW:
        place.engine.run(f"DROP VIEW IF EXISTS {name}")
    back = max((rule.lookback for rule in known.rules.sound), default=timedelta())
    make_sessions(place.engine, Window(window.start - back, window.end))
    return detect(place, window, known, actors)


def rule_named(home: Home, settings: Settings, name: str) -> Rule:
    """Return one rule of a home, by its id or its file; raises InputError where it is not sound."""
    files = {path.stem: path for path in rule_files(own_folders(home, settings))}
    path = Path(name) if name.endswith(".sql") else files.get(name)
    if path is None:
        raise UsageError(f"there is no rule {name!a}; expected {one_of(files, name)}.")
    rule, findings = read_rule(path, settings.parameters.get(path.stem, {}))
    if rule is None:
        raise FoundError(findings[0])
    return rule
