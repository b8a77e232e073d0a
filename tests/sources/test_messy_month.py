"""A month as it comes in practice gives the same events as the clean month."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from rasid.scenarios import simulate
from rasid.sources.unpacking import compression_of, file_chunks
from rasid.tables.events import EVENTS
from sources.hostile_files import archive, packed
from sources.log_home import Site

COLUMNS = [name for name in EVENTS.column_names if not name.startswith("raw_")]
SEED = 7
TEARS = 3


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


def spoiled(records: list[bytes], draw: Random) -> list[bytes]:
    """Return records with torn ones and binary rubbish in between."""
    torn = [line[: draw.randrange(2, len(line) - 1)] for line in draw.sample(records, TEARS)]
    rubbish = [b"\x00" + draw.randbytes(50).replace(b"\n", b"") for _ in range(TEARS)]
    together = [*records, *torn, *rubbish]
    draw.shuffle(together)
    return together


def write_messy(folder: Path, records: list[bytes], draw: Random) -> dict[Path, int]:
    """Write the records, 3 % twice, in every way; return the files and their rejects."""
    folder.mkdir()
    given = records + draw.sample(records, len(records) * 3 // 100)
    draw.shuffle(given)
    ways = len(WHOLE) + len(LINED) + 1
    shares = [given[nth::ways] for nth in range(ways)]
    files: dict[Path, int] = {}
    for (name, write, rejects), share in zip(WHOLE, shares, strict=False):
        (folder / name).write_bytes(write(share))
        files[folder / name] = rejects
    for (name, wrap), share in zip(LINED, shares[len(WHOLE) :], strict=False):
        overlap = draw.sample(records, 20)
        (folder / name).write_bytes(wrap(as_lines(spoiled(share + overlap, draw))))
        files[folder / name] = 2 * TEARS
    last = spoiled(shares[-1], draw)
    halves = (last[::2], last[1::2])
    members = [(f"{nth}.ndjson", as_lines(half)) for nth, half in enumerate(halves)]
    files[archive(folder / "both.zip", members)] = 2 * TEARS
    return files


def lines_of(path: Path) -> list[bytes]:
    content = b"".join(file_chunks(path, compression_of(path), trusted=True))
    return [line for line in content.split(b"\n") if line]


def events(site: Site) -> list[tuple[Any, ...]]:
    return site.events(*(f'"{name}"' for name in COLUMNS))


@pytest.mark.slow
@pytest.mark.parametrize("seed", [2])
def test_messy_month_is_the_clean_month(
    site: Site, other_site: Site, tmp_path: Path, seed: int
) -> None:
    draw = Random(seed)
    month = simulate("patient", SEED, tmp_path / "month", scale=0.01)
    records = [line for path in sorted(month.logs.iterdir()) for line in lines_of(path)]
    files = write_messy(tmp_path / "messy", records, draw)
    order = [*files, *draw.sample(sorted(files), 3)]
    draw.shuffle(order)

    site.take(month.logs)
    for path in order:
        reports = other_site.take(path)
        assert files[path] == sum(report.rejected for report in reports)
        assert all(r.lines == r.new + r.duplicate + r.rejected for r in reports)

    assert month.events == len(events(site))
    assert events(site) == events(other_site)
    assert sum(files.values()) == len(other_site.rejects())
