"""How alike pages are: compared anew only where a page, a label or what is honest is another."""

import hashlib
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

from rasid.engines.duckdb import DuckDB

_COMPARED = """
    SELECT count(*), sum(hash(domain, raw_file, raw_line, shared) >> 20)
    FROM page_traits
    WHERE kind = 'page words'
"""


def find_likenesses(
    engine: DuckDB, sql: str, named: Collection[Collection[str]], kept_in: Path | None
) -> None:
    """Make the step `page_likenesses` by a query, or take it as it was kept in a folder.

    `engine` must know `page_traits`. `named` are the domains with pages that are labelled, and
    those that are honest: all that the query asks beside what is on the pages.
    """
    told = (sql, engine.rows(_COMPARED), [sorted(names) for names in named])
    state = hashlib.sha256(repr(told).encode()).hexdigest()
    path = kept_in / f"{_KEPT}{state[:32]}.parquet" if kept_in else None
    if path:
        with suppress(OSError, pa.ArrowException):  # none, or damaged
            engine.load("page_likenesses", parquet.read_table(path))
            return
    engine.run(f"CREATE OR REPLACE TEMP TABLE page_likenesses AS {sql}")
    if path:
        _keep(engine.arrow("FROM page_likenesses"), path)


_KEPT = "page-likenesses-"


def _keep(rows: pa.Table, path: Path) -> None:
    """Keep rows in the place of all that were kept before."""
    for older in path.parent.glob(f"{_KEPT}*"):
        older.unlink(missing_ok=True)
    draft = path.with_suffix(".draft")
    parquet.write_table(rows, draft)
    draft.replace(path)
