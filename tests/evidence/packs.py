"""Packs of a tiny campaign, as the command line makes them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rasid.case import Case, open_case
from rasid.evidence import (
    Deed,
    Seal,
    Stated,
    drafted,
    entries_in,
    gather,
    log_file,
    read_log,
    record,
    seal,
)
from rasid.settings import Home
from rasid.signing import signer_of
from rasid.tables.campaigns import HOSTILE
from rasid.tables.imports import IMPORTS
from rasid.websites.importing import TableWriter

NOW = datetime(2026, 1, 1, tzinfo=UTC)
NUMBERS = {"attempts": 2, "identified": 1, "attacked": 2, "compromised": 1, "exploited": 1}

IMPORTED: list[tuple[Any, ...]] = [
    ("a" * 64, "one.ndjson", "ocsf", 100, 4, 0),
    ("b" * 64, "=two.ndjson", "ocsf", 100, 4, 0),
]

_EVENTS = (
    ("e1", "C-1", "discover", "a@x.example", True),
    ("e2", "C-1", "discover", "b@x.example", False),
    ("=e3", "C-1", "attack", "b@x.example", True),
    ("e4", "C-1", "compromise", "a@x.example", True),
    ("e5", "C-1", "exploit", "a@x.example", None),
    ("e6", "C-2", "attack", "c@x.example", True),
)


@dataclass(frozen=True, slots=True)
class Found:
    """A raw record as the kept file would hold it."""

    text: str
    line: int | None = 7
    problem: str = ""


@contextmanager
def opened_case(home: Home) -> Iterator[Case]:
    """Open a home with these events in it."""
    with open_case(home, write=True) as opened:
        for table, rows in ((HOSTILE, rows_of()), (IMPORTS, IMPORTED)):
            with opened.store.change() as change, TableWriter(table, change.add(table, "a")) as out:
                for row in rows:
                    out.add(row)
            opened.engine.view(table, opened.store.parts(table))
        yield opened


def rows_of() -> list[tuple[Any, ...]]:
    """Return the hostile events, in the order of their table."""
    return [
        (
            *(uid, campaign, stage, datetime(2026, 1, 1, 0, n), account, "", "unlisted"),  # noqa: DTZ001
            *("192.0.2.1", "s1", 9.0, "it is so", "signin", "failure", exists),
            *(("a" if n % 2 else "b") * 64, None),
        )
        for n, (uid, campaign, stage, account, exists) in enumerate(_EVENTS)
    ]


def raw_lines(wanted: Sequence[tuple[str, int | None, str]]) -> list[Found]:
    """Return a record for each event: hostile text, which must stay text."""
    return [Found(f'{{"id": "{uid}", "said": "\\u202e\r\n=1+1"}}') for _, _, uid in wanted]


def stated(**numbers: int) -> Stated:
    """Return what the pages say."""
    return Stated(NUMBERS | numbers, {"campaign_id": "C-1"}, {"logs": "0" * 64}, None, "0.1")


def make_pack(case: Case, output: Path, made_at: datetime = NOW) -> Path:
    """Make a pack of C-1, after an entry on it and one on something else."""
    home = case.home
    if not log_file(home).exists():
        for campaign in ("C-1", "C-2", "C-1"):
            record(home, Deed("page attached", "Sam", {"campaign": campaign}), NOW)
    raw = read_log(home)
    entries = [e for e in entries_in(raw, "log") if e.about["campaign"] == "C-1"]
    with drafted(output) as folder:
        made = gather(case.engine, "C-1", folder, raw_lines=raw_lines, stated=stated())
        (folder / "hostile.csv").write_text("event_uid\n")
        said = Seal(
            *("C-1", made.numbers, made.lines, {"logs": "0" * 64}, "0.1", False, False),
            made_at,
            signer_of(home),
        )
        seal(folder, entries, raw, said)
    return output
