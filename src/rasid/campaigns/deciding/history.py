"""What an analysis changed about campaigns, and why; what each analysis found is kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime

import pyarrow as pa

from rasid.campaigns.deciding.decisions import Decision, in_force, undoings
from rasid.clock import Window
from rasid.engines.duckdb import DuckDB, packaged_sql
from rasid.tables.campaigns import CAMPAIGNS, HOSTILE
from rasid.tables.contract import Table
from rasid.tables.evidence import ATTRIBUTIONS
from rasid.tables.history import (
    CAMPAIGN_HISTORY,
    PAST_ANALYSES,
    PAST_ATTRIBUTIONS,
    PAST_CAMPAIGNS,
    PAST_EVIDENCE,
)

HISTORY = (CAMPAIGN_HISTORY, PAST_ANALYSES, PAST_CAMPAIGNS, PAST_ATTRIBUTIONS, PAST_EVIDENCE)
"""Tables that only ever grow; what an analysis adds is the step `new_` and the table's name."""

COMPARED = (CAMPAIGNS, HOSTILE, ATTRIBUTIONS)
"""What the last analysis found of these must be in the engine as `previous_` and their name."""

NOBODY = ""

_SAME = """
SELECT NOT EXISTS (
    (SELECT {columns} FROM {table} EXCEPT ALL SELECT {columns} FROM previous_{table})
    UNION ALL
    (SELECT {columns} FROM previous_{table} EXCEPT ALL SELECT {columns} FROM {table})
)
"""

_LAST = "SELECT coalesce(max(analysis), 0), arg_max(version, analysis) FROM past_analyses"

_LEFT_OUT = "SELECT decision, campaign_id FROM decisions WHERE kind = 'innocent' ORDER BY ALL"

_FOUND = {
    PAST_CAMPAIGNS.name: "SELECT campaigns.*, categories.by_category, "
    "(SELECT arg_min(made_by, decision) FROM decisions "
    "WHERE kind = 'confirm' AND decisions.campaign_id = campaigns.campaign_id) AS confirmed_by "
    "FROM campaigns JOIN categories ON campaigns.campaign_id = categories.campaign_id",
    PAST_ATTRIBUTIONS.name: "SELECT * FROM attributions",
    PAST_EVIDENCE.name: "SELECT * FROM actor_evidence",
    PAST_ANALYSES.name: "SELECT $start AS start_at, $end AS end_at, $version AS version",
    CAMPAIGN_HISTORY.name: "SELECT * FROM told_changes",
}


@dataclass(frozen=True, slots=True)
class Run:
    """One analysis: when it was made, of which window, by which version of rasid.

    `before` is the window of the analysis before it; `changed` is what was changed since that.
    `decisions` are all that were ever made, undone ones too.
    """

    at: datetime
    window: Window
    version: str
    before: Window | None = None
    changed: tuple[str, ...] = ()
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """Hostile events that were one campaign's and become another's, or come from or go nowhere."""

    was: str
    becomes: str
    sessions: int
    events: int
    beyond: int


@dataclass(frozen=True, slots=True)
class Row:
    """One row of `campaign_history`, without which analysis it was."""

    campaign_id: str
    change: str
    other_id: str
    sessions: int
    events: int
    reason: str


_CHANGE = pa.schema(
    [
        *((name, pa.string()) for name in ("campaign_id", "change", "other_id")),
        *((name, pa.int64()) for name in ("sessions", "events")),
        ("reason", pa.string()),
    ]
)


@dataclass(frozen=True, slots=True)
class Known:
    """What the reasons need beside the moves.

    `gone` are campaigns that an earlier analysis withdrew. `decided` says why an analyst made one
    campaign's events another's, by (from, to).
    """

    run: Run
    gone: frozenset[str] = frozenset()
    decided: Mapping[tuple[str, str], str] = field(default_factory=dict)


