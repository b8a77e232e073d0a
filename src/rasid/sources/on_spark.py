"""What Spark reads as DuckDB does; the rest of an import DuckDB reads here, in the same command."""

from collections.abc import Iterable

from rasid.sources.formats import packaged
from rasid.sources.mapping import Mapping
from rasid.sources.recognise import Container

_READ_HERE: frozenset[Container] = frozenset({"csv", "message"})
"""A cell may hold line feeds: one task would read a whole table, slower than DuckDB does."""

PACKED_FOR_DUCKDB = "zstd"
"""Spark reads lines packed so only with libraries that its distribution lacks."""


def is_read_by_spark(container: Container, mappings: Iterable[Mapping]) -> bool:
    """Tell whether Spark reads records so held, of formats whose cases are equal on both engines.

    A home's own mappings have none, also where they take the place of packaged ones.
    """
    known = packaged().mappings
    return container not in _READ_HERE and all(known.get(one.name) == one for one in mappings)
