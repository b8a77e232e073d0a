"""Kept files and written reports without a person: line for line, so that every place stays."""

import codecs
import gzip
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import IO, cast

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from rasid.sources.kept import sha256_of
from rasid.sources.unpacking import compression_of, encoding_of, file_chunks
from rasid.upkeep.identifying import Identity

TEXTS = (".html", ".md", ".csv", ".json", ".ndjson", ".txt", ".svg", ".xml", ".sh", ".ps1")
"""Of written files those that can be searched."""


def erase_from_kept(
    path: Path, identity: Identity, scratch: Path, record: Callable[[str], None]
) -> bool:
    """Write a kept file anew where it tells of the person; else return False.

    `record` is told the new SHA-256 before the file takes its place; it is that of the file as it
    would be given: uncompressed where the compression is ours.
    """
    compression = compression_of(path)
    draft = scratch / f"erased{path.suffix}"
    erase = _from_parquet if compression == "parquet" else _from_text
    try:
        if not erase(path, compression, draft, identity):
            return False
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        record(sha256_of(draft))
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return True


def tells_of(path: Path, identity: Identity) -> bool:
    """Tell whether a written file, if it is a text, tells of the person."""
    if path.suffix not in TEXTS:
        return False
    text = path.read_text(encoding="utf-8", errors="surrogateescape")
    return identity.replaced(text) != text


def _from_text(path: Path, compression: str, draft: Path, identity: Identity) -> bool:
    changed = False
    chunks = file_chunks(path, compression, trusted=True)
    first = next(chunks, b"")
    encoding = encoding_of(first)
    errors = "surrogateescape" if encoding == "utf-8" else "replace"
    with _packed(draft, compression) as file:
        for text in _pieces(chain([first], chunks), encoding, errors):
            erased = identity.replaced(text)
            changed = changed or erased != text
            file.write(erased.encode(encoding, errors))
    return changed


def _pieces(chunks: Iterator[bytes], encoding: str, errors: str) -> Iterator[str]:
    """Yield a text in pieces that are cut where a line ends, or else a text of JSON."""
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    held = ""
    for chunk in chunks:
        held += decoder.decode(chunk)
        cut = max(held.rfind("\n"), held.rfind("\r")) + 1 or held.rfind('"') + 1
        if cut:
            yield held[:cut]
            held = held[cut:]
    yield held + decoder.decode(b"", final=True)


@contextmanager
def _packed(path: Path, compression: str) -> Iterator[IO[bytes]]:
    """Open a file to write, compressed as said."""
    if compression == "gzip":
        with path.open("wb") as raw, gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as packed:
            yield cast("IO[bytes]", packed)
    elif compression == "zstd":
        with pa.CompressedOutputStream(str(path), "zstd") as stream:
            yield cast("IO[bytes]", stream)
    else:
        with path.open("wb") as file:
            yield file


def _from_parquet(path: Path, _: str, draft: Path, identity: Identity) -> bool:
    changed = False
    with parquet.ParquetFile(path) as file, parquet.ParquetWriter(draft, file.schema_arrow) as out:
        for batch in file.iter_batches():
            columns = [_erased(column, identity) for column in batch.columns]
            erased = pa.record_batch(columns, schema=batch.schema)
            changed = changed or not erased.equals(batch)
            out.write_batch(erased)
    return changed


def _erased(values: pa.Array, identity: Identity) -> pa.Array:
    """Return an array without the person, however deep its texts lie."""
    kind = values.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        coded = pc.dictionary_encode(values)
        texts = [text and identity.replaced(text) for text in coded.dictionary.to_pylist()]
        return pa.array(texts, kind).take(coded.indices)
    if pa.types.is_dictionary(kind):
        inner = _erased(values.dictionary, identity)
        return pa.DictionaryArray.from_arrays(values.indices, inner)
    if pa.types.is_struct(kind):
        fields = [_erased(values.field(at), identity) for at in range(kind.num_fields)]
        return pa.StructArray.from_arrays(fields, fields=list(kind), mask=values.is_null())
    if pa.types.is_map(kind):
        return pa.MapArray.from_arrays(
            values.offsets, _erased(values.keys, identity), _erased(values.items, identity)
        ).cast(kind)
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        inner = _erased(values.values, identity)
        return type(values).from_arrays(values.offsets, inner, mask=values.is_null()).cast(kind)
    return values
