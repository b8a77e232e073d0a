"""Opening a case: its tables by their names, and what the last analysis rests on.

What only shows a case loads nothing of what analyses one.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date
from operator import attrgetter
from pathlib import Path

from sqlalchemy import Engine, select

from rasid.campaigns import (
    as_hashable,
    read_decisions,
)
from rasid.clock import Window
from rasid.detections import rules_state
from rasid.engines.duckdb import DuckDB
from rasid.engines.scratch import own_folder
from rasid.engines.store import Change, Store, open_store
from rasid.ledger import actors, open_ledger
from rasid.reports import READS
from rasid.roster import Account, read_roster, write_roster
from rasid.settings import Home
from rasid.tables.analyses import ANALYSES
from rasid.tables.campaigns import BACKGROUND, CAMPAIGNS, FUNNELS, HOSTILE
from rasid.tables.chains import CHAINS
from rasid.tables.decisions import DECISIONS
from rasid.tables.evidence import ATTRIBUTIONS, EVIDENCE
from rasid.tables.history import LINEAGE
from rasid.tables.imports import IMPORTS
from rasid.tables.judged import JUDGED, LEFT_OUT
from rasid.tables.observed import OBSERVED
from rasid.tables.roster import ROSTER
from rasid.tables.sessions import SESSIONS, VISITS
from rasid.tables.signals import RULE_RUNS, SIGNAL_EVENTS, SIGNAL_GROUPS, SIGNALS
from rasid.tables.suggested import SUGGESTED
from rasid.worked_out import OF_ANALYSES, OF_LOGS, WORKED_OUT, show

WRITES = (
    SESSIONS,
    VISITS,
    SIGNALS,
    SIGNAL_EVENTS,
    SIGNAL_GROUPS,
    RULE_RUNS,
    CAMPAIGNS,
    FUNNELS,
    HOSTILE,
    CHAINS,
    SUGGESTED,
    BACKGROUND,
    EVIDENCE,
    JUDGED,
    ATTRIBUTIONS,
    OBSERVED,
    ROSTER,
    LINEAGE,
    DECISIONS,
)
"""Tables that an analysis replaces by what is in the engine."""

REPLACED = (*WRITES, LEFT_OUT, ANALYSES, *WORKED_OUT)
"""All tables that an analysis replaces."""


@dataclass(frozen=True, slots=True)
class Case:
    """An open home; `scratch` is this run's own folder and goes with it."""

    home: Home
    store: Store
    engine: DuckDB
    scratch: Path


@dataclass(frozen=True, slots=True)
class Staying:
    """What an analysis judges: parts of events by day, and where events were last.

    `stage` adds to the analysis' own change what must be changed with it or not at all.
    """

    events: Mapping[date, Sequence[Path]]
    lineage: Sequence[Path]
    stage: Callable[[Change], None] = lambda _: None


@dataclass(frozen=True, slots=True)
class Analysis:
    """The window of the last analysis, and what was changed since.

    That is any of: logs, roster, actors, decisions, rules. `inputs` are the hashes of what it rests
    on.
    """

    window: Window
    changed: tuple[str, ...]
    inputs: Mapping[str, str]


@contextmanager
def open_case(home: Home, *, write: bool = False, beside_analysis: bool = False) -> Iterator[Case]:
    """Open a home with every table readable by its name; one writer at a time."""
    with opened(home, write=write, beside_analysis=beside_analysis) as case:
        view_tables(case)
        yield case


def view_tables(case: Case) -> None:
    """Make every table readable by its name."""
    results = results_of(case.store)
    for table in READS:
        parts = results.get(table.name)
        case.engine.view(table, case.store.parts(table) if parts is None else parts)
    show(case.engine, [table for table in OF_ANALYSES if not results[table.name]])
    if not all(results[table.name] for table in OF_LOGS) or _has_other_logs(case):
        show(case.engine, OF_LOGS)


def _has_other_logs(case: Case) -> bool:
    return last_inputs(case).get("logs") != logs_state(case)


@contextmanager
def open_roster(case: Case, people: Collection[Account] | None = None) -> Iterator[None]:
    """Let `roster` be the one in the ledger, which may be newer than the analysed one.

    `people` is that one where it has been read already.
    """
    if people is None:
        with open_ledger(case.home) as ledger:
            people = read_roster(ledger)
    _view_people(case, people)
    yield
    case.engine.view(ROSTER, results_of(case.store)[ROSTER.name])


