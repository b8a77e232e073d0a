"""What Sigma rules read: a table for each kind of record, of those that any rule asks for.

All records of a kind are read once, for all rules: of each only the fields that a rule
names, and of those only the records that a rule's condition is true of. These few are then joined
to their events.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from sigma.rule import SigmaLogSource, SigmaRule

from rasid.detections.sigma import Column, Kind, NothingToRead, Plan, Source
from rasid.detections.time_limit import reason_of, within
from rasid.detections.vendor.fields import Reader
from rasid.detections.vendor.kinds import RecordKind, kinds_of, named
from rasid.detections.vendor.own import EVENT, LAST, OWN_EVENTS, SAID, TEXT, is_own, own_events
from rasid.detections.vendor.records import Imported
from rasid.engines.duckdb import DuckDB
from rasid.engines.engine import Engine
from rasid.errors import RasidError
from rasid.tables.events import EVENTS

_SESSION = (
    " LEFT JOIN tagged ON events.event_uid = tagged.event_uid AND events.time = tagged.time "
    "AND events.provider = tagged.provider AND events.account = tagged.account"
)
_NO_SESSION = "CAST(NULL AS VARCHAR) AS session_id"


@dataclass(slots=True)
class LogTable:
    """The records that log sources read alike; `columns` by a field's name in small letters."""

    name: str
    about: str
    readers: tuple[Reader, ...]
    columns: dict[str, tuple[str, str, bool]] = field(default_factory=dict)
    unknown: dict[str, str] = field(default_factory=dict)

    def column(self, asked: str) -> Column:
        """Return the column of a field, which any record might have."""
        key = asked.lower()
        if key not in self.columns:
            found = [one for reader in self.readers if (one := reader.find(asked))]
            if not found:
                self.unknown[key] = asked
            listed = any(one.listed for one in found)
            self.columns[key] = (f"f{len(self.columns)}", asked, listed)
        column, _, listed = self.columns[key]
        return Column(column, Kind.LIST if listed else Kind.TEXT)

    def source(self) -> Source:
        """Return the table as rules know it."""
        return Source(self.name, "time", EVENT, self.column, SAID, LAST)

    def fill(self, engine: Engine, near: DuckDB, conditions: Sequence[str], session: str) -> None:
        """Make the table, with the records that any of the conditions is true of.

        They are read by the engine that is `near` the kept files.
        """
        asked = {name: (one, listed) for name, one, listed in self.columns.values()}
        text = any(re.search(rf"\b{SAID}\b", condition) for condition in conditions)
        names = [*asked, *([SAID] if text else [])]
        if not asked:
            asked["f_none"] = ("", False)
        told = "".join(f", fields.{name} AS {name}" for name in names)
        union = " UNION ALL ".join(
            f"SELECT raw_file, event_uid{told} FROM ({reader.query(asked, text=text)})"
            for reader in self.readers
        )
        where = " OR ".join(f"({one})" for one in dict.fromkeys(conditions)) or "false"
        near.run(
            f"CREATE OR REPLACE TEMP TABLE {self.name}_read AS "
            f"SELECT * FROM ({union}) WHERE {where}"
        )
        if engine is not near:
            engine.load(f"{self.name}_read", near.arrow(f"SELECT * FROM {self.name}_read"))
            near.run(f"DROP TABLE {self.name}_read")
        read = f"{self.name}_read"
        if _is_repeated(engine, read):
            read = f"(SELECT DISTINCT * FROM {read})"
        columns = ", ".join(f"events.{name}" for name in EVENT if name != "session_id")
        rest = "".join(f", read.{name}" for name in names)
        engine.run(
            f"CREATE OR REPLACE TEMP TABLE {self.name} AS SELECT {columns}, {session}{rest} "
            f"FROM {read} AS read JOIN events ON read.raw_file = events.raw_file "
            f"AND read.event_uid = events.event_uid{_SESSION if session != _NO_SESSION else ''}"
        )
        engine.run(f"DROP TABLE {self.name}_read")


