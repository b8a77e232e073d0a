"""The order of the stages, which nothing else knows."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from pathlib import Path

from sqlalchemy import Engine

from rasid import __version__
from rasid.attribution import (
    attribute,
    keep_memory,
    observe,
    read_actors,
    remember,
)
from rasid.campaigns import (
    HISTORY,
    Decision,
    Run,
    find_chains,
    in_force,
    on_campaigns,
    read_decisions,
    tell_history,
)
from rasid.campaigns.applications import hunt_applications
from rasid.campaigns.deciding import ascribed, tell_ascribed
from rasid.campaigns.find import find_campaigns, forget_search, taint, tell_campaigns
from rasid.campaigns.left_out import LEFT_OUT_ROWS, Outcome, left_out_rows, tell_judged
from rasid.campaigns.listed import count_listed
from rasid.campaigns.suggesting import find_converging, suggest_people
from rasid.case import WRITES, Case, Staying, compared, opened, results_of, state_of, view_roster
from rasid.clock import DAY, Window
from rasid.detecting import Place, detect, make_sessions, rules_of
from rasid.detections import RuleRun
from rasid.engines.duckdb import DuckDB
from rasid.engines.engine import Engine as FarEngine
from rasid.engines.engine import far_engine
from rasid.engines.parquet import write_rows
from rasid.engines.store import Change
from rasid.errors import UsageError
from rasid.ledger import open_ledger
from rasid.reports import categories_of
from rasid.reports.funnel import BY_CATEGORY
from rasid.reports.signals import GROUPED
from rasid.sessions import forget_events, forget_homes, weigh_homes
from rasid.settings import Home
from rasid.sources import keep_coverage
from rasid.tables.analyses import ANALYSES
from rasid.tables.campaigns import BACKGROUND, CAMPAIGNS, FUNNELS, HOSTILE
from rasid.tables.contract import Table
from rasid.tables.events import EVENTS
from rasid.tables.evidence import ATTRIBUTIONS, EVIDENCE
from rasid.tables.history import CAMPAIGN_HISTORY, LINEAGE, PAST_ANALYSES
from rasid.tables.judged import LEFT_OUT
from rasid.tables.sessions import SESSIONS
from rasid.tables.signals import SIGNAL_GROUPS, SIGNALS
from rasid.worked_out import WORKED_OUT, work_out

STEPS = ("reading", "sessions", "signals", "campaigns", "attribution", "writing")
COUNTED = (SESSIONS, CAMPAIGNS, HOSTILE, BACKGROUND, SIGNALS)
"""Tables whose rows a summary counts."""

_STEPS_OF = {
    EVIDENCE.name: "SELECT * FROM evidence UNION ALL BY NAME SELECT * FROM actor_evidence",
    LINEAGE.name: "SELECT * FROM renewed_lineage",
    SIGNAL_GROUPS.name: GROUPED,
    FUNNELS.name: BY_CATEGORY,
}
"""What is written of a table that is not a step of its own name."""

Progress = Callable[[str, int, int], None]
"""Is told the name of the step that begins, and how many of how many are done."""

Look = Callable[[DuckDB], None]
"""Looks at the steps in the engine once all is judged; they are gone after the analysis."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What an analysis went through and found; `background` counts sources.

    `protected` counts accounts of the roster, and `listed` is its share of all accounts that the
    logs show. For `unsampled` suspect sessions others like them were weighed.
    """

    rules: tuple[RuleRun, ...]
    window: Window
    events: int
    protected: int
    sessions: int
    campaigns: int
    hostile: int
    background: int
    signals: int
    listed: float
    unsampled: int


def analyse(  # noqa: PLR0913 - what an analysis can be asked
    home: Home,
    start: datetime | None = None,
    end: datetime | None = None,
    progress: Progress | None = None,
    look: Look | None = None,
    *,
    now: datetime | None = None,
    staying: Callable[[Case], Staying] | None = None,
) -> Summary:
    """Judge the events of [start, end), by default all of them, and replace the last analysis.

    The same events, roster and actors give the same tables, campaign ids included. What was not
    found before is kept as believed from `now` on, by default from the window's end on. `staying`
    tells what there will be once this is written; without, others may import meanwhile, for the
    next one. Raises UsageError where nothing is there, and while another rasid changes the home.
    """
    said = _Steps(progress)
    with (
        opened(home, write=True) as case,
        open_ledger(home) as ledger,
        far_engine(home.settings(), case.engine, case.scratch) as far,
    ):
        said.next()
        there = (staying or _all)(case)
        window, days = _window(case, sorted(there.events), start, end)
        state, profiles = state_of(case, ledger), read_actors(ledger)
        decisions = read_decisions(ledger)
        _bring_in(case, far, ledger, there if staying else _let_import(case, there), days)
        said.next()
        make_sessions(case.engine, window, far)
        find_converging(case.engine)
        said.next()
        place = Place(case.home, case.store, case.engine, case.scratch, far)
        runs = detect(place, window, rules_of(home, ledger), profiles)
        said.next()
        found = _found(case.engine, decisions)
        tell_campaigns(case.engine, found)
        tell_judged(case.engine, found)
        find_chains(case.engine)
        suggest_people(case.engine)
        said.next()
        observe(case.engine)
        told = ascribed(case.engine, in_force(decisions), found.shown.heirs)
        memory = remember(case.engine, ledger, told.campaigns, window.start)
        attribute(case.engine, profiles, memory, told.adjustments)
        tell_ascribed(case.engine, told)
        said.next()
        _end(case.engine, look)
        with case.store.change() as change:
            _write(case, change, window, state)
            _write_left_out(case, change, found)
            run = Run(now or window.end, window, __version__, decisions=tuple(decisions))
            _remember(case, change, run, state)
            summary = _summary(case.engine, window, runs)
            there.stage(change)  # what is read until here lies where it was written
            _work_out(case, change)
        keep_memory(case.engine, ledger, told.campaigns, window.start)
        return summary


def _found(engine: DuckDB, decisions: Sequence[Decision]) -> Outcome:
    """Find the campaigns, and again once what strangers did no longer counts as being at home."""
    holding = on_campaigns(in_force(decisions))
    if hunt_applications(engine):
        weigh_homes(engine)
    found = find_campaigns(engine, holding)
    if taint(engine):
        before = replace(found.suspects)  # without all that was worked out of them
        del found
        forget_search(engine)
        weigh_homes(engine)
        found = find_campaigns(engine, holding, before)
    forget_homes(engine)
    return found


def _end(engine: DuckDB, look: Look | None) -> None:
    """Let somebody look at the steps, and let go of those that are not written: they are large."""
    if look:
        look(engine)
    forget_search(engine)
    forget_events(engine)


class _Steps:
    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress
        self._done = 0

    def next(self) -> None:
        """Tell that the step before has ended and the next begins."""
        if self._progress:
            self._progress(STEPS[self._done], self._done, len(STEPS))
        self._done += 1


def _all(case: Case) -> Staying:
    days = case.store.days(EVENTS)
    events = {day: case.store.parts(EVENTS, day=day) for day in days}
    return Staying(events, case.store.parts(LINEAGE) or case.store.parts(HOSTILE))


def _let_import(case: Case, there: Staying) -> Staying:
    """Let others import, and return the same events by links of this run's own, which stay.

    Where the file system has no links, nobody may import.
    """
    events: dict[date, list[Path]] = {}
    with suppress(OSError):
        for day, parts in there.events.items():
            folder = case.scratch / EVENTS.name / str(day)
            folder.mkdir(parents=True)
            events[day] = [folder / part.name for part in parts]
            for part, link in zip(parts, events[day], strict=True):
                link.hardlink_to(part)
        case.store.let_import()
        return replace(there, events=events)
    return there


def _window(
    case: Case, days: list[date], start: datetime | None, end: datetime | None
) -> tuple[Window, list[date]]:
    """Return the window to analyse, and the days with events that it touches."""
    if not days:
        message = f"no logs have been imported into {case.home.root}; `rasid import logs` does it."
        raise UsageError(message)
    window = Window(start or _midnight(days[0]), end or _midnight(days[-1]) + DAY)
    touched = [d for d in days if _midnight(d) < window.end and window.start < _midnight(d) + DAY]
    if not touched:
        raise UsageError(
            f"no event from {window.start:%F %T} to {window.end:%F %T} was imported; "
            f"the logs reach from {days[0]} to {days[-1]}."
        )
    return window, touched


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _bring_in(case: Case, far: FarEngine, ledger: Engine, there: Staying, days: list[date]) -> None:
    """Make readable what the stages begin with: events, roster, and what was found before."""
    parts = [part for day in days for part in there.events[day]]
    for engine in {id(one): one for one in (case.engine, far)}.values():
        engine.view(EVENTS, parts)
    view_roster(case, ledger)
    results = results_of(case.store)
    for table in (CAMPAIGNS, HOSTILE, ATTRIBUTIONS):
        previous = replace(table, name=f"previous_{table.name}")
        case.engine.view(previous, results[table.name])
    for table in (CAMPAIGN_HISTORY, PAST_ANALYSES):
        case.engine.view(table, case.store.parts(table))
    case.engine.view(LINEAGE, there.lineage)


def _write(case: Case, change: Change, window: Window, state: dict[str, str]) -> None:
    """Put each table in the place of its old parts, in its order."""
    for table in WRITES:
        _replace(case, change, table, _STEPS_OF.get(table.name, f'SELECT * FROM "{table.name}"'))
    times = (moment.replace(tzinfo=None).isoformat(" ") for moment in (window.start, window.end))
    values = ", ".join(f"'{value}'" for value in (*times, *state.values()))
    names = ", ".join(ANALYSES.column_names)
    _replace(case, change, ANALYSES, f"SELECT * FROM (VALUES ({values})) AS one({names})")


def _write_left_out(case: Case, change: Change, found: Outcome) -> None:
    change.remove(case.store.parts(LEFT_OUT))
    write_rows(left_out_rows(found), LEFT_OUT_ROWS, change.add(LEFT_OUT, LEFT_OUT.name))


def _replace(case: Case, change: Change, table: Table, query: str) -> None:
    change.remove(case.store.parts(table))
    case.engine.write(table, query, change.add(table, table.name), order=table.ordered())


def _work_out(case: Case, change: Change) -> None:
    """Work out what pages ask: last, since it is asked of all events, whatever was analysed."""

    def part_of(table: Table) -> Path:
        change.remove(case.store.parts(table))
        return change.add(table, table.name)

    keep_coverage(case.engine, case.store, change)
    case.engine.view(EVENTS, [*case.store.after(change, EVENTS).values()])
    work_out(case.engine, WORKED_OUT, part_of)


def _remember(case: Case, change: Change, run: Run, state: dict[str, str]) -> None:
    """Add to the history what was found, unless the last analysis found the same."""
    before = compared(case, state)
    if before:
        run = replace(run, before=before.window, changed=before.changed)
    number = tell_history(case.engine, run, categories_of(case.engine))
    if number is None:
        return
    for table in HISTORY:
        query = f"SELECT * FROM new_{table.name}"
        target = change.add(table, f"{number:06d}")
        case.engine.write(table, query, target, order=", ".join(table.key))


_UNSAMPLED = "SELECT count(DISTINCT session_id) FROM judged WHERE step = 'unsampled'"


def _summary(engine: DuckDB, window: Window, runs: list[RuleRun]) -> Summary:
    bounds = {"start": window.start.replace(tzinfo=None), "end": window.end.replace(tzinfo=None)}
    ((events,),) = engine.rows(
        'SELECT count(*) FROM events WHERE "time" >= $start AND "time" < $end', bounds
    )
    tables = ("roster", *(table.name for table in COUNTED))
    counts = [engine.rows(f"SELECT count(*) FROM {table}")[0][0] for table in tables]
    listed, accounts = count_listed(engine, "shown")
    share, ((unsampled,),) = listed / max(accounts, 1), engine.rows(_UNSAMPLED)
    return Summary(tuple(runs), window, events, *(*counts, share, unsampled))
