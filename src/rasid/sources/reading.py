"""From kept files to mapped events: the engine's own readers, every value read as text."""

import json
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rasid.engines.duckdb import DuckDB, packaged_sql, quote
from rasid.sources.counting import LONGEST_RECORD
from rasid.sources.event_query import code_tables, event_query, sql_type
from rasid.sources.mapping import Mapping, identifier

EARLIEST = datetime(1990, 1, 1)  # noqa: DTZ001 - the tables hold UTC without a zone
_NO_TEXT = "CAST(NULL AS VARCHAR)"
_UNKNOWN = f"{_NO_TEXT} AS record_hash, {_NO_TEXT} AS record_text, {_NO_TEXT} AS excerpt"


@dataclass(frozen=True, slots=True)
class Reading:
    """A relation of mapped events: which files, read how."""

    mapping: Mapping
    relation: str

    def framed(self) -> str:
        """Return the query of the events table's columns and what tells a sound record."""
        mapped = event_query(self.mapping, self.relation)
        return f"WITH mapped AS ({mapped})\n{packaged_sql('rasid.sources', 'frame')}"


def prepare(engine: DuckDB) -> None:
    """Make the macros and the tables of codes that mappings use."""
    for statement in code_tables().values():
        engine.run(statement)
    statements = packaged_sql("rasid.sources", "macros").split(";\n")
    for statement in statements:
        if statement.strip():
            engine.run(statement)


def lines(  # noqa: PLR0913 - three switches of one reader
    mapping: Mapping,
    paths: Dictionary[str, Path],
    compression: str,
    *,
    strict: bool = False,
    hashed: bool = False,
    ordered: bool = False,
) -> Reading:
    """Read NDJSON files; each line that is not blank is a row, NULL where it cannot be parsed.

    `paths` holds each file by its `raw_file`, which is also its name where there are several.
    `strict` is a third faster, and fails where a line cannot be parsed.

    `hashed` gives records without an id the hash of their text, `ordered` fills `raw_line` with
    the row's number.
    """
    source = ", ".join(quote(str(path)) for path in paths.values())
    options = (
        f"[{source}], format = 'newline_delimited', compression = '{compression}', "
        f"maximum_object_size = {LONGEST_RECORD}, ignore_errors = {not strict}, filename = true"
    )
    row = "row_number() OVER ()" if ordered else "CAST(NULL AS BIGINT)"
    file = "right(filename, 64)" if len(paths) > 1 else quote(next(iter(paths)))
    given = f"{file} AS raw_file, {row} AS raw_line"
    shapes = mapping.read
    if hashed:
        structure = quote(json.dumps(shapes))
        options = options.replace("format = 'newline_delimited', ", "")
        return Reading(
            mapping,
            f"SELECT {given}, {_NO_TEXT} AS record_hash, json AS record_text, "
            f"{_NO_TEXT} AS excerpt, "
            f"unnest(json_transform(json, {structure})) "
            f"FROM read_ndjson_objects({options})",
        )
    typed = ", ".join(f"{identifier(k)}: {quote(sql_type(v))}" for k, v in shapes.items())
    return Reading(
        mapping,
        f"SELECT {given}, {_UNKNOWN}, * EXCLUDE (filename) "
        f"FROM read_json({options}, columns = {{{typed}}})",
    )


def table(
    mapping: Mapping, raw_file: str, path: Path, compression: str, header: Sequence[str]
) -> Reading:
    """Read one CSV file; its rows are numbered, and a torn one is missing."""
    names = ", ".join(f"{quote(name)}: 'VARCHAR'" for name in header)
    return Reading(
        mapping,
        f"SELECT {quote(raw_file)} AS raw_file, row_number() OVER () AS raw_line, "
        f"{_UNKNOWN}, {_by_name(mapping.read, header)} "
        f"FROM read_csv({quote(str(path))}, compression = '{compression}', columns = {{{names}}}, "
        "auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"', "
        f"ignore_errors = true, max_line_size = {LONGEST_RECORD}, filename = false)",
    )


def _by_name(columns: Iterable[str], header: Sequence[str]) -> str:
    return ", ".join(
        identifier(name) if name in header else f"{_NO_TEXT} AS {identifier(name)}"
        for name in columns
    )


def wrapped(mapping: Mapping, path: Path, raw_file: str) -> Reading:
    """Read records that `mending` wrote, each with its line, its hash and its excerpt."""
    return Reading(
        mapping,
        f"SELECT {quote(raw_file)} AS raw_file, line AS raw_line, hash AS record_hash, "
        f"{_NO_TEXT} AS record_text, excerpt, record.* "
        f"FROM read_json({quote(str(path))}, format = 'newline_delimited', "
        f"maximum_object_size = {2 * LONGEST_RECORD}, ignore_errors = true, "
        "columns = {line: 'BIGINT', "
        f"hash: 'VARCHAR', excerpt: 'VARCHAR', record: {quote(sql_type(mapping.read))}}})",
    )
