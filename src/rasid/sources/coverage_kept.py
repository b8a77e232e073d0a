"""What the logs hold and lack, counted by an analysis and believed as long as the logs stay."""

import hashlib
import json
from contextlib import suppress
from functools import cache
from importlib.resources import files
from operator import methodcaller
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import TypeAdapter

from rasid.engines.duckdb import DuckDB
from rasid.engines.store import Change, Store
from rasid.sources.coverage import COUNTED, Coverage, count_coverage
from rasid.tables.coverage import COVERAGE

_COUNTING = ("belief", "clocks", "coverage", "rhythm", "silences")
"""Modules that say how all is counted: what others counted is not believed."""

_TAIL = 8
"""A Parquet file ends with the length of its footer, four bytes, and a mark of four."""


def coverage(engine: DuckDB, store: Store) -> Coverage:
    """Describe all that was imported, as it was counted last, or anew if the logs are others."""
    known = _kept(store, _state(store, None))
    return known or count_coverage(engine, _parts(store, None))


def keep_coverage(engine: DuckDB, store: Store, change: Change) -> None:
    """Count all that is imported once `change` is committed, and let it keep that.

    What was counted of the same parts stays. Else the engine's views `events`, `rejects` and
    `imports` are of these parts afterwards.
    """
    state = _state(store, change)
    if _kept(store, state):
        return
    counted = _adapter().dump_python(count_coverage(engine, _parts(store, change)))
    row = {"state": state, "told": json.dumps(counted, default=methodcaller("isoformat"))}
    change.remove(store.parts(COVERAGE))
    pq.write_table(pa.Table.from_pylist([row]), change.add(COVERAGE, COVERAGE.name))


def _kept(store: Store, state: str) -> Coverage | None:
    """Return what was counted of this state; None where it was not, or cannot be read."""
    rows: list[dict[str, str]] = []
    with suppress(pa.ArrowException, OSError):
        rows = [row for part in store.parts(COVERAGE) for row in pq.read_table(part).to_pylist()]
    for row in rows:
        if row.get("state") == state:
            with suppress(ValueError):
                return _adapter().validate_python(json.loads(row["told"]))
    return None


def _parts(store: Store, change: Change | None) -> dict[str, list[Path]]:
    return {table.name: [*store.after(change, table).values()] for table in COUNTED}


def _state(store: Store, change: Change | None) -> str:
    """Return a hash that is another where other parts, or other content of them, are counted."""
    digest = hashlib.sha256(_ways())
    for table in COUNTED:
        for name, part in store.after(change, table).items():
            size, footer = _ending(part)
            digest.update(f"{name} {size} {len(footer)}\n".encode() + footer)
    return digest.hexdigest()


def _ending(part: Path) -> tuple[int, bytes]:
    """Return the size and the footer of a part, which has the place and bounds of all values."""
    size = part.stat().st_size
    with part.open("rb") as file:
        file.seek(max(0, size - _TAIL))
        length = int.from_bytes(file.read(4), "little")
        file.seek(max(0, size - _TAIL - length))
        return size, file.read()


@cache
def _ways() -> bytes:
    texts = ((files(__package__) / f"{name}.py").read_bytes() for name in _COUNTING)
    return b"".join(hashlib.sha256(text).digest() for text in texts)


@cache
def _adapter() -> TypeAdapter[Coverage]:
    return TypeAdapter(Coverage)
