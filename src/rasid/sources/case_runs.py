"""Cases against their mappings: each record goes through an import of its own."""

import json
import tempfile
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from rasid.engines.duckdb import DuckDB
from rasid.engines.store import open_store
from rasid.errors import InputError
from rasid.findings import Finding, FoundError
from rasid.settings import Home
from rasid.sources import reading
from rasid.sources.cases import Case, cases_of, check_case_text, kinds_of
from rasid.sources.finding import Source
from rasid.sources.formats import CASES, Formats, content
from rasid.sources.forms import Notes, brief
from rasid.sources.importing import import_logs
from rasid.sources.own_formats import Examined
from rasid.sources.recognise import recognise
from rasid.tables.events import EVENTS
from rasid.tables.rejects import REJECTS
from rasid.toml_text import read_toml

Event = Dictionary[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a case's record: an event, or why there is none; and who else claims it."""

    event: Event | None
    problem: str
    claimed_by: tuple[str, ...]


def check_cases(home: Home, examined: Examined, engine: DuckDB, now: datetime) -> Iterator[Finding]:
    """Yield what is wrong with the cases of a home, and which of its mappings have none."""
    for path in content(home.mappings):
        if not path.with_name(f"{path.stem}{CASES}").is_file():
            came, expected = "the mapping has no cases", f"{path.stem}{CASES} beside it"
            yield Finding(path, None, "", came, expected, level="warning")
    for path in sorted(home.mappings.glob(f"*{CASES}")):
        name = path.name.removesuffix(CASES)
        if name in examined.unsound:
            continue
        if name in examined.formats.mappings:
            yield from _check_file(path, name, examined.formats, engine, now)
        else:
            yield Finding(path, None, "", f"there is no mapping {name!a}", f"{name}.toml beside it")


def _check_file(
    path: Path, name: str, formats: Formats, engine: DuckDB, now: datetime
) -> list[Finding]:
    mapping = formats.mappings[name]
    try:
        notes = Notes(read_toml(path))
    except FoundError as error:
        return [error.finding]
    check_case_text(notes, kinds_of(mapping))
    if not notes.findings:
        cases = cases_of(notes.text, mapping)
        with tempfile.TemporaryDirectory() as scratch:
            outcomes = run_cases(cases, formats, engine, Path(scratch), now)
        for case, outcome in zip(cases, outcomes, strict=True):
            _note(notes, case, outcome)
    return notes.findings


def _note(notes: Notes, case: Case, outcome: Outcome) -> None:
    place = ("case", case.number)
    if outcome.claimed_by:
        came = f"{case.name!a} is claimed by {', '.join(outcome.claimed_by)} too"
        notes.add((*place, "record"), came, "a record that is of this format alone")
    if outcome.event is None:
        notes.add((*place, "record"), f"{case.name!a} is {outcome.problem}", "an event")
        return
    for name, came, expected in case.differences(outcome.event):
        told = f"{case.name!a} came out as {_shown(came)}"
        notes.add((*place, "expect", name), told, _shown(expected))


def _shown(value: Any) -> str:  # noqa: ANN401 - a value of an event
    return "nothing" if value == "" else brief(value)


def run_cases(
    cases: Sequence[Case], formats: Formats, engine: DuckDB, scratch: Path, now: datetime
) -> list[Outcome]:
    """Import the record of each case as a file of its own, and tell what became of it."""
    claims = _claims(cases, formats, engine, scratch)
    outcomes: list[Outcome] = []
    for number, case in enumerate(cases):
        file = case.write(scratch / f"{number:06d}")
        source = Source(file, file.name, named=False, size=file.stat().st_size)
        event: Event | None = None
        try:
            how = recognise(source, formats.mappings.values())
        except InputError:
            problem = "not recognised by [recognise]"
        else:
            claims[number] |= {mapping.name for mapping in how.mappings}
            event, problem = _imported(file, case.format, formats, engine, now)
        others = tuple(sorted(claims[number] - {case.format}))
        outcomes.append(Outcome(event, problem, others))
    return outcomes


def _imported(
    file: Path, name: str, formats: Formats, engine: DuckDB, now: datetime
) -> tuple[Event | None, str]:
    """Import one file into a home of its own; return its event, or why it has none."""
    home = Home(file.with_name(f"{file.name}-home"))
    home.create()
    with open_store(home, write=True) as store:
        try:
            import_logs(
                [file],
                home=home,
                store=store,
                engine=engine,
                now=now,
                format=name,
                formats=formats,
            )
        except InputError as error:
            return None, str(error).removeprefix(f"{error.path}: ").rstrip(".")
        for table in (EVENTS, REJECTS):
            engine.view(table, store.parts(table))
        rejects = engine.rows("SELECT reason FROM rejects")
        rows = engine.rows(f"SELECT {', '.join(EVENTS.column_names)} FROM events")
    events = [dict(zip(EVENTS.column_names, row, strict=True)) for row in rows]
    if events:
        return events[0], ""
    return None, ": ".join(["rejected", *(reason for (reason,) in rejects)])


def _claims(
    cases: Sequence[Case], formats: Formats, engine: DuckDB, scratch: Path
) -> list[set[str]]:
    """Return for each case the mappings that would take its record, out of a mixed file too."""
    claims = [
        {
            name
            for name, mapping in formats.mappings.items()
            if case.kind in mapping.containers and mapping.fits(case.record)
        }
        for case in cases
    ]
    wrapped = [
        {"file": "", "line": number, "hash": "", "excerpt": "", "record": case.record}
        for number, case in enumerate(cases)
        if case.kind == "json"
    ]
    if wrapped:
        mixed = scratch / "mixed"
        mixed.write_text("".join(json.dumps(line) + "\n" for line in wrapped), encoding="utf-8")
        reading.prepare(engine, formats.codes)
        for name, mapping in formats.mappings.items():
            if "json" in mapping.containers:
                for (number,) in engine.rows(reading.wrapped(mapping, mixed).taken()):
                    claims[number].add(name)
    return claims
