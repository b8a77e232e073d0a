from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from rasid.engines.parquet import write_rows

SCHEMA = pa.schema(
    [("text", pa.dictionary(pa.int32(), pa.string())), ("bits", pa.float64())],
)
BATCHES = ([("a", 1.0), ("b", 2.0), ("a", 3.0)], [("c", 4.0)])


def batches(*told: list[tuple[str, float]]) -> Iterator[pa.RecordBatch]:
    """Yield batches, each with a dictionary of its own."""
    for rows in told:
        texts, bits = zip(*rows, strict=True)
        yield pa.record_batch([pa.array(texts).dictionary_encode(), pa.array(bits)], schema=SCHEMA)


def test_rows_are_found_by_pages(tmp_path: Path) -> None:
    """As in what the engine writes."""
    write_rows(batches(*BATCHES), SCHEMA, tmp_path / "part.parquet")
    group = parquet.ParquetFile(tmp_path / "part.parquet").metadata.row_group(0)

    assert all(group.column(number).has_offset_index for number in range(len(SCHEMA)))


@pytest.mark.parametrize("told", [BATCHES, BATCHES[:1], ()], ids=len)
def test_rows_are_written_as_they_come(
    tmp_path: Path, told: tuple[list[tuple[str, float]], ...]
) -> None:
    """Texts are plain to whoever reads them; with no row the part is empty and has its columns."""
    part = tmp_path / "part.parquet"
    write_rows(batches(*told), SCHEMA, part)
    read = parquet.read_table(part)

    assert [pa.string(), pa.float64()] == read.schema.types
    assert [row for rows in told for row in rows] == [
        (row["text"], row["bits"]) for row in read.to_pylist()
    ]
