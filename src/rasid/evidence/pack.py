"""What an evidence pack holds: the raw lines behind each number of a campaign, and the numbers."""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from rasid.engines.duckdb import DuckDB, packaged_sql
from rasid.errors import IntegrityError
from rasid.evidence.cells import cell
from rasid.raw_record import RawLines, RawRecord

NUMBERS = ("attempts", "identified", "attacked", "compromised", "exploited")
COUNTED_EVENTS = "attempts"
"""The one number that counts events; the others count accounts."""

_COLUMNS = (
    *("event_uid", "time", "stage", "action", "outcome", "account", "person_id", "category"),
    *("source_ip", "session_id", "raw_file", "raw_line", "file_name"),
)

_FILES = """
SELECT raw_file, name, format, bytes, lines, rejected FROM imports
WHERE raw_file IN (SELECT raw_file FROM hostile WHERE campaign_id = $campaign)
ORDER BY name, raw_file
"""

_PEOPLE = """
SELECT person_id, name, category, organisation, account, account_kind FROM roster
WHERE person_id IN (
    SELECT person_id FROM hostile WHERE campaign_id = $campaign AND person_id <> ''
)
ORDER BY person_id, account
"""


@dataclass(frozen=True, slots=True)
class Stated:
    """What is said of a campaign elsewhere, and what that rests on.

    `numbers` are those of the pages, which the lines must bear out; `campaign` is its row as
    `show campaigns` lists it; `changed_files` gives the SHA-256 of files that an erasure changed;
    `let_go` is what retentions removed of it.
    """

    numbers: Mapping[str, int]
    campaign: Mapping[str, Any]
    inputs: Mapping[str, str]
    window: tuple[datetime, datetime] | None
    version: str
    changed_files: Mapping[str, str] = field(default_factory=dict)
    let_go: Sequence[object] = ()


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was laid down: the numbers as counted from the lines, and how many lines."""

    numbers: dict[str, int]
    lines: int
    files: int


def gather(  # noqa: PLR0913 - what a pack is made of
    engine: DuckDB,
    campaign_id: str,
    folder: Path,
    *,
    raw_lines: RawLines,
    stated: Stated,
    with_names: bool = False,
) -> Gathered:
    """Lay down the lines, the lists behind each number, the files and the numbers in a folder.

    Raises IntegrityError where a raw line is not there, or where the lines bear a number out that
    is not the one of the pages.
    """
    bound = {"campaign": campaign_id}
    rows = engine.rows(packaged_sql("rasid.evidence", "behind"), bound)
    numbers = _write_lines(folder, rows, raw_lines)
    said = {name: stated.numbers[name] for name in NUMBERS}
    if numbers != said:
        message = f"campaign {campaign_id}: its lines bear out {numbers}, but {said} was counted."
        raise IntegrityError(message)
    files = engine.rows(_FILES, bound)
    _write_csv(
        folder / "files.csv",
        ("raw_file", "name", "format", "bytes", "lines", "rejected", "sha256_since_erasure"),
        ([*row, stated.changed_files.get(row[0], "")] for row in files),
    )
    _write_numbers(folder / "numbers.json", numbers, stated)
    if with_names:
        header = ("person_id", "name", "category", "organisation", "account", "account_kind")
        _write_csv(folder / "people.csv", header, engine.rows(_PEOPLE, bound))
    return Gathered(numbers, len(rows), len(files))


def _write_lines(
    folder: Path, rows: Sequence[tuple[Any, ...]], raw_lines: RawLines
) -> dict[str, int]:
    """Write each event's line once, and for each number which lines stand behind it."""
    accounts: dict[str, str] = {}
    counted: dict[str, set[str]] = {name: set() for name in NUMBERS}
    (folder / "numbers").mkdir()
    with ExitStack() as opened:
        lines = opened.enter_context((folder / "lines.ndjson").open("w", encoding="utf-8"))
        lists = {}
        for name in NUMBERS:
            path = folder / "numbers" / f"{name}.csv"
            file = opened.enter_context(path.open("w", encoding="utf-8", newline=""))
            lists[name] = csv.writer(file, lineterminator="\n")
            lists[name].writerow(("counted", "line", "raw_file", "raw_line", "stage", "event_uid"))
        for number, (row, record) in enumerate(_with_text(rows, raw_lines), 1):
            event = dict(zip(_COLUMNS, row, strict=False))
            account = accounts.setdefault(event["account"], f"account-{len(accounts) + 1:06d}")
            behind = [n for n, is_so in zip(NUMBERS, row[len(_COLUMNS) :], strict=True) if is_so]
            raw_line = record.line or event["raw_line"]
            told = {
                "line": number,
                "numbers": behind,
                **event,
                "account_number": account,
                "time": f"{event['time'].isoformat()}Z",
                "raw_line": raw_line,
                "raw": record.text,
            }
            lines.write(json.dumps(told, ensure_ascii=True) + "\n")
            for name in behind:
                what = f"event-{number:06d}" if name == COUNTED_EVENTS else account
                counted[name].add(what)
                place = (number, event["raw_file"], raw_line, event["stage"], event["event_uid"])
                lists[name].writerow((what, *place))
    return {name: len(found) for name, found in counted.items()}


def _with_text(
    rows: Sequence[tuple[Any, ...]], raw_lines: RawLines
) -> Iterator[tuple[tuple[Any, ...], RawRecord]]:
    """Yield each event with its raw record, a kept file at a time."""
    place = _COLUMNS.index("raw_file"), _COLUMNS.index("raw_line"), _COLUMNS.index("event_uid")
    for raw_file, grouped in groupby(rows, key=lambda row: row[place[0]]):
        events = list(grouped)
        wanted = [(row[place[0]], row[place[1]], row[place[2]]) for row in events]
        found = raw_lines(wanted)
        problems = [record.problem for record in found if record.problem]
        if problems:
            message = (
                f"{len(problems)} of {len(events)} raw lines of {raw_file} cannot be shown: "
                f"{problems[0]}; without them there is no pack."
            )
            raise IntegrityError(message)
        yield from zip(events, found, strict=True)


def _write_csv(path: Path, header: Sequence[str], rows: Any) -> None:  # noqa: ANN401 - rows of SQL
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows([cell(value) for value in row] for row in rows)


def _write_numbers(path: Path, numbers: Mapping[str, int], stated: Stated) -> None:
    window = stated.window
    told = {
        "numbers": dict(numbers),
        "campaign": dict(stated.campaign),
        "let_go": list(stated.let_go),
        "analysis": {
            "rasid": stated.version,
            "window": [one.isoformat() for one in window] if window else None,
            "inputs_sha256": dict(stated.inputs),
        },
    }
    text = json.dumps(told, indent=1, sort_keys=True, ensure_ascii=True, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")
