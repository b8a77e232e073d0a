"""Back to the evidence: the raw text of events, out of the kept files."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rasid.engines.duckdb import DuckDB
from rasid.engines.store import Store
from rasid.settings import Home
from rasid.sources import reading
from rasid.sources.imported import read_imported
from rasid.sources.items import Broken, items
from rasid.sources.kept import Kept, chunks, find_kept, is_as_it_came
from rasid.sources.mapping import Mapping, mappings
from rasid.sources.mending import columns_of, csv_rows, numbered_lines
from rasid.sources.recognise import recognise

Wanted = tuple[str, int | None, str]


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
    for raw_file in sorted({file for file, _, _ in wanted}):
        events = [event for event in wanted if event[0] == raw_file]
        kept = find_kept(home, raw_file)
        listed = imported.get(raw_file)
        mapping = mappings().get(listed.format) if listed else None
        if kept and mapping and is_as_it_came(kept.path):
            found.update(_in_file(kept, engine, mapping, events))
        else:
            problem = "was changed since its import" if kept and mapping else "is gone"
            nothing = RawRecord("", problem=f"the kept file {raw_file} {problem}")
            found.update(dict.fromkeys(events, nothing))
    return [found[event] for event in wanted]


def _in_file(
    kept: Kept, engine: DuckDB, mapping: Mapping, events: list[Wanted]
) -> dict[Wanted, RawRecord]:
    container = recognise(kept.path, mapping).container
    by_line: dict[int, list[Wanted]] = {}
    by_uid: dict[str, Wanted] = {}
    for event in events:
        if event[1] is None:
            by_uid[event[2]] = event
        else:
            by_line.setdefault(event[1], []).append(event)
    positions = _positions(engine, kept, container, mapping, by_uid)
    texts: dict[Wanted, list[tuple[int, str]]] = {event: [] for event in events}
    for position, line, text in _records(kept, container):
        for event in [*by_line.get(line, ()), *positions.get(position, ())]:
            texts[event].append((line, text))
    return {event: _joined(event, found) for event, found in texts.items()}


def _joined(event: Wanted, found: list[tuple[int, str]]) -> RawRecord:
    if not found:
        return RawRecord("", problem=f"{event[2]} is not in the kept file {event[0]}")
    return RawRecord("\n".join(text for _, text in found), line=found[0][0])


def _positions(
    engine: DuckDB, kept: Kept, container: str, mapping: Mapping, by_uid: dict[str, Wanted]
) -> dict[int, list[Wanted]]:
    """Find events by their id: the position, from 1, of each record that has it."""
    if not by_uid:
        return {}
    reading.prepare(engine)
    if container == "csv":
        header = columns_of(kept, mapping.read)
        source = reading.table(mapping, kept.raw_file, kept.path, kept.compression, header)
    else:
        paths = {kept.raw_file: kept.path}
        source = reading.lines(mapping, paths, kept.compression, hashed=True, ordered=True)
    rows = engine.rows(
        f"SELECT raw_line, event_uid FROM ({source.framed()}) "
        "WHERE event_uid IN (SELECT unnest($uids))",
        {"uids": sorted(by_uid)},
    )
    return {position: [by_uid[uid]] for position, uid in rows}


def _records(kept: Kept, container: str) -> Iterator[tuple[int, int, str]]:
    """Yield each record's position among the records, its line, and its text."""
    if container == "csv":
        for number, (_, text) in enumerate(csv_rows(kept)):
            yield number, number, text
    elif container == "json":
        text = b"".join(chunks(kept.path, kept.compression)).decode("utf-8", "replace")
        for number, item in enumerate(items(text), 1):
            shown = item.text if isinstance(item, Broken) else json.dumps(item, ensure_ascii=False)
            yield number, number, shown
    else:
        position = 0
        for number, line in numbered_lines(kept):
            if line.strip():
                position += 1
                yield position, number, line.decode("utf-8", "replace").strip()
