"""The list of imported files: read whole and written whole, it is small."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from rasid.engines.store import Change, Store
from rasid.tables.imports import IMPORTS


@dataclass(frozen=True, slots=True)
class Imported:
    """One row of the table `imports`."""

    raw_file: str
    name: str
    format: str
    bytes: int
    lines: int
    rejected: int


def read_imported(store: Store) -> dict[str, Imported]:
    """Return what was imported, by its `raw_file`."""
    return imported_in(store.parts(IMPORTS))


def imported_in(parts: Sequence[Path]) -> dict[str, Imported]:
    """Return what these parts of `imports` list, by its `raw_file`."""
    rows = [row for part in parts for row in pq.read_table(part).to_pylist()]
    return {row["raw_file"]: Imported(**row) for row in rows}


def write_imported(change: Change, imported: Mapping[str, Imported]) -> None:
    """Write the whole list anew."""
    if imported:
        rows = [asdict(imported[raw_file]) for raw_file in sorted(imported)]
        pq.write_table(pa.Table.from_pylist(rows), change.add(IMPORTS, "imports"))
