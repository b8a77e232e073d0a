"""Imported records read once more, for what their vendors call things: out of the kept files.

Each record comes with its file and its event's id, by which it is found among the events. What the
engine cannot read of a file, and had to be mended at its import, is not read here.
"""

import json
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from rasid.engines.duckdb import DuckDB, quote
from rasid.engines.store import Store
from rasid.settings import Home
from rasid.sources import reading
from rasid.sources.counting import LONGEST_RECORD
from rasid.sources.event_query import event_query
from rasid.sources.finding import Source
from rasid.sources.formats import Formats
from rasid.sources.imported import read_imported
from rasid.sources.kept import Kept, find_kept
from rasid.sources.mapping import Mapping, Shape, identifier
from rasid.sources.mending import columns_of
from rasid.sources.own_formats import formats_of
from rasid.sources.raw_lines import as_imported, mappings_of
from rasid.sources.reading import Reading
from rasid.sources.recognise import Recognised, format_of, recognise

_WORDS = re.compile(r"[A-Za-z_]\w*")
_FILES_LOOKED_AT = 20
_RECORDS_LOOKED_AT = 4000
_UNKNOWN = (
    "CAST(NULL AS BIGINT) AS raw_line, CAST(NULL AS VARCHAR) AS record_hash, "
    "CAST(NULL AS VARCHAR) AS record_text, false AS record_claimed, "
    "CAST(NULL AS VARCHAR) AS excerpt"
)


