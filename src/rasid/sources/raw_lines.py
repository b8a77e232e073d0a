"""Back to the evidence: the raw text of events, out of the kept files."""

import json
import tempfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from rasid.engines.duckdb import DuckDB, quote
from rasid.engines.store import Store
from rasid.ledger import open_ledger
from rasid.settings import Home
from rasid.sources import reading
from rasid.sources.batch import LEVELLED, copying, is_copied
from rasid.sources.counting import Count
from rasid.sources.event_query import narrowed
from rasid.sources.finding import Source
from rasid.sources.formats import Formats
from rasid.sources.imported import Imported, read_imported
from rasid.sources.kept import Kept, erased_files, find_kept, is_as_known
from rasid.sources.mapping import Mapping
from rasid.sources.mending import columns_of, csv_rows, numbered_lines
from rasid.sources.own_formats import formats_of
from rasid.sources.recognise import Recognised, recognise

Wanted = tuple[str, int | None, str]

_NO_LINES = ("csv", "parquet", "message")
_FEW = 64
"""Of so many ids of a file it is cheaper to look for their letters than to read every record."""
_PART = 1 << 23
"""Bytes of text read at once: the engine holds each record of it with all that is read of it."""


@dataclass(frozen=True, slots=True)
class RawRecord:
    """The text of one event as it came; or why it cannot be shown.

    Where one file holds several records under one id, all of them, one a line.
    """

    text: str
    line: int | None = None
    problem: str = ""


def raw_lines(
    home: Home, store: Store, engine: DuckDB, wanted: Sequence[Wanted]
) -> list[RawRecord]:
    """Return the raw text of each wanted event (its raw_file, raw_line and event_uid), in order."""
    found: dict[Wanted, RawRecord] = {}
    imported = read_imported(store)
    with open_ledger(home) as ledger:
        erased = erased_files(ledger)
    formats = formats_of(home, engine)
    reading.prepare(engine, formats.codes)
    for raw_file in sorted({file for file, _, _ in wanted}):
        events = [event for event in wanted if event[0] == raw_file]
        kept = find_kept(home, raw_file)
        listed = imported.get(raw_file)
        chosen = mappings_of(listed, formats)
        if kept and chosen and is_as_known(kept.path, erased.get(raw_file, raw_file)):
            found.update(_in_file(kept, engine, chosen, events))
        else:
            problem = "was changed since its import" if kept and chosen else "is gone"
            nothing = RawRecord("", problem=f"the kept file {raw_file} {problem}")
            found.update(dict.fromkeys(events, nothing))
    return [found[event] for event in wanted]


def mappings_of(listed: Imported | None, formats: Formats) -> tuple[Mapping, ...]:
    """Return the mappings that read an imported file, none where one is no longer there."""
    names = listed.format.split(",") if listed else []
    known = formats.mappings
    return tuple(known[name] for name in names) if all(name in known for name in names) else ()


def _in_file(
    kept: Kept, engine: DuckDB, mappings: tuple[Mapping, ...], events: list[Wanted]
) -> dict[Wanted, RawRecord]:
    by_line: dict[int, list[Wanted]] = {}
    by_uid: dict[str, list[Wanted]] = {}
    for event in events:
        if event[1] is None:
            by_uid.setdefault(event[2], []).append(event)
        else:
            by_line.setdefault(event[1], []).append(event)
    source = Source(kept.path, kept.name, named=True, size=kept.size)
    how = recognise(source, mappings, chosen=True)
    with tempfile.TemporaryDirectory() as folder:
        file = as_imported(kept, how, Path(folder) / "text")
        by_letters = how.container not in _NO_LINES and _are_spelled_out(by_uid)
        texts: dict[Wanted, list[tuple[int, str]]] = {}
        for marks in [_marks(by_uid), None] if by_letters else [None]:
            texts.clear()
            for part, numbers in _parts(file, how, Path(folder) / "part", by_line, marks):
                positions = _positions(engine, part, how, mappings, by_uid)
                for position, own, text in _records(engine, part, how):
                    line = numbers[position - 1] if numbers else own
                    for event in [*by_line.get(line, ()), *positions.get(position, ())]:
                        texts.setdefault(event, []).append((line, text))
            if len(texts) == len(set(events)):
                break
    return {event: _joined(event, texts.get(event, [])) for event in events}


def _are_spelled_out(uids: Iterable[str]) -> bool:
    """Tell whether records with these few ids hold them letter by letter, or escaped."""
    names = list(uids)
    return len(names) <= _FEW and all(json.dumps(name) == f'"{name}"' for name in names)