def last_analysis(case: Case) -> Analysis | None:
    """Return what was analysed last and what has changed since; None before the first time."""
    with open_ledger(case.home) as ledger:
        return compared(case, state_of(case, ledger))


def last_window(case: Case) -> Window | None:
    """Return the time that was analysed last, without looking at what has changed since."""
    case.engine.view(ANALYSES, results_of(case.store)[ANALYSES.name])
    for start, end, *_ in case.engine.rows("SELECT * FROM analyses"):
        return Window(start.replace(tzinfo=UTC), end.replace(tzinfo=UTC))
    return None


def last_inputs(case: Case) -> dict[str, str]:
    """Return the hashes of what the last analysis rests on, whatever is there now."""
    case.engine.view(ANALYSES, results_of(case.store)[ANALYSES.name])
    for _, _, *then in case.engine.rows("SELECT * FROM analyses"):
        return dict(zip(ANALYSES.column_names[2:], then, strict=True))
    return {}


def compared(case: Case, now: dict[str, str]) -> Analysis | None:
    """Return what was analysed last, compared with what a new analysis would rest on."""
    window, then = last_window(case), last_inputs(case)
    return Analysis(window, changed_since(then, now), then) if window else None


def changed_since(then: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, ...]:
    """Return what is other now than what an analysis rests on, both told by hashes."""
    return tuple(name for name, state in now.items() if state != then[name])


@contextmanager
def opened(home: Home, *, write: bool, beside_analysis: bool = False) -> Iterator[Case]:
    """Open a home without its tables."""
    home.require()
    settings = home.settings()
    with (
        open_store(home, write=write, beside_analysis=beside_analysis) as store,
        own_folder(home, sweep=write) as folder,
        DuckDB(settings, folder / "spill") as engine,
    ):
        if not write:
            engine.expect_looks()
        yield Case(home, store, engine, folder)


def results_of(store: Store) -> dict[str, list[Path]]:
    """Return the parts of what an analysis replaces, by table; an older rasid's differ: none.

    What is only worked out of the others is left out alone where it differs.
    """
    parts = {table.name: store.parts(table) for table in REPLACED}
    older = {
        table
        for table in REPLACED
        if any(not set(table.column_names) <= store.columns(part) for part in parts[table.name])
    }
    gone = older if older <= set(WORKED_OUT) else set(REPLACED)
    return parts | {table.name: [] for table in gone}


def view_roster(case: Case, ledger: Engine) -> None:
    """Let `roster` be the one in the ledger."""
    _view_people(case, read_roster(ledger))


def _view_people(case: Case, people: Collection[Account]) -> None:
    part = case.scratch / "roster.parquet"
    write_roster(people, part)
    case.engine.view(ROSTER, [part])


def state_of(case: Case, ledger: Engine) -> dict[str, str]:
    """Return a hash of each thing that an analysis rests on."""
    case.engine.view(IMPORTS, case.store.parts(IMPORTS))
    return {"logs": logs_state(case), **ledger_state(case.home, ledger)}


def logs_state(case: Case) -> str:
    """Return a hash of the list of imported files."""
    return _hash(case.engine.rows("SELECT raw_file, format FROM imports ORDER BY raw_file"))


def ledger_state(
    home: Home, ledger: Engine, people: Sequence[Account] | None = None
) -> dict[str, str]:
    """Return a hash of each other thing that an analysis rests on.

    `people` is the roster where it has been read already.
    """
    listed = read_roster(ledger) if people is None else people
    with ledger.connect() as connection:
        objects = connection.execute(select(actors.c.stix_id, actors.c.stix))
        known = sorted(tuple(row) for row in objects)
    names = ROSTER.column_names
    roster = [dict(zip(names, values, strict=True)) for values in map(attrgetter(*names), listed)]
    return {
        "roster": _hash(roster),
        "actors": _hash(known),
        "decisions": _hash(as_hashable(read_decisions(ledger))),
        "rules": rules_state(home, ledger),
    }


def _hash(rows: object) -> str:
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()
