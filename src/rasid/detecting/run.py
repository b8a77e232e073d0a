from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from rasid.attribution import ActorProfile
from rasid.clock import Window
from rasid.detecting.known import Known
from rasid.detections import (
    ActorAddress,
    RuleRun,
    forget_relations,
    prepare_relations,
    run_rules,
)
from rasid.detections.vendor import Records, forget_tables, prepare_sigma
from rasid.engines.duckdb import DuckDB
from rasid.engines.engine import Engine
from rasid.engines.store import Store
from rasid.roster import know_accounts
from rasid.sessions import build_sessions, take_over
from rasid.settings import Home
from rasid.sources import read_originals

_MADE_ANEW = ("sessions", "visits", "signals", "signal_events", "rule_runs")
"""What a backtest makes for itself, where the last analysis' own is to be read by that name."""


_OF_ROSTER = ("listed", "known_accounts")
"""What rules read of who is on the roster, which only few of all accounts are."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where rules run: an open home; `folder` is a passing one within it.

    `far` is the engine that reads all events, where that is not the `engine` that judges.
    """

    home: Home
    store: Store
    engine: DuckDB
    folder: Path
    far: Engine | None = None


def detect(
    place: Place, window: Window, known: Known, actors: Sequence[ActorProfile]
) -> list[RuleRun]:
    """Make `signals`, `signal_events` and `rule_runs` once the sessions are made.

    From then on the engine reaches no file outside of the home.
    """
    engine, far = place.engine, place.far or place.engine
    engine.confine(place.home.root)
    if far is not engine:
        for name in _OF_ROSTER:
            far.load(name, engine.arrow(f"SELECT * FROM {name}"))
    prepare_relations(far, known.rules.sound, addresses_of(actors))

    def imported(formats: Collection[str]) -> Sequence[Records]:
        return read_originals(place.home, place.store, engine, place.folder, formats)

    sigma = prepare_sigma(
        engine,
        known.sigma,
        imported,
        far=far,
        only=known.only,
        limit=known.reading,
        placeholders=known.placeholders,
    )
    rules = (known.rules + sigma).distinct()
    runs = run_rules(engine, rules, window, far=far, limit=known.limit, suppressed=known.suppressed)
    forget_relations(far)
    forget_tables(far)
    return runs


def addresses_of(actors: Sequence[ActorProfile]) -> list[ActorAddress]:
    """Return the addresses and ranges that actors are said to use."""
    return [
        ActorAddress(actor.name, trace.value, trace.valid_from, trace.valid_until)
        for actor in actors
        for trace in sorted(actor.addresses | actor.cidrs, key=lambda trace: trace.value)
    ]


def make_sessions(engine: DuckDB, window: Window, far: Engine | None = None) -> None:
    """Make what rules read besides the events, out of `events` and `roster`.

    Sessions are made where all events are read, on `far`; whose accounts are whose, on `engine`.
    """
    build_sessions(far or engine, window)
    if far and far is not engine:
        take_over(engine, far)
    know_accounts(engine)


def backtest(
    place: Place, window: Window, known: Known, actors: Sequence[ActorProfile]
) -> list[RuleRun]:
    """Run rules on a window of an open home, sessions made anew with each rule's lookback.

    Leaves `signals` and `signal_events` in the engine; nothing is written.
    """
    for name in _MADE_ANEW:
        place.engine.run(f"DROP VIEW IF EXISTS {name}")
    back = max((rule.lookback for rule in known.rules.sound), default=timedelta())
    make_sessions(place.engine, Window(window.start - back, window.end), place.far)
    return detect(place, window, known, actors)