def _marks(uids: Iterable[str]) -> list[bytes]:
    """Return what a line holds, any of it, that may be of one of these ids.

    A line with an escape may spell an id otherwise, so it may be of any.
    """
    marks = [*(uid.encode() for uid in uids), b"\\u"]
    return [*marks, b"\\/"] if any(b"/" in mark for mark in marks) else marks


def _parts(
    kept: Kept,
    how: Recognised,
    target: Path,
    lines: Collection[int],
    marks: Sequence[bytes] | None,
) -> Iterator[tuple[Kept, list[int]]]:
    """Yield a file in parts that the engine can hold, and the number of each part's lines.

    With `marks`, only lines that hold one, and those of `lines`. What has no lines is one part,
    without numbers. Each part is written to `target`, over the one before.
    """
    if how.container in _NO_LINES:
        yield kept, []
        return
    wanted = (
        (number, line)
        for number, line in numbered_lines(kept)
        if line
        and not line.isspace()
        and (marks is None or number in lines or any(map(line.__contains__, marks)))
    )
    while True:
        numbers, size = [], 0
        with target.open("wb") as file:
            for number, line in wanted:
                numbers.append(number)
                size += file.write(line + b"\n")
                if size >= _PART:
                    break
        if not numbers:
            return
        yield replace(kept, levelled=target, counted=_counted(len(numbers))), numbers


def _counted(records: int) -> Future[Count]:
    known: Future[Count] = Future()
    known.set_result(Count(records))
    return known


def as_imported(kept: Kept, how: Recognised, target: Path) -> Kept:
    """Write the text of a kept file in the form in which it was imported, if that is another."""
    kept = replace(kept, delimiter=how.layout.delimiter)
    if not is_copied(how):
        return kept
    with target.open("wb") as file:
        counter = copying(how, file)
        with suppress(EOFError):
            for chunk in kept.text():
                counter.feed(chunk)
        kept.counted.set_result(counter.end())
    return replace(kept, levelled=target)


def _joined(event: Wanted, found: list[tuple[int, str]]) -> RawRecord:
    if not found:
        return RawRecord("", problem=f"{event[2]} is not in the kept file {event[0]}")
    return RawRecord("\n".join(text for _, text in found), line=found[0][0])


def _positions(
    engine: DuckDB,
    kept: Kept,
    how: Recognised,
    mappings: tuple[Mapping, ...],
    by_uid: dict[str, list[Wanted]],
) -> dict[int, list[Wanted]]:
    """Find events by their id: the position, from 1, of each record that has it."""
    positions: dict[int, list[Wanted]] = {}
    if not by_uid:
        return positions
    compression = "none" if kept.levelled else kept.compression
    path = kept.levelled or kept.path
    for nth, whole in enumerate(mappings):
        mapping = narrowed(whole, ("event_uid",))
        if how.container == "csv":
            header = columns_of(kept, whole.read)
            source = reading.table(mapping, kept, header, ordered=True)
        else:
            paths, before = {kept.raw_file: path}, [narrowed(one, ()) for one in mappings[:nth]]
            source = reading.lines(
                mapping, paths, compression, before=before, hashed=True, ordered=True
            )
        rows = engine.rows(
            f"SELECT raw_line, event_uid FROM ({source.framed()}) "
            "WHERE is_record AND event_uid IN (SELECT unnest($uids))",
            {"uids": sorted(by_uid)},
        )
        positions |= {position: by_uid[uid] for position, uid in rows}
    return positions


def _compact(text: str) -> str:
    """Return JSON without the blanks of its layout; as it is where it is none."""
    try:
        return json.dumps(json.loads(text), ensure_ascii=False)
    except (ValueError, RecursionError):
        return text


def _records(engine: DuckDB, kept: Kept, how: Recognised) -> Iterator[tuple[int, int, str]]:
    """Yield each record's position among the records, its line, and its text."""
    if how.container == "parquet":
        rows = engine.rows(
            "SELECT file_row_number + 1, CAST(to_json(row) AS VARCHAR) FROM read_parquet("
            f"{quote(str(kept.path))}, hive_partitioning = false, file_row_number = true) AS row"
        )
        for number, text in rows:
            yield number, number, text
    elif how.container == "message":
        yield 1, 1, b"".join(kept.bytes()).decode("utf-8", "replace")
    elif how.container == "csv":
        for number, (_, text) in enumerate(csv_rows(kept)):
            yield number, number, text
    else:
        position = 0
        for number, line in numbered_lines(kept):
            if line.strip():
                position += 1
                text = line.decode("utf-8", "replace").strip()
                yield position, number, _compact(text) if how.container in LEVELLED else text
