"""What the records of each format became, and the name of every kind that is kept as `other`."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from rasid.engines.duckdb import DuckDB, packaged_sql
from rasid.engines.store import Store
from rasid.sources.imported import read_imported
from rasid.tables.events import EVENTS
from rasid.tables.imports import IMPORTS


@dataclass(frozen=True, slots=True)
class Became:
    """One format's records: `lines` = `events` + `elsewhere` + `rejected`.

    `elsewhere` are records that another delivery of the same event stands for. `actions` has the
    number of events by action and outcome; `others` names all that are of the action `other`.
    """

    format: str
    files: int
    lines: int
    events: int
    elsewhere: int
    rejected: int
    actions: Mapping[str, Mapping[str, int]]
    others: Mapping[str, int]


@dataclass(slots=True)
class _Tally:
    actions: dict[str, Counter[str]] = field(default_factory=dict)
    others: Counter[str] = field(default_factory=Counter)


def became(engine: DuckDB, store: Store) -> list[Became]:
    """Count the imported records by format; a file of several formats counts as one of its own."""
    engine.view(EVENTS, store.parts(EVENTS))
    engine.view(IMPORTS, store.parts(IMPORTS))
    tallies: dict[str, _Tally] = {}
    for name, action, outcome, kind, records in engine.rows(
        packaged_sql("rasid.sources", "became")
    ):
        tally = tallies.setdefault(name, _Tally())
        tally.actions.setdefault(action, Counter())[outcome] += records
        if kind is not None:
            tally.others[kind] += records
    files = read_imported(store).values()
    found: list[Became] = []
    for name in sorted({file.format for file in files}):
        of_it = [file for file in files if file.format == name]
        tally = tallies.get(name, _Tally())
        lines, rejected = sum(f.lines for f in of_it), sum(f.rejected for f in of_it)
        events = sum(outcomes.total() for outcomes in tally.actions.values())
        found.append(
            Became(
                format=name,
                files=len(of_it),
                lines=lines,
                events=events,
                elsewhere=lines - rejected - events,
                rejected=rejected,
                actions=tally.actions,
                others=dict(sorted(tally.others.items(), key=lambda kind: (-kind[1], kind[0]))),
            )
        )
    return found