def tell_history(engine: DuckDB, run: Run, categories: Mapping[str, str]) -> int | None:
    """Make what this analysis adds to each table of HISTORY, and return its number.

    `categories` is each campaign's `by_category` as JSON. Returns None where the last analysis
    found the same. Reads the tables of COMPARED as they are and were, `decisions`,
    `actor_evidence`, `campaign_history` and `past_analyses`.
    """
    ((last, version),) = engine.rows(_LAST)
    if last and _found_the_same(engine):
        return None
    if last and version != run.version:
        run = replace(run, changed=(*run.changed, f"rasid (now {run.version})"))
    _load(engine, "categories", categories.items(), ("campaign_id", "by_category"))
    _tell_changes(engine, run)
    values = {
        PAST_ANALYSES.name: {
            "start": _naive(run.window.start),
            "end": _naive(run.window.end),
            "version": run.version,
        }
    }
    for table in HISTORY:
        bound = {"analysis": last + 1, "analysed_at": _naive(run.at), **values.get(table.name, {})}
        engine.run(
            f"CREATE OR REPLACE TEMP TABLE new_{table.name} AS SELECT $analysis AS analysis, "
            f"$analysed_at AS analysed_at, found.* FROM ({_FOUND[table.name]}) AS found",
            bound,
        )
    return int(last) + 1


def _found_the_same(engine: DuckDB) -> bool:
    """Tell whether campaigns, their events and attributions are those of the last analysis."""
    return all(_is_same(engine, table) for table in COMPARED)


def _is_same(engine: DuckDB, table: Table) -> bool:
    columns = ", ".join(f'"{name}"' for name in table.column_names)
    ((same,),) = engine.rows(_SAME.format(table=table.name, columns=columns))
    return bool(same)


def _tell_changes(engine: DuckDB, run: Run) -> None:
    before = run.before or run.window
    times = {
        "start": run.window.start,
        "end": run.window.end,
        "start_before": before.start,
        "end_before": before.end,
    }
    engine.run(
        packaged_sql(__package__, "moved"), {name: _naive(time) for name, time in times.items()}
    )
    moves = [Move(*row) for row in engine.rows("SELECT * FROM moved")]
    seen = {row[0] for row in engine.rows("SELECT DISTINCT campaign_id FROM campaign_history")}
    gone = frozenset(seen.difference(move.was for move in moves))
    rows = changes(moves, Known(run, gone, _decided(engine, run)))
    engine.load("told_changes", pa.Table.from_pylist([asdict(row) for row in rows], _CHANGE))


def _decided(engine: DuckDB, run: Run) -> dict[tuple[str, str], str]:
    """Return which decision moved events from one campaign to another, or to nobody."""
    told: dict[tuple[str, str], str] = {}
    if "decisions" in run.changed:
        for number, campaign_id in engine.rows(_LEFT_OUT):
            decision = next(d for d in run.decisions if d.number == number)
            told[campaign_id, NOBODY] = decision.signed()
    for decision in in_force(run.decisions):
        if decision.kind == "merge":
            told[decision.other_id, decision.campaign_id] = decision.signed()
        if decision.kind == "split":
            told[decision.campaign_id, decision.other_id] = decision.signed()
        if decision.kind == "confirm":
            told[decision.campaign_id, NOBODY] = f"confirmed by {decision.signed()}"
    for decision, undo in undoings(run.decisions):
        back = f"decision {decision.number} was undone by {undo.signed()}"
        if decision.kind == "merge":
            told.setdefault((decision.campaign_id, decision.other_id), back)
        if decision.kind == "split":
            told.setdefault((decision.other_id, decision.campaign_id), back)
    return told


def _load(engine: DuckDB, name: str, rows: Iterable[tuple[str, str]], names: Sequence[str]) -> None:
    columns = list(zip(*rows, strict=True)) or [(), ()]
    engine.load(name, pa.table([pa.array(c, pa.string()) for c in columns], list(names)))


def _naive(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None)


def changes(moves: Iterable[Move], known: Known) -> list[Row]:
    """Return what became of each campaign that lost or won events, or came or went."""
    by_pair = {(move.was, move.becomes): move for move in moves}
    before = {was for was, _ in by_pair} - {NOBODY}
    now = {becomes for _, becomes in by_pair} - {NOBODY}
    rows: list[Row] = []
    for campaign_id in sorted(now - before):
        rows += _new(campaign_id, _into(by_pair.values(), campaign_id), now, known)
    for campaign_id in sorted(now & before):
        rows += _still(campaign_id, list(by_pair.values()), before, now, known)
    for campaign_id in sorted(before - now):
        rows.append(_ended(campaign_id, _out_of(by_pair.values(), campaign_id), known))
    return rows


def _into(moves: Iterable[Move], campaign_id: str) -> list[Move]:
    return [move for move in moves if move.becomes == campaign_id]


