"""Rows that are made in memory, written without a detour through an engine."""

from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
from pyarrow.parquet import ParquetWriter


def write_rows(batches: Iterable[pa.RecordBatch], schema: pa.Schema, target: Path) -> None:
    """Write batches as they come as one Parquet part, each a row group of its own."""
    with ParquetWriter(
        target, schema, compression="zstd", store_schema=False, write_page_index=True
    ) as writer:
        for batch in batches:
            writer.write_batch(batch)
