"""Make the packaged tables of networks and countries from the npm packages' CSV files.

Usage: make.py NODE_MODULES TARGET. Where ranges overlap, the narrower one counts; what is left are
disjoint ranges in order of their first address.
"""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

PACKAGES = Path("@ip-location-db")
TABLES = {"asn": ("asn", "as_name"), "geo-whois-asn-country": ("country",)}
NAMES = {"asn": "network", "geo-whois-asn-country": "country"}
FAMILIES = (4, 6)


class Range(NamedTuple):
    """Addresses from `first` to `last`, both included, and what is said of them."""

    first: int
    last: int
    said: tuple[str, ...]


def read(path: Path) -> list[Range]:
    """Read one CSV file, wider ranges before the narrower ones in them."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [Range(int(row[0]), int(row[1]), tuple(row[2:])) for row in csv.reader(file)]
    return sorted(rows, key=lambda row: (row.first, -row.last))


def disjoint(ranges: list[Range]) -> Iterator[Range]:
    """Yield ranges that do not overlap; of two that did, the narrower one has what they shared."""
    open_ranges: list[Range] = []
    at = 0
    for following in [*ranges, None]:
        until = following.first if following else None
        while open_ranges and (until is None or open_ranges[-1].last < until):
            top = open_ranges.pop()
            if at <= top.last:
                yield Range(at, top.last, top.said)
                at = top.last + 1
        if following:
            if open_ranges and at < following.first:
                yield Range(at, following.first - 1, open_ranges[-1].said)
            at = max(at, following.first)
            open_ranges.append(following)


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
    for package, names in TABLES.items():
        for family in FAMILIES:
            source = modules / PACKAGES / package / f"{package}-ipv{family}-num.csv"
            rows = list(merged(disjoint(read(source))))
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
            path = target / f"{NAMES[package]}_ipv{family}.parquet"
            packed = "DELTA_BINARY_PACKED" if family == 4 else "DELTA_BYTE_ARRAY"
            pq.write_table(
                table,
                path,
                compression="zstd",
                compression_level=19,
                store_schema=False,
                use_dictionary=list(names) if package != "asn" else ["as_name"],
                column_encoding={"first": packed, "last": packed}
                | ({"asn": "DELTA_BINARY_PACKED"} if package == "asn" else {}),
            )
            print(f"{path}: {len(rows)} ranges, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