def _out_of(moves: Iterable[Move], campaign_id: str) -> list[Move]:
    return [move for move in moves if move.was == campaign_id]


def _new(campaign_id: str, sources: Sequence[Move], now: set[str], known: Known) -> list[Row]:
    """Tell of a campaign that was not there: most of it was another's, or it is a find."""
    total = sum(move.events for move in sources)
    parents = [move for move in sources if move.was in now and 2 * move.events > total]
    rows = [_won(move, "split", known) for move in parents]
    if not rows:
        sessions = sum(move.sessions for move in sources)
        again = campaign_id in known.gone
        found = "found again" if again else "found for the first time"
        reason = f"{found}, with {_counted(sessions, total)}{_since(known.run) if again else ''}"
        rows.append(Row(campaign_id, "appeared", NOBODY, sessions, total, reason))
    rest = [move for move in sources if move.was in now and move not in parents]
    return rows + [_won(move, "grew", known) for move in rest]


def _still(
    campaign_id: str, moves: Sequence[Move], before: set[str], now: set[str], known: Known
) -> list[Row]:
    """Tell what a campaign that stays won and lost, against nobody and each other campaign."""
    won = [m for m in _into(moves, campaign_id) if m.was != campaign_id]
    lost = [m for m in _out_of(moves, campaign_id) if m.becomes != campaign_id]
    ended = before - now
    return [
        *(_won(move, "grew", known) for move in won if move.was not in ended),
        *(_lost(move, known) for move in lost),
    ]


def _won(move: Move, change: str, known: Known) -> Row:
    if move.was == NOBODY:
        reason = (
            f"{_counted(move.sessions, move.events)} more: {_of_which(move, 'analysed before')}"
            f"{_since(known.run)}"
        )
    else:
        reason = _why_moved(move, known)
    return Row(move.becomes, change, move.was, move.sessions, move.events, reason)


def _lost(move: Move, known: Known) -> Row:
    if move.becomes == NOBODY:
        reason = (
            f"{_counted(move.sessions, move.events)} less: {_of_which(move, 'analysed now')}"
            f"{_since(known.run)}{_by_decision(move, known)}"
        )
    else:
        reason = _why_moved(move, known)
    return Row(move.was, "shrank", move.becomes, move.sessions, move.events, reason)


def _ended(campaign_id: str, moves: Sequence[Move], known: Known) -> Row:
    """Tell whether a campaign became part of another, or is none any more."""
    total = sum(move.events for move in moves)
    heirs = [move for move in moves if move.becomes != NOBODY]
    heir = max(heirs, key=lambda move: (move.events, move.becomes), default=None)
    if heir:
        reason = _why_moved(heir, known, of=total)
        return Row(campaign_id, "merged", heir.becomes, heir.sessions, heir.events, reason)
    (move,) = moves
    reason = (
        f"none of its {total:,} events is a campaign's any more: "
        f"{_of_which(move, 'analysed now')}{_since(known.run)}{_by_decision(move, known)}"
    )
    return Row(campaign_id, "withdrawn", NOBODY, move.sessions, move.events, reason)


def _why_moved(move: Move, known: Known, of: int = 0) -> str:
    decided = known.decided.get((move.was, move.becomes))
    if decided:
        return decided
    share = f"{move.events:,} of its {of:,} events" if of else _counted(move.sessions, move.events)
    return f"the evidence now gives {share} of {move.was} to {move.becomes}{_since(known.run)}"


def _by_decision(move: Move, known: Known) -> str:
    decided = known.decided.get((move.was, NOBODY))
    return f"; {decided}" if decided else ""


def _of_which(move: Move, window: str) -> str:
    """Say how many events only one of the two windows holds, and how many were judged anew."""
    inside = move.events - move.beyond
    if not move.beyond:
        return "judged anew"
    if not inside:
        return f"they lie outside the window {window}"
    return f"{move.beyond:,} lie outside the window {window}, {inside:,} were judged anew"


def _since(run: Run) -> str:
    if not run.changed:
        return ""
    return f"; changed since the analysis before: {', '.join(run.changed)}"


def _counted(sessions: int, events: int) -> str:
    plural = ("" if events == 1 else "s", "" if sessions == 1 else "s")
    return f"{events:,} event{plural[0]} of {sessions:,} session{plural[1]}"
