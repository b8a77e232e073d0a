"""Exactly once: new events join the stored ones of their day, whatever came first.

An event is told by its key and by what happened: second, action, outcome, account, address, detail.
Not every export of a log gives fractions of a second, nor the same words about a sign-in, of whose
detail only the code counts. Of an event's deliveries the one from the smallest file and line stays,
so that no order of imports shows.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rasid.engines.duckdb import DuckDB, quote
from rasid.engines.store import Change, Store
from rasid.sources.staging import read_parts
from rasid.tables.events import EVENTS

SAME = (*EVENTS.key, "action", "outcome", "account", "source_ip")
MOST_PARTS = 16
GROUP_BYTES = 16_000_000
"""Some two million events, whose hashes fit into 100 MB."""
_COLUMNS = ", ".join(f'"{name}"' for name in EVENTS.column_names)
_OTHERS = ", ".join(f'"{name}"' for name in EVENTS.column_names if name not in SAME)
_FIRST = f"raw_file, raw_line NULLS LAST, hash({_OTHERS})"
_DETAIL = (
    "CASE WHEN action IN ('signin', 'token', 'mfa') THEN split_part(detail, ' ', 1) ELSE detail END"
)
_SAME = ", ".join([*(f'"{name}"' for name in SAME), "date_trunc('second', \"time\")", _DETAIL])
_HASH = f"hash({_SAME})"


@dataclass(frozen=True, slots=True)
class Merge:
    """Merges the staged events of one batch into the store, day by day."""

    engine: DuckDB
    store: Store
    change: Change
    batch: str

    def days(self, staged: Iterable[tuple[date, list[Path]]]) -> Counter[str]:
        """Merge the days; return how many events of each file turned out to be duplicates."""
        duplicates: Counter[str] = Counter()
        for group in self._grouped(staged):
            stored = {day: self.store.parts(EVENTS, day=day) for day in group}
            together = [part for day in group for part in (*group[day], *stored[day])]
            clean = not self._suspects(together)
            for day, parts in group.items():
                crowded = len(parts) + len(stored[day]) > MOST_PARTS
                if not clean and self._suspects(parts + stored[day]):
                    duplicates += self._deduplicate(day, parts, stored[day], crowded=crowded)
                else:
                    self._append(day, parts, stored[day], crowded=crowded)
        return duplicates

    def _grouped(
        self, staged: Iterable[tuple[date, list[Path]]]
    ) -> Iterator[dict[date, list[Path]]]:
        """Gather days that are small, with what is stored of them, to look through at once."""
        group: dict[date, list[Path]] = {}
        size = 0
        for day, parts in staged:
            together = [*parts, *self.store.parts(EVENTS, day=day)]
            weight = sum(part.stat().st_size for part in together)
            if group and size + weight > GROUP_BYTES:
                yield group
                group, size = {}, 0
            group[day] = parts
            size += weight
        if group:
            yield group

    def _append(self, day: date, staged: list[Path], stored: list[Path], *, crowded: bool) -> None:
        if crowded:
            self._rewrite(day, f"SELECT * FROM {read_parts(staged + stored)}", stored)
            return
        for at, part in enumerate(staged):
            part.rename(self.change.add(EVENTS, f"{self.batch}-{at}", day=day))

    def _suspects(self, parts: list[Path]) -> bool:
        """Collect the hashes that more than one event has; tell whether there are any."""
        self.engine.run(
            "CREATE OR REPLACE TEMP TABLE suspects AS "
            f"SELECT h FROM (SELECT {_HASH} AS h FROM {read_parts(parts)}) "
            "GROUP BY h HAVING count(*) > 1"
        )
        return bool(self.engine.rows("SELECT 1 FROM suspects LIMIT 1"))

    def _deduplicate(
        self, day: date, staged: list[Path], stored: list[Path], *, crowded: bool
    ) -> Counter[str]:
        """Write the events of a day without those that another delivery stands for."""
        rows = _numbered(staged + stored)
        self.engine.run(
            "CREATE OR REPLACE TEMP TABLE ranked AS SELECT part, file_row_number, raw_file, "
            f"part >= {len(staged)} AS old, bool_or(part >= {len(staged)}) OVER same AS known, "
            f"row_number() OVER (same ORDER BY {_FIRST}) AS n "
            f"FROM ({rows}) WHERE {_HASH} IN (SELECT h FROM suspects) "
            f"WINDOW same AS (PARTITION BY {_SAME})"
        )
        beaten = self.engine.rows("SELECT 1 FROM ranked WHERE old AND n > 1 LIMIT 1")
        whole = bool(beaten) or crowded
        self._rewrite(
            day,
            f"SELECT {_COLUMNS} FROM ({rows if whole else _numbered(staged)}) AS given "
            "WHERE NOT EXISTS (SELECT 1 FROM ranked WHERE n > 1 AND ranked.part = given.part "
            "AND ranked.file_row_number = given.file_row_number)",
            stored if whole else [],
        )
        counted = self.engine.rows(
            "SELECT raw_file, count(*) FROM ranked WHERE NOT old AND (known OR n > 1) "
            "GROUP BY raw_file"
        )
        return Counter(dict(counted))

    def _rewrite(self, day: date, query: str, replaced: list[Path]) -> None:
        """Write a query's rows as one part of a day, in place of the parts it replaces."""
        self.change.remove(replaced)
        self.engine.write(EVENTS, query, self.change.add(EVENTS, f"{self.batch}-0", day=day))


def _numbered(parts: list[Path]) -> str:
    """Return a query of the parts' rows, each with the number of its part and its own."""
    return " UNION ALL ".join(
        f"SELECT {at} AS part, * FROM read_parquet({quote(str(part))}, "
        "hive_partitioning = false, file_row_number = true)"
        for at, part in enumerate(parts)
    )
