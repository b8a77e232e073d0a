"""A simulated month in a vendor's form, as rasid imports it."""

import csv
import gzip
import io
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rasid.engines.duckdb import DuckDB
from rasid.engines.store import open_store
from rasid.scenarios.log import Row
from rasid.scenarios.simulate import imagine
from rasid.scenarios.writing import Told, tell
from rasid.settings import Home, Settings
from rasid.sources import FileReport, import_logs
from rasid.tables.events import EVENTS

NOW = datetime(2030, 1, 1, tzinfo=UTC)

Event = dict[str, Any]
Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Imported:
    """What was written, and what came of it: a report for each file, and events by their ids."""

    told: Told
    logs: Path
    reports: list[FileReport]
    events: dict[str, Event]

    def pairs(self) -> list[tuple[Row, Event]]:
        """Return each row with its event."""
        uids = self.told.uids
        return [(row, self.events[uid]) for row, uid in zip(self.told.rows, uids, strict=True)]


def read_records(logs: Path) -> dict[str, Record]:
    """Return each record as it is in the files of a vendor's form, by its id."""
    return {_uid(record): record for path in sorted(logs.iterdir()) for record in _records(path)}


def _records(path: Path) -> list[Record]:
    content = path.read_bytes()
    text = (gzip.decompress(content) if path.suffix == ".gz" else content).decode()
    if ".csv" in path.name:
        return [json.loads(row["AuditData"]) for row in csv.DictReader(io.StringIO(text))]
    if text.count("\n") > 1 or not text.startswith(("[", '{"@odata', '{"kind":"admin#reports#act')):
        return [json.loads(line) for line in text.splitlines()]
    answer = json.loads(text)
    if isinstance(answer, dict):
        answer = answer.get("value", answer.get("items", [answer]))
    return list(answer)


def _uid(record: Record) -> str:
    if isinstance(record.get("id"), dict):
        return str(record["id"]["uniqueQualifier"])
    inner = record.get("properties", record)
    return str(record.get("uuid") or inner.get("id") or record["Id"])


def write_and_import(
    kind: str, form: str, seed: int, folder: Path, *, scale: float, faults: tuple[str, ...] = ()
) -> Imported:
    """Write a month's log and import it."""
    story = imagine(kind, seed, scale)
    told = tell(story.world, story.rows, form, faults)
    logs = folder / "logs"
    logs.mkdir()
    told.write(story.world, logs)
    home = Home(folder / "home")
    home.create()
    settings = Settings(memory_limit="500MB", threads=2)
    with open_store(home, write=True) as store, DuckDB(settings, home.scratch) as engine:
        reports = import_logs([logs], home=home, store=store, engine=engine, now=NOW)
        engine.view(EVENTS, store.parts(EVENTS))
        names = EVENTS.column_names
        rows = engine.rows(f"SELECT {', '.join(names)} FROM events")
    events = [dict(zip(names, row, strict=True)) for row in rows]
    return Imported(told, logs, reports, {event["event_uid"]: event for event in events})
