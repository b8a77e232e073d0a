"""Letting go of logs before a day, for good: events, kept files, and what was judged by them.

The ledger is told first. Then tables change all at once, with a part of `let_go` among them, by
which the next run knows whether a run that was killed got that far. Kept files go last.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Executable, RowMapping, select

from rasid.case import REPLACED, Case, Staying, open_case, view_tables
from rasid.durable import flush_to_disk
from rasid.engines.duckdb import DuckDB, quote
from rasid.engines.store import Change
from rasid.ledger import open_ledger, retentions, writing_alone
from rasid.settings import Home
from rasid.sources.kept import find_kept
from rasid.tables.analyses import ANALYSES
from rasid.tables.coverage import COVERAGE
from rasid.tables.events import EVENTS
from rasid.tables.history import LINEAGE
from rasid.tables.let_go import LET_GO
from rasid.tables.rejects import REJECTS
from rasid.upkeep.going import Going, plan_retention


@dataclass(slots=True)
class Retention:
    """A retention to be carried out; `going` is what it removes, once that is known."""

    before: date
    made_by: str
    why: str
    now: datetime
    going: Going | None = None

    def staying(self, case: Case) -> Staying:
        """Return what is left for an analysis to judge, which removes the rest as it is written.

        The ledger is told of it.
        """
        with DuckDB(case.home.settings(), case.scratch / "going") as engine:
            apart = replace(case, engine=engine)
            view_tables(apart)
            self.going = going = plan_retention(apart, self.before)
            number = self._begin(case.home, going)
            drafts = _Drafts(apart, going, case.scratch)
            held, rejects, lineage = drafts.events(), drafts.rejects(), drafts.lineage()
            told = drafts.told(self._rows(number, going))
        events = {
            day: [held[day]] if day in held else case.store.parts(EVENTS, day=day)
            for day in case.store.days(EVENTS)
            if day not in going.days or day in held
        }

        def stage(change: Change) -> None:
            for day in going.days:
                change.remove(case.store.parts(EVENTS, day=day))
            for day, part in held.items():
                part.rename(change.add(EVENTS, f"held-{number}", day=day))
            change.remove(case.store.parts(REJECTS))
            rejects.rename(change.add(REJECTS, REJECTS.name))
            told.rename(change.add(LET_GO, _part(number)))

        return Staying(events, [lineage], stage)

    def carry_out(self, home: Home) -> None:
        """Remove what goes without an analysis: where there was none, or no event is judged anew.

        Where no event stays, what was found goes as well.
        """
        with open_case(home, write=True) as case:
            stay = self.staying(case)
            with case.store.change() as change:
                stay.stage(change)
                change.remove(case.store.parts(COVERAGE))
                if not stay.events:
                    for table in REPLACED:
                        change.remove(case.store.parts(table))

    def _begin(self, home: Home, going: Going) -> int:
        values = {
            "begun_at": _told(self.now),
            "ended_at": "",
            "made_by": self.made_by,
            "why": self.why,
            "told": json.dumps(going.document(), sort_keys=True),
        }
        with open_ledger(home) as ledger, writing_alone(ledger) as connection:
            made = connection.execute(retentions.insert(), values)
            (number,) = made.inserted_primary_key or (0,)
            return int(number)

    def _rows(self, number: int, going: Going) -> list[tuple[Any, ...]]:
        before = datetime.combine(self.before, time())
        own = (number, self.now.astimezone(UTC).replace(tzinfo=None), before)
        return [(*own, self.made_by, self.why, *row) for row in going.campaigns]


@dataclass(frozen=True, slots=True)
class _Drafts:
    """What takes the place of tables that lose rows, written before anything is removed."""

    case: Case
    going: Going
    folder: Path

    def events(self) -> dict[date, Path]:
        """Write what is held of the days that go, and return the days that have any."""
        found = {}
        listed = ", ".join(map(quote, sorted(self.going.held))) or "''"
        for day in self.going.days if self.going.held else ():
            own = f"time >= DATE '{day}' AND time < DATE '{day}' + 1"
            stays = f"SELECT * FROM events WHERE {own} AND raw_file IN ({listed})"
            if self.case.engine.rows(f"SELECT 1 FROM ({stays}) LIMIT 1"):
                found[day] = self.folder / f"held-{day}.parquet"
                self.case.engine.write(EVENTS, stays, found[day])
        return found

    def rejects(self) -> Path:
        listed = ", ".join(map(quote, self.going.files)) or "''"
        stays = f"SELECT * FROM rejects WHERE raw_file NOT IN ({listed})"
        target = self.folder / "rejects-left.parquet"
        self.case.engine.write(REJECTS, stays, target, order=", ".join(REJECTS.key))
        return target

    def lineage(self) -> Path:
        """Write where the events that stay were last; before the first analysis nowhere."""
        stays = "SELECT * FROM {} WHERE event_uid NOT IN (SELECT event_uid FROM going)"
        known = "lineage" if self.case.store.parts(LINEAGE) else "hostile"
        target = self.folder / "lineage-left.parquet"
        self.case.engine.write(LINEAGE, stays.format(known), target, order="event_uid")
        return target

    def told(self, rows: Sequence[tuple[Any, ...]]) -> Path:
        """Write rows of `let_go`, be it none."""
        types = {column.name: column.type for column in LET_GO.columns}
        cells = ", ".join(f'NULL::{kind} AS "{name}"' for name, kind in types.items())
        self.case.engine.run(f"CREATE OR REPLACE TEMP TABLE told AS SELECT {cells} WHERE false")
        names = ", ".join(f"${name}" for name in types)
        for row in rows:
            values = dict(zip(types, row, strict=True))
            self.case.engine.run(f"INSERT INTO told VALUES ({names})", values)
        target = self.folder / "told-left.parquet"
        self.case.engine.write(LET_GO, "SELECT * FROM told", target)
        return target


def end_retentions(home: Home, now: datetime) -> int:
    """End retentions that were begun, and return how many there were.

    Where tables were changed, the kept files go too; else it is forgotten, for nothing was done.
    """
    with open_case(home, write=True) as case, open_ledger(home) as ledger:
        begun = _unended(ledger)
        for row in begun:
            own = retentions.c.retention == row["retention"]
            ending: Executable = retentions.delete().where(own)
            done = case.home.root / LET_GO.name / f"{_part(row['retention'])}.parquet"
            if done.exists():
                _remove_kept(case, json.loads(row["told"])["files"])
                ending = retentions.update().where(own).values(ended_at=_told(now))
            with writing_alone(ledger) as connection:
                connection.execute(ending)
    return len(begun)


def is_unended(ledger: Engine) -> bool:
    """Tell whether a retention was begun and not ended."""
    return bool(_unended(ledger))


def was_analysed(case: Case) -> bool:
    """Tell whether what was found must be found anew once events go."""
    return bool(case.store.parts(ANALYSES))


def read_retentions(ledger: Engine) -> list[dict[str, Any]]:
    """Return what was let go, when, by whom and why, the latest last."""
    with ledger.connect() as connection:
        rows = connection.execute(select(retentions).order_by(retentions.c.retention)).mappings()
        return [{**row, "told": json.loads(row["told"])} for row in rows]


def _unended(ledger: Engine) -> Sequence[RowMapping]:
    asked = select(retentions).where(retentions.c.ended_at == "").order_by(retentions.c.retention)
    with ledger.connect() as connection:
        return connection.execute(asked).mappings().all()


def _remove_kept(case: Case, files: Sequence[str]) -> None:
    """Remove kept files; one that was imported again meanwhile stays."""
    again = "SELECT DISTINCT raw_file FROM events WHERE list_contains($files, raw_file)"
    found = {raw_file for (raw_file,) in case.engine.rows(again, {"files": list(files)})}
    for raw_file in files:
        kept = find_kept(case.home, raw_file)
        if kept and raw_file not in found:
            kept.path.unlink()
    flush_to_disk(case.home.raw)


def _part(number: int) -> str:
    return f"{number:06d}"


def _told(now: datetime) -> str:
    return now.astimezone(UTC).isoformat("T", "seconds")
