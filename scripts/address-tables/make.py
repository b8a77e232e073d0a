"""Make the packaged tables of networks and countries from the npm packages' CSV files.

Usage: make.py NODE_MODULES TARGET. Where ranges overlap, the narrower one counts, whichever package
it is from; what is left are disjoint ranges in order of their first address.
"""

import csv
import heapq
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

PACKAGES = Path("@ip-location-db")
COLUMNS = {"network": ("asn", "as_name"), "country": ("country",)}
# The first names whole blocks of the Asian registry AU, where the second knows who holds a part.
PACKAGES_OF = {"network": ("asn",), "country": ("geo-whois-asn-country", "asn-country")}
FAMILIES = (4, 6)


class Range(NamedTuple):
    """Addresses from `first` to `last`, both included, and what is said of them."""

    first: int
    last: int
    said: tuple[str, ...]


def read(path: Path) -> Iterator[Range]:
    """Yield the rows of one CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file):
            yield Range(int(row[0]), int(row[1]), tuple(row[2:]))


def disjoint(ranges: list[Range]) -> Iterator[Range]:
    """Yield ranges that do not overlap; of those that did the narrowest, of equals the first."""
    order = sorted(range(len(ranges)), key=lambda at: ranges[at].first)
    edges = sorted({r.first for r in ranges} | {r.last + 1 for r in ranges})
    open_ranges: list[tuple[int, int]] = []
    taken = 0
    for first, following in pairwise(edges):
        while taken < len(order) and ranges[order[taken]].first <= first:
            one = ranges[order[taken]]
            heapq.heappush(open_ranges, (one.last - one.first, order[taken]))
            taken += 1
        while open_ranges and ranges[open_ranges[0][1]].last < first:
            heapq.heappop(open_ranges)
        if open_ranges:
            yield Range(first, following - 1, ranges[open_ranges[0][1]].said)


def merged(ranges: Iterator[Range]) -> Iterator[Range]:
    """Join neighbours of which the same is said."""
    held: Range | None = None
    for one in ranges:
        if held and held.last + 1 == one.first and held.said == one.said:
            held = Range(held.first, one.last, held.said)
            continue
        if held:
            yield held
        held = one
    if held:
        yield held


def column(values: list[int], family: int) -> pa.Array:
    """Return addresses as numbers, IPv6 ones as 16 bytes, which compare as they do."""
    if family == 4:
        return pa.array(values, pa.int64())
    return pa.array([value.to_bytes(16, "big") for value in values], pa.binary())


def main(modules: Path, target: Path) -> None:
    """Write one Parquet file for each table and family."""
    for kind, names in COLUMNS.items():
        for family in FAMILIES:
            ranges = [
                row
                for package in PACKAGES_OF[kind]
                for row in read(modules / PACKAGES / package / f"{package}-ipv{family}-num.csv")
            ]
            rows = list(merged(disjoint(ranges)))
            said = {name: pa.array([row.said[at] for row in rows]) for at, name in enumerate(names)}
            if "asn" in said:
                said["asn"] = pa.array([int(row.said[0]) for row in rows], pa.int64())
            table = pa.table(
                {
                    "first": column([row.first for row in rows], family),
                    "last": column([row.last for row in rows], family),
                    **said,
                }
            )
            path = target / f"{kind}_ipv{family}.parquet"
            packed = "DELTA_BINARY_PACKED" if family == 4 else "DELTA_BYTE_ARRAY"
            pq.write_table(
                table,
                path,
                compression="zstd",
                compression_level=19,
                store_schema=False,
                use_dictionary=list(names) if kind != "network" else ["as_name"],
                column_encoding={"first": packed, "last": packed}
                | ({"asn": "DELTA_BINARY_PACKED"} if kind == "network" else {}),
            )
            print(f"{path}: {len(rows)} ranges, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