@dataclass(frozen=True, slots=True)
class Originals:
    """Files that one mapping reads alike, and how.

    `whole` returns the relation of some of the `paths`, with each record's text, which is the
    expression `text`. Where `flat`, every line is a record: the engine reads only what is asked.
    """

    mapping: Mapping
    whole: Callable[[Dictionary[str, Path]], Reading]
    text: str
    paths: Dictionary[str, Path]
    engine: DuckDB
    compression: str = ""
    flat: bool = False

    @property
    def format(self) -> str:
        """The mapping's name."""
        return self.mapping.name

    def sample(self) -> list[Dictionary[str, object]]:
        """Return the first records of the first files, for the names and kinds of what they hold.

        Where the mapping reads a text within a record, what that holds stands beside the rest.
        """
        paths = dict(islice(self.paths.items(), _FILES_LOOKED_AT))
        found: list[Dictionary[str, object]] = []
        for raw_file, path in paths.items():
            query = self._whole_query((), (), {raw_file: path})
            most = _RECORDS_LOOKED_AT // len(paths)
            rows = self.engine.rows(f"SELECT record FROM ({query}) LIMIT {most}")
            found += (record for (text,) in rows if isinstance(record := _parsed(text), dict))
        return [_opened(record, self.mapping.inside) for record in found]

    def query(self, keys: Sequence[str], told: Sequence[str], *, text: bool) -> str:
        """Return the query of raw_file, event_uid, `k0` … , `t0` … and, if asked for, `record`.

        `keys` are top-level names of records, whose values come as text, objects as JSON; `told`
        are expressions in the mapping's own terms.
        """
        if self.flat and not text and self._has_ids():
            return self._flat_query(keys, told)
        return self._whole_query(keys, told, self.paths)

    def _has_ids(self) -> bool:
        """Tell whether each of the first records has an id of its own."""
        if self.mapping.nameless:
            return False
        query = _trimmed_query(self.mapping, self.whole(self.paths).relation, ())
        rows = self.engine.rows(
            f"SELECT count(*) FROM (SELECT event_uid FROM ({query}) WHERE is_record "
            f"LIMIT {_RECORDS_LOOKED_AT}) WHERE coalesce(event_uid, '') = ''"
        )
        return rows == [(0,)]

    def _whole_query(
        self, keys: Sequence[str], told: Sequence[str], paths: Dictionary[str, Path]
    ) -> str:
        source = self.whole(paths)
        mapped = _trimmed_query(self.mapping, source.relation, told)
        chosen = ", ".join(quote(f"$.{_step(key)}") for key in keys)
        inside = quote(f"$.{_step(self.mapping.inside)}")
        inner = f"record ->> {inside}"
        listed = f", json_extract_string(record, [{chosen}]) AS given_values" if keys else ""
        if keys and self.mapping.inside:
            listed += (
                f", CASE WHEN json_valid({inner}) "
                f"THEN json_extract_string({inner}, [{chosen}]) END AS held_values"
            )
        value = (
            "coalesce(held_values[{0}], given_values[{0}])"
            if self.mapping.inside
            else "given_values[{0}]"
        )
        columns = "".join(f", {value.format(n + 1)} AS k{n}" for n in range(len(keys)))
        told_columns = "".join(f", t{n}" for n in range(len(told)))
        return (
            f"SELECT raw_file, event_uid{columns}{told_columns}, record FROM (SELECT *{listed} "
            f"FROM (SELECT raw_file, coalesce(given(event_uid), record_hash, md5({source.text})) "
            f"AS event_uid{told_columns}, {self.text} AS record FROM ({mapped}) WHERE is_record))"
        )

    def _flat_query(self, keys: Sequence[str], told: Sequence[str]) -> str:
        needed = _needed(self.mapping, told)
        names = {name.lower(): name for name in (*keys, *needed)}
        places = {name: n for n, name in enumerate(names)}
        listed = ", ".join(f"{identifier(name)}: 'VARCHAR'" for name in names.values())
        source = ", ".join(quote(str(path)) for path in self.paths.values())
        read = "".join(f", {identifier(name)} AS r{n}" for n, name in enumerate(names.values()))
        file = "right(filename, 64)" if len(self.paths) > 1 else quote(next(iter(self.paths)))
        given = "".join(f", r{places[key.lower()]} AS k{n}" for n, key in enumerate(keys))
        typed = "".join(
            f", {_typed(f'r{places[name.lower()]}', shape)} AS {identifier(name)}"
            for name, shape in needed.items()
        )
        relation = (
            f"SELECT raw_file, raw_line, record_hash, record_text, record_claimed, "
            f"excerpt{given}{typed} FROM (SELECT {file} AS raw_file, {_UNKNOWN}{read} "
            f"FROM read_json([{source}], compression = '{self.compression}', "
            f"maximum_object_size = {LONGEST_RECORD}, ignore_errors = true, filename = true, "
            f"format = 'newline_delimited', records = true, columns = {{{listed}}}))"
        )
        mapped = _trimmed_query(self.mapping, relation, told, passed=len(keys))
        columns = "".join(f", k{n}" for n in range(len(keys)))
        told_columns = "".join(f", t{n}" for n in range(len(told)))
        return (
            f"SELECT raw_file, given(event_uid) AS event_uid{columns}{told_columns} "
            f"FROM ({mapped}) WHERE is_record"
        )


def read_originals(
    home: Home, store: Store, engine: DuckDB, folder: Path, wanted: Collection[str]
) -> list[Originals]:
    """Return what was imported in the wanted formats and is still kept; copies are in `folder`.

    Reported messages have no fields of a vendor's, and are left out.
    """
    formats = formats_of(home, engine)
    alike: dict[tuple[str, str], tuple[tuple[Mapping, ...], dict[str, Path]]] = {}
    found: list[Originals] = []
    for raw_file, chosen, kept, how in _readable(home, store, formats, wanted):
        reading.prepare(engine, formats.codes)
        target = folder / raw_file
        file = as_imported(kept, how, target)
        if how.container == "csv":
            found.append(_table(engine, chosen[0], file))
        elif how.container == "parquet":
            found.append(_lake(engine, chosen[0], file))
        else:
            if not file.levelled:
                target.unlink(missing_ok=True)
                target.symlink_to(file.path.resolve())
            compression = "none" if file.levelled else file.compression
            names = format_of(chosen)
            alike.setdefault((names, compression), (chosen, {}))[1][raw_file] = target
    for (_, compression), (chosen, paths) in alike.items():
        found += _lines(engine, chosen, paths, compression)
    return found


