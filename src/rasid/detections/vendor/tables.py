"""What Sigma rules read: a table for each kind of record, of those that any rule asks for.

All records of a kind are read once, for all rules: of each only the fields that a rule
names, and of those only the records that a rule's condition is true of. These few are then joined
to their events.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sigma.rule import SigmaLogSource, SigmaRule

from rasid.detections.sigma import Column, Kind, NothingToRead, Source
from rasid.detections.vendor.fields import Reader
from rasid.detections.vendor.kinds import RecordKind, kinds_of, named
from rasid.detections.vendor.records import Records
from rasid.engines.duckdb import DuckDB
from rasid.tables.events import EVENTS

EVENT = ("time", "provider", "tenant", "event_uid", "account", "source_ip", "session_id")
"""What a match is told by."""

SAID = "said"
"""The column of a record's whole text."""

_OWN = "rasid"
_KINDS = {"BIGINT": Kind.NUMBER, "BOOLEAN": Kind.BOOLEAN, "TIMESTAMP": Kind.TIME}
_SESSION = (
    " LEFT JOIN tagged ON events.event_uid = tagged.event_uid AND events.time = tagged.time "
    "AND events.provider = tagged.provider AND events.account = tagged.account"
)


@dataclass(slots=True)
class LogTable:
    """The records that log sources read alike; `columns` by a field's name in small letters."""

    name: str
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
        return Source(self.name, "time", EVENT, self.column, SAID, _END)

    def fill(self, engine: DuckDB, conditions: Sequence[str], session: str) -> None:
        """Make the table, with the records that any of the conditions is true of."""
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
        engine.run(
            f"CREATE OR REPLACE TEMP TABLE {self.name}_read AS "
            f"SELECT * FROM ({union}) WHERE {where}"
        )
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

    engine: DuckDB
    records: Sequence[Records]
    tables: dict[str, LogTable] = field(default_factory=dict)
    readers: dict[int, Reader] = field(default_factory=dict)

    def __call__(self, rule: SigmaRule) -> Source:
        """Return what a rule reads; raises NothingToRead where nothing of it was imported."""
        source = rule.logsource
        if source.product == _OWN or (not source.product and source.category == "authentication"):
            return _own_events()
        return self.table(source).source()

    def table(self, source: SigmaLogSource) -> LogTable:
        """Return the table of a log source; those that read the same kinds of records share it."""
        kinds = kinds_of(source)
        if not kinds:
            raise NothingToRead(f"rasid imports no {named(source)}")
        key = "_".join(kind.name for kind in kinds)
        if key not in self.tables:
            readers = tuple(
                self._reader(kind, one)
                for kind in kinds
                for one in self.records
                if one.format in kind.formats
            )
            if not readers:
                raise NothingToRead(f"no {named(source)} imported")
            self.tables[key] = LogTable(f"sigma_{key}", readers)
        return self.tables[key]

    def _reader(self, kind: RecordKind, records: Records) -> Reader:
        """Return what reads some records, which are looked at only once."""
        if id(records) not in self.readers:
            self.readers[id(records)] = Reader(kind, records)
        return self.readers[id(records)]

    def fill(self, conditions: Iterable[tuple[str, str]]) -> None:
        """Make the tables for these conditions, each with the relation that it is of."""
        held = self.engine.rows("SELECT 1 FROM duckdb_tables() WHERE table_name = 'tagged'")
        session = "tagged.session_id" if held else _NO_SESSION
        by_table: dict[str, list[str]] = {}
        for relation, condition in conditions:
            by_table.setdefault(relation, []).append(condition)
        if _EVENTS in by_table:
            self.engine.run(
                f"CREATE OR REPLACE TEMP VIEW {_EVENTS} AS SELECT events.*, {session} "
                f"FROM events{_SESSION if held else ''}"
            )
        for table in self.tables.values():
            if table.name in by_table:
                table.fill(self.engine, by_table[table.name], session)


_EVENTS = "sigma_events"
_NO_SESSION = "CAST(NULL AS VARCHAR) AS session_id"
_END = "SELECT max(time) FROM events"


def _is_repeated(engine: DuckDB, relation: str) -> bool:
    """Tell whether any event was read twice; where none was, to look is dear enough."""
    ((rows, events),) = engine.rows(
        f"SELECT count(*), count(DISTINCT hash(raw_file, event_uid)) FROM {relation}"
    )
    return bool(rows != events)


def _own_events() -> Source:
    """Return rasid's own table of events as rules know it."""
    columns = {
        one.name: Column(one.name, _KINDS.get(one.type, Kind.TEXT)) for one in EVENTS.columns
    }
    words = ", ".join(one.name for one in EVENTS.columns if one.type == "VARCHAR")

    def column(name: str) -> Column | None:
        return columns.get(name.lower())

    return Source(_EVENTS, "time", EVENT, column, f"concat_ws(' ', {words})", _END)