@dataclass(slots=True)
class LogTables:
    """What rules read, found by their log source, out of what was imported."""

    engine: Engine
    near: DuckDB
    imported: Imported
    tables: dict[str, LogTable] = field(default_factory=dict)
    readers: dict[tuple[str, ...], tuple[Reader, ...]] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    """Columns of the events that rules name."""

    def __call__(self, rule: SigmaRule) -> Source:
        """Return what a rule reads; raises NothingToRead where nothing of it was imported."""
        source = rule.logsource
        return own_events(self.asked) if is_own(source) else self.table(source).source()

    def table(self, source: SigmaLogSource) -> LogTable:
        """Return the table of a log source; those that read the same kinds of records share it."""
        kinds = kinds_of(source)
        if not kinds:
            raise NothingToRead(f"rasid imports no {named(source)}")
        key = "_".join(kind.name for kind in kinds)
        if key not in self.tables:
            readers = tuple(reader for kind in kinds for reader in self._readers(kind))
            if not readers:
                raise NothingToRead(f"no {named(source)} imported")
            about = " and ".join(kind.name for kind in kinds)
            self.tables[key] = LogTable(f"sigma_{key}", about, readers)
        return self.tables[key]

    def _readers(self, kind: RecordKind) -> tuple[Reader, ...]:
        """Return what reads the records of a kind, which are looked at only once."""
        if kind.formats not in self.readers:
            found = (one for one in self.imported(kind.formats) if one.format in kind.formats)
            self.readers[kind.formats] = tuple(Reader(kind, one) for one in found)
        return self.readers[kind.formats]

    def fill(self, plans: Iterable[Plan], limit: timedelta) -> dict[str, str]:
        """Make the tables for what rules ask; return why one could not be read, by its name.

        Each is read once, for all rules on it, within `limit`.
        """
        held = "tagged" in self.engine.made()
        session = "tagged.session_id" if held else _NO_SESSION
        asked: dict[str, list[str]] = {}
        for plan in plans:
            asked.setdefault(plan.source.relation, []).append(plan.condition)
        unread: dict[str, str] = {}
        fills = [(one.name, one.about, one.fill) for one in self.tables.values()]
        for name, about, fill in ((OWN_EVENTS, "events", self.fill_own), *fills):
            if name not in asked:
                continue
            stopped: list[bool] = []
            try:
                with within(self.near, limit, stopped), within(self.engine, limit, stopped):
                    fill(self.engine, self.near, list(dict.fromkeys(asked[name])), session)
            except RasidError as error:
                unread[name] = f"the records of {about} could not be read: {reason_of(error)}"
                if stopped:
                    unread[name] = (
                        f"reading the records of {about} took more than "
                        f"{limit.total_seconds():g} seconds"
                    )
        return unread

    def fill_own(
        self, engine: Engine, _near: DuckDB, conditions: Sequence[str], session: str
    ) -> None:
        """Make the relation of the events that any of the conditions is true of."""
        columns = {*self.asked, *(name for name in EVENT if name != "session_id")}
        if any(TEXT in condition for condition in conditions):
            columns |= set(EVENTS.column_names)
        named = ", ".join(name for name in EVENTS.column_names if name in columns)
        where = " OR ".join(f"({one})" for one in conditions)
        joined = _SESSION if session != _NO_SESSION else ""
        engine.run(
            f"CREATE OR REPLACE TEMP TABLE {OWN_EVENTS} AS SELECT events.*, {session} "
            f"FROM (SELECT {named} FROM events WHERE {where}) AS events{joined}"
        )


def forget_tables(engine: Engine) -> None:
    """Drop what only Sigma rules read, also what was begun and not finished."""
    for name in engine.made("sigma_"):
        engine.run(f'DROP TABLE "{name}"')


def _is_repeated(engine: Engine, relation: str) -> bool:
    """Tell whether any event was read twice; where none was, to look is dear enough."""
    ((rows, events),) = engine.rows(
        f"SELECT count(*), count(DISTINCT hash(raw_file, event_uid)) FROM {relation}"
    )
    return bool(rows != events)