def _readable(
    home: Home, store: Store, formats: Formats, wanted: Collection[str]
) -> Iterator[tuple[str, tuple[Mapping, ...], Kept, Recognised]]:
    for raw_file, listed in sorted(read_imported(store).items()):
        chosen = mappings_of(listed, formats)
        if not any(mapping.name in wanted for mapping in chosen):
            continue
        if kept := find_kept(home, raw_file):
            source = Source(kept.path, kept.name, named=True, size=kept.size)
            how = recognise(source, chosen, chosen=True)
            if how.container != "message":
                yield raw_file, chosen, kept, how


def _lines(
    engine: DuckDB, chosen: tuple[Mapping, ...], paths: Dictionary[str, Path], compression: str
) -> Iterator[Originals]:
    for nth, mapping in enumerate(chosen):

        def whole(
            some: Dictionary[str, Path], mapping: Mapping = mapping, nth: int = nth
        ) -> Reading:
            return reading.lines(mapping, some, compression, before=chosen[:nth], hashed=True)

        flat = len(chosen) == 1 and not mapping.inside
        yield Originals(mapping, whole, "record_text", paths, engine, compression, flat)


def _table(engine: DuckDB, mapping: Mapping, kept: Kept) -> Originals:
    header = columns_of(kept, mapping.read)
    return Originals(
        mapping,
        lambda _: reading.table(mapping, kept, header),
        "CAST(to_json(record_text) AS VARCHAR)",
        {kept.raw_file: kept.path},
        engine,
    )


def _lake(engine: DuckDB, mapping: Mapping, kept: Kept) -> Originals:
    return Originals(
        mapping,
        lambda _: reading.lake(mapping, kept.raw_file, kept.path, hashed=True),
        "record_text",
        {kept.raw_file: kept.path},
        engine,
    )


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _opened(record: Dictionary[str, object], inside: str) -> Dictionary[str, object]:
    held = record.get(inside)
    held = _parsed(held) if isinstance(held, str) else held
    return {**record, **held} if isinstance(held, dict) else record


def _trimmed_query(mapping: Mapping, relation: str, told: Sequence[str], *, passed: int = 0) -> str:
    """Return the mapping's query for an event's id and what else is told, and nothing more."""
    words = _words(mapping, told)
    event = {"event_uid": mapping.event.get("event_uid", "NULL")}
    event |= {f"k{n}": f"k{n}" for n in range(passed)}
    event |= {f"t{n}": sql for n, sql in enumerate(told)}
    trimmed = replace(
        mapping,
        let={name: sql for name, sql in mapping.let.items() if name.lower() in words},
        codes={name: code for name, code in mapping.codes.items() if name.lower() in words},
        then={name: sql for name, sql in mapping.then.items() if name.lower() in words},
        event=event,
    )
    return event_query(trimmed, relation)


def _needed(mapping: Mapping, told: Sequence[str]) -> dict[str, Shape]:
    """Return what has to be read of a record for it."""
    words = _words(mapping, told)
    return {name: shape for name, shape in mapping.columns.items() if words & _words_in(name)}


def _words(mapping: Mapping, told: Sequence[str]) -> set[str]:
    """Return every name, in small letters, that what is asked for goes back to."""
    said: dict[str, str] = {}
    for named in (mapping.let, mapping.then):
        for name, sql in named.items():
            said[name.lower()] = f"{said.get(name.lower(), '')} {sql}"
    said |= {name.lower(): str(code["on"]) for name, code in mapping.codes.items()}
    words: set[str] = set()
    waiting = [mapping.record, mapping.event.get("event_uid", "NULL"), *told]
    while waiting:
        new = _words_in(waiting.pop()) - words
        words |= new
        waiting += [said[name] for name in new if name in said]
    return words


def _words_in(sql: str) -> set[str]:
    return {word.lower() for word in _WORDS.findall(sql)}


def _typed(sql: str, shape: Shape) -> str:
    if isinstance(shape, str):
        return sql
    return f"json_transform(CASE WHEN json_valid({sql}) THEN {sql} END, {quote(json.dumps(shape))})"


def _step(key: str) -> str:
    return '"' + key.replace("\\", "\\\\").replace('"', '\\"') + '"'
