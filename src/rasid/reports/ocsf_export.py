"""Events as OCSF 1.3: lines for another pipeline, or a lake of Parquet, a folder for each day.

`metadata.log_name` of each record is `rasid`; by that the format `ocsf` reads the same events back.
"""

from pathlib import Path

from rasid.engines.duckdb import DuckDB, packaged_sql, quote
from rasid.engines.engine import WritesByDay
from rasid.errors import UsageError
from rasid.reports.in_place import file_in_place, in_place

LINES = frozenset({".json", ".jsonl", ".ndjson"})
PACKED = frozenset({".gz", ".zst"})
_DAY = "eventDay"
"""The name that Security Lake gives its folders of days."""


def export_ocsf(engine: DuckDB, output: Path, far: WritesByDay | None = None) -> int:
    """Write each event as an OCSF record to `output`, all or nothing; return how many there are.

    A name without an ending is a lake, `eventDay=YYYYMMDD/*.parquet`, which `far` writes where
    there is such an engine; `.parquet` is one such file; `.ndjson`, `.jsonl` and `.json` are lines,
    which may be packed as `.gz` or `.zst`. Raises UsageError for another name, and where something
    is there that is no file to be written anew.
    """
    records = packaged_sql(__package__, "ocsf_events")
    ending = output.suffix if output.suffix not in PACKED else Path(output.stem).suffix
    if not output.suffix:
        _require_new(output)
        with in_place(output) as draft:
            _write_lake(engine, records, draft, far)
    elif ending in LINES:
        with file_in_place(output) as draft:
            _write_lines(engine, records, draft)
    elif output.suffix == ".parquet":
        with file_in_place(output) as draft:
            target = f"{quote(str(draft))} (FORMAT parquet, COMPRESSION zstd)"
            engine.run(f'COPY (SELECT * EXCLUDE ("{_DAY}") FROM ({records})) TO {target}')
    else:
        expected = ", ".join((*sorted(LINES), ".parquet"))
        raise UsageError(f"cannot write {output}: OCSF is written to {expected}, or to a folder.")
    ((events,),) = engine.rows("SELECT count(*) FROM events")
    return int(events)


def _require_new(lake: Path) -> None:
    if lake.exists() and (not lake.is_dir() or any(lake.iterdir())):
        raise UsageError(f"cannot write {lake}: a lake is written to a new or empty folder.")


def _write_lake(engine: DuckDB, records: str, draft: Path, far: WritesByDay | None) -> None:
    if far is None:
        draft.mkdir()
        engine.run(
            f"COPY ({records}) TO {quote(str(draft))} "
            f'(FORMAT parquet, COMPRESSION zstd, PARTITION_BY ("{_DAY}"), OVERWRITE_OR_IGNORE)'
        )
        return
    far.write_by_day(records, draft, _DAY)
    for file in draft.rglob("*"):
        if file.is_file() and file.suffix != ".parquet":
            file.unlink()  # Spark's own notes


def _write_lines(engine: DuckDB, records: str, draft: Path) -> None:
    """Write records without the fields that they lack: a patch of JSON leaves those out."""
    line = "CAST(json_merge_patch('{}', to_json(record)) AS VARCHAR)"
    rows = f'SELECT {line} FROM (SELECT * EXCLUDE ("{_DAY}") FROM ({records})) AS record'
    # No record holds the separator as it is, so that nothing is quoted; it packs by the name.
    as_lines = "FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '\x1f'"
    engine.run(f"COPY ({rows}) TO {quote(str(draft))} ({as_lines})")
