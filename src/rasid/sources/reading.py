"""From kept files to mapped events: the engine's own readers, every value read as text."""

from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from weakref import WeakKeyDictionary

import pyarrow.parquet as pq

from rasid.engines.duckdb import packaged_sql, quote
from rasid.engines.engine import Engine
from rasid.sources.counting import LONGEST_RECORD
from rasid.sources.event_query import (
    CLAIMED,
    JSON,
    code_rows,
    event_query,
    opened,
    sql_type,
    transformed,
)
from rasid.sources.kept import Kept
from rasid.sources.lake import fitted_columns
from rasid.sources.mapping import CodeTable, Mapping, identifier
from rasid.sources.mending import CELL_END

CSV_BUFFER = 1 << 24
"""What one core reads of a table at a time: as little as may be, so that each has something."""

EARLIEST = datetime(1990, 1, 1)  # noqa: DTZ001 - the tables hold UTC without a zone
_NO_TEXT = "CAST(NULL AS VARCHAR)"
_UNKNOWN = (
    f"{_NO_TEXT} AS record_hash, {_NO_TEXT} AS record_text, false AS {CLAIMED}, "
    f"{_NO_TEXT} AS excerpt"
)

_prepared: WeakKeyDictionary[Engine, Dictionary[str, CodeTable]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Reading:
    """A relation of mapped events: which files, read how.

    `text` is the text of a record, as an expression that is only worked out where there is no id.
    """

    mapping: Mapping
    relation: str
    text: str = "record_text"

    def framed(self) -> str:
        """Return the query of the events table's columns and what tells a sound record."""
        mapped = event_query(self.mapping, self.relation)
        frame = packaged_sql("rasid.sources", "frame").replace("{text}", self.text)
        return f"WITH mapped AS ({mapped})\n{frame}"

    def taken(self) -> str:
        """Return the query of the lines of the records that are the mapping's, and of no event.

        To plan one is a tenth of planning what makes events of them.
        """
        own = f"({self.mapping.record}\n) AND NOT {CLAIMED}"
        return f"SELECT raw_line FROM ({self.relation}) WHERE {own}"


def prepare(engine: Engine, codes: Dictionary[str, CodeTable]) -> None:
    """Make the macros and the tables of codes that mappings use; once for each engine."""
    if _prepared.get(engine) is codes:
        return
    _prepared[engine] = codes
    for name, codes_of_it in codes.items():
        engine.load(f"codes_{name}".replace('"', '""'), code_rows(codes_of_it))
    engine.run(packaged_sql("rasid.sources", "macros"))


def lines(  # noqa: PLR0913 - three switches of one reader
    mapping: Mapping,
    paths: Dictionary[str, Path],
    compression: str,
    *,
    before: Sequence[Mapping] = (),
    strict: bool = False,
    hashed: bool = False,
    ordered: bool = False,
) -> Reading:
    """Read NDJSON files; each line that is not blank is a row, NULL where it cannot be parsed.

    `paths` holds each file by its `raw_file`, which is also its name where there are several.
    `strict` is a third faster, and fails where a line cannot be parsed.

    Records that a mapping of `before` takes are left to it. `hashed` gives records without an id
    the hash of their text, `ordered` fills `raw_line` with the row's number.
    """
    source = ", ".join(quote(str(path)) for path in paths.values())
    options = (
        f"[{source}], compression = '{compression}', maximum_object_size = {LONGEST_RECORD}, "
        f"ignore_errors = {not strict}, filename = true"
    )
    row = "row_number() OVER ()" if ordered else "CAST(NULL AS BIGINT)"
    file = "right(filename, 64)" if len(paths) > 1 else quote(next(iter(paths)))
    given = f"{file} AS raw_file, {row} AS raw_line"
    # Some tools leave out the list around its only item, which the engine's reader cannot read.
    if hashed or before or (mapping.lists and not strict):
        text = "json" if hashed else _NO_TEXT
        whole = (
            f"SELECT {given}, {_NO_TEXT} AS record_hash, {text} AS record_text, "
            f"false AS {CLAIMED}, {_NO_TEXT} AS excerpt, json AS {JSON} "
            f"FROM read_ndjson_objects({options})"
        )
        return Reading(mapping, transformed(mapping, whole, before))
    typed = ", ".join(f"{identifier(k)}: {quote(sql_type(v))}" for k, v in mapping.read.items())
    flat = (
        f"SELECT {given}, {_UNKNOWN}, * EXCLUDE (filename) "
        f"FROM read_json({options}, format = 'newline_delimited', records = true, "
        f"columns = {{{typed}}})"
    )
    return Reading(mapping, opened(mapping, flat))


def table(mapping: Mapping, kept: Kept, header: Sequence[str], *, ordered: bool = False) -> Reading:
    """Read one CSV file, a torn row of which is missing.

    Rows without an id have the hash of their cells. `ordered` fills `raw_line` with the row's
    number, for which the engine uses one core alone.
    """
    row = "row_number() OVER ()" if ordered else "CAST(NULL AS BIGINT)"
    path, compression = kept.levelled or kept.path, "none" if kept.levelled else kept.compression
    names = ", ".join(f"{quote(name)}: 'VARCHAR'" for name in header)
    cells = ", ".join(f"{identifier(name)} := {identifier(name)}" for name in header)
    rows = (
        f"SELECT {quote(kept.raw_file)} AS raw_file, {row} AS raw_line, "
        f"{_NO_TEXT} AS record_hash, struct_pack({cells}) AS record_text, false AS {CLAIMED}, "
        f"{_NO_TEXT} AS excerpt, {_by_name(mapping.read, header)} "
        f"FROM read_csv({quote(str(path))}, compression = '{compression}', columns = {{{names}}}, "
        f"auto_detect = false, header = true, delim = {quote(kept.delimiter)}, "
        "quote = '\"', escape = '\"', "
        f"ignore_errors = true, max_line_size = {LONGEST_RECORD}, buffer_size = {CSV_BUFFER}, "
        "filename = false)"
    )
    end = f", chr({ord(CELL_END)}), "
    texts = end.join(f"record_text.{identifier(name)}" for name in header)
    whole = f"replace(concat({texts}), chr(13), ' ')"
    return Reading(mapping, opened(mapping, rows), whole)


def _by_name(columns: Iterable[str], header: Sequence[str]) -> str:
    return ", ".join(
        identifier(name) if name in header else f"{_NO_TEXT} AS {identifier(name)}"
        for name in columns
    )


def lake(mapping: Mapping, raw_file: str, path: Path, *, hashed: bool = False) -> Reading:
    """Read one Parquet file; its rows are numbered, and `hashed` ones have their text as JSON."""
    columns = fitted_columns(pq.read_schema(path), mapping.read)
    whole = "to_json(row)" if hashed else _NO_TEXT
    rows = (
        f"SELECT {quote(raw_file)} AS raw_file, file_row_number + 1 AS raw_line, "
        f"{_NO_TEXT} AS record_hash, CAST({whole} AS VARCHAR) AS record_text, "
        f"false AS {CLAIMED}, CAST({whole} AS VARCHAR) AS excerpt, {columns} "
        f"FROM read_parquet({quote(str(path))}, hive_partitioning = false, "
        "file_row_number = true) AS row"
    )
    return Reading(mapping, opened(mapping, rows))


def wrapped(mapping: Mapping, path: Path, before: Sequence[Mapping] = ()) -> Reading:
    """Read records that `mending` wrote, each with its file, line, hash and excerpt."""
    whole = (
        f"SELECT file AS raw_file, line AS raw_line, hash AS record_hash, "
        f"{_NO_TEXT} AS record_text, false AS {CLAIMED}, excerpt, record AS {JSON} "
        f"FROM read_json({quote(str(path))}, format = 'newline_delimited', "
        f"maximum_object_size = {2 * LONGEST_RECORD}, ignore_errors = true, "
        "columns = {file: 'VARCHAR', line: 'BIGINT', hash: 'VARCHAR', excerpt: 'VARCHAR', "
        "record: 'JSON'})"
    )
    return Reading(mapping, transformed(mapping, whole, before))
