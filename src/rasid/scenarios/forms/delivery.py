"""How a log reaches whoever reads it: late records, a file a day, pages, and what comes twice."""

import csv
import gzip
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import numpy as np

from rasid.scenarios.chance import numbers
from rasid.scenarios.log import Row
from rasid.scenarios.month import DAY_MS, Month
from rasid.scenarios.world.build import World

Again = Mapping[str, int]
"""For records that are delivered twice, by id, how many days after the first time."""

_COMPRESSED_EVERY = 11


class Arrival(NamedTuple):
    """One row as it reaches the log, with its id, on a day counted from 0."""

    day: int
    row: Row
    uid: str


class Written(NamedTuple):
    """One record as text, for the file of a day whose name begins with `name`."""

    name: str
    day: int
    uid: str
    text: str


class Layout(NamedTuple):
    """How files of one name are put together; `page` records at most, 0 for a day's in one."""

    suffix: str
    pack: Callable[[list[str]], str]
    page: int = 0


def arrivals(world: World, rows: list[Row], uids: list[str]) -> Iterator[Arrival]:
    """Yield rows as they reach the log: some seconds late, a few by minutes."""
    draw = numbers(world.parameters.seed, "arrivals")
    late = draw.exponential(np.where(draw.random(len(rows)) < 0.01, 400_000, 1_500))
    arrived = np.array([row.time for row in rows], np.int64) + late.astype(np.int64)
    days = (arrived - world.month.start_ms) // DAY_MS
    days = np.clip(days, 0, world.month.days - 1).tolist()
    for position in np.argsort(arrived, kind="stable").tolist():
        yield Arrival(days[position], rows[position], uids[position])


def deliver(
    written: Iterable[Written],
    again: Again,
    layouts: Mapping[str, Layout],
    month: Month,
    folder: Path,
) -> None:
    """Write records, which come day by day, to the folder, and some of them twice.

    A second delivery is a file of its own, on the day it comes; the month's last day takes those
    that would come later.
    """
    waiting: dict[tuple[str, int], list[str]] = {}
    for day, of_day in groupby(written, lambda one: one.day):
        files: dict[str, list[str]] = {}
        for one in of_day:
            files.setdefault(one.name, []).append(one.text)
            if one.uid in again:
                last = min(day + again[one.uid], month.days - 1)
                waiting.setdefault((one.name, last), []).append(one.text)
        for name, texts in files.items():
            _write(folder, f"{name}-{month.date_of(day)}", layouts[name], texts, day)
    for (name, day), texts in waiting.items():
        _write(folder, f"{name}-{month.date_of(day)}.again", layouts[name], texts, day)


def _write(folder: Path, name: str, layout: Layout, texts: list[str], day: int) -> None:
    size = layout.page or len(texts)
    for page, start in enumerate(range(0, len(texts), size), 1):
        number = f".{page:04}" if layout.page else ""
        content = layout.pack(texts[start : start + size]).encode()
        path = folder / f"{name}{number}.{layout.suffix}"
        if day % _COMPRESSED_EVERY == 7:
            path, content = path.with_name(path.name + ".gz"), gzip.compress(content, 6, mtime=0)
        path.write_bytes(content)


def as_lines(texts: list[str]) -> str:
    """Put a record on each line."""
    return "".join(f"{text}\n" for text in texts)


def as_array(texts: list[str]) -> str:
    """Make one JSON array, as an answer of an API is."""
    return "[" + ",".join(texts) + "]\n"


def as_value(texts: list[str], context: str) -> str:
    """Make an answer of Microsoft Graph, which holds its records in `value`."""
    return f'{{"@odata.context":"{context}","value":[{",".join(texts)}]}}\n'


def as_items(texts: list[str], kind: str) -> str:
    """Make an answer of a Google API, which holds its records in `items`."""
    return f'{{"kind":"{kind}","items":[{",".join(texts)}]}}\n'


def as_table(texts: list[str], columns: tuple[str, ...]) -> str:
    """Make a CSV of records that are JSON arrays of their cells."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(map(json.loads, texts))
    return table.getvalue()


def to_json(content: object) -> str:
    """Encode one record."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
