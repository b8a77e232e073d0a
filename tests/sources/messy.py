"""Logs as they come in practice: spoilt, twice, shuffled, overlapping, packed and mixed."""

import csv
import gzip
import io
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from rasid.sources.unpacking import compression_of, file_chunks
from sources.hostile_files import archive, packed

TEARS = 3
OVERLAP = 20
AGAIN = 3
"""So many records of a hundred come twice."""
PAGE_LISTS = ("value", "items")


@dataclass(slots=True)
class Records:
    """What a month's files hold: JSON records as they stand, and the rows of tables by header."""

    lines: list[bytes] = field(default_factory=list)
    tables: dict[tuple[str, ...], list[list[str]]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.lines) + sum(map(len, self.tables.values()))


def read_records(paths: Iterable[Path]) -> Records:
    """Read files by Python's own readers: lines, arrays, pages and tables of any compression."""
    found = Records()
    for path in sorted(paths):
        content = b"".join(file_chunks(path, compression_of(path), trusted=True))
        if ".csv" in path.name:
            header, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
            found.tables.setdefault(tuple(header), []).extend(rows)
        else:
            found.lines += _lines(content)
    return found


def _lines(content: bytes) -> list[bytes]:
    try:
        whole: Any = json.loads(content)
    except ValueError:
        return [line for line in content.split(b"\n") if line]
    if isinstance(whole, dict):
        listed = [whole[name] for name in PAGE_LISTS if isinstance(whole.get(name), list)]
        whole = listed[0] if listed else [whole]
    return [json.dumps(record).encode() for record in whole]


def as_lines(records: list[bytes]) -> bytes:
    return b"\n".join(records) + b"\n"


def as_array(records: list[bytes]) -> bytes:
    return b"[" + b",".join(records) + b"]"


def as_page(records: list[bytes]) -> bytes:
    return json.dumps({"value": [json.loads(record) for record in records]}, indent=2).encode()


def as_two_arrays(records: list[bytes]) -> bytes:
    half = len(records) // 2
    return as_array(records[:half]) + b"\n" + as_array(records[half:])


def as_cut_array(records: list[bytes]) -> bytes:
    return as_array(records)[:-1] + b"," + records[0][:40]


WHOLE: list[tuple[str, Callable[[list[bytes]], bytes], int]] = [
    ("array.json", as_array, 0),
    ("page.json", as_page, 0),
    ("two.json", as_two_arrays, 0),
    ("cut.json", as_cut_array, 1),
    ("array.json.gz", lambda records: gzip.compress(as_array(records)), 0),
    ("page.json.zst", lambda records: packed(as_page(records)), 0),
]
"""Ways to write records, and how many rejects they bring along."""

LINED: list[tuple[str, Callable[[bytes], bytes]]] = [
    ("plain.ndjson", bytes),
    ("crlf.ndjson", lambda text: text.replace(b"\n", b"\r\n")),
    ("packed.ndjson.gz", gzip.compress),
    ("packed.ndjson.zst", packed),
    ("wide.ndjson", lambda text: text.decode("utf-8", "replace").encode("utf-16")),
]
"""Ways to write lines, among which are torn ones and rubbish."""


def write_messy(folder: Path, records: Records, draw: Random) -> dict[Path, int]:
    """Write the records, some twice, in every way; return the files and their rejects."""
    folder.mkdir()
    files = _write_lines(folder / "json", records.lines, draw)
    for nth, (header, rows) in enumerate(records.tables.items()):
        files |= _write_tables(folder / f"tables-{nth}", header, rows, draw)
    return files


def _write_lines(folder: Path, records: list[bytes], draw: Random) -> dict[Path, int]:
    (folder / "deeper").mkdir(parents=True)
    given = _twice(records, draw)
    ways = len(WHOLE) + len(LINED) + 1
    shares = [given[nth::ways] for nth in range(ways)]
    files: dict[Path, int] = {}
    for (name, write, rejects), share in zip(WHOLE, shares, strict=False):
        (folder / name).write_bytes(write(share))
        files[folder / name] = rejects
    for (name, wrap), share in zip(LINED, shares[len(WHOLE) :], strict=False):
        overlap = draw.sample(records, OVERLAP)
        path = folder / "deeper" / name
        path.write_bytes(wrap(as_lines(_spoiled(share + overlap, draw))))
        files[path] = 2 * TEARS
    last = _spoiled(shares[-1], draw)
    halves = (last[::2], last[1::2])
    members = [(f"{nth}.ndjson", as_lines(half)) for nth, half in enumerate(halves)]
    files[archive(folder / "both.zip", members)] = 2 * TEARS
    return files


def _twice(records: list[Any], draw: Random) -> list[Any]:
    """Return records in any order, some of them twice."""
    given = records + draw.sample(records, len(records) * AGAIN // 100)
    draw.shuffle(given)
    return given


def _spoiled(records: list[bytes], draw: Random) -> list[bytes]:
    """Return records with torn ones and binary rubbish in between."""
    torn = [line[: draw.randrange(2, len(line) - 1)] for line in draw.sample(records, TEARS)]
    rubbish = [b"\x00" + draw.randbytes(50).replace(b"\n", b"") for _ in range(TEARS)]
    together = [*records, *torn, *rubbish]
    draw.shuffle(together)
    return together


def _write_tables(
    folder: Path, header: tuple[str, ...], rows: list[list[str]], draw: Random
) -> dict[Path, int]:
    """Write rows as tables that overlap; each has one row that is torn after its second cell."""
    folder.mkdir()
    given = _twice(rows, draw)
    thirds = [given[nth::3] + draw.sample(rows, min(OVERLAP, len(rows))) for nth in range(3)]
    made = [_table(header, [*third, third[0][:2]]) for third in thirds]
    (folder / "plain.csv").write_bytes(made[0])
    (folder / "wide.csv.gz").write_bytes(gzip.compress(made[1].decode().encode("utf-16")))
    packed_table = archive(folder / "table.zip", [("table.csv", made[2])])
    return dict.fromkeys((folder / "plain.csv", folder / "wide.csv.gz", packed_table), 1)


def _table(header: tuple[str, ...], rows: list[list[str]]) -> bytes:
    written = io.StringIO(newline="")
    csv.writer(written).writerows([header, *rows])
    return written.getvalue().encode()
