"""What a file holds, told from its first bytes: its container, and the mappings that read it."""

import csv
import io
import re
from collections.abc import Callable, Collection, Iterable
from collections.abc import Mapping as Dictionary
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, islice
from typing import Any, Literal

import pyarrow as pa
import pyarrow.parquet as pq

from rasid.errors import one_line
from rasid.sources.counting import LONGEST_RECORD
from rasid.sources.finding import Source
from rasid.sources.levelling import PAGES, Leveller
from rasid.sources.mapping import Mapping
from rasid.sources.messages import is_message
from rasid.sources.parsing import parse
from rasid.sources.shells import Shell, bundle_of, dotted_of, shell_of, without_prefix
from rasid.sources.tabular import PLAIN, Layout, layout_of
from rasid.sources.unpacking import (
    ExplodesError,
    allowed,
    as_utf8,
    chunks,
    compression_named,
    encoding_of,
)

Container = Literal["ndjson", "json", "pages", "csv", "cells", "parquet", "message"]
Records = list[Dictionary[str, Any]]

HEAD = 1 << 16
SAMPLE = 10
MOST_LOOKED_AT = 1000
MOST_NAMES = 20
BOM = b"\xef\xbb\xbf"
_LIST = re.compile(r'"([^"\\]{1,100})"\s*:\s*\[\s*\{')
READABLE_BY: Dictionary[Container, str] = {
    "ndjson": "json",
    "json": "json",
    "pages": "json",
    "csv": "csv",
    "cells": "json",
    "parquet": "parquet",
    "message": "message",
}
"""What a mapping calls a container: JSON is the same to it, however it lies in the file."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """How to read a file: several mappings where formats are mixed, none where it is empty.

    `known` are the mappings that were thought of; `shell` tells what is to be taken off records.
    In `cells`, each row of a table holds a record in one of them. `lists` are names under which
    pages list their records, where they are no usual ones.
    """

    container: Container
    mappings: tuple[Mapping, ...]
    compression: str = "none"
    encoding: str = "utf-8"
    known: tuple[Mapping, ...] = ()
    layout: Layout = PLAIN
    shell: Shell | None = None
    lists: frozenset[str] = frozenset()

    @property
    def format(self) -> str:
        """The mappings' names, empty for an empty file."""
        return format_of(self.mappings)


def format_of(chosen: Iterable[Mapping]) -> str:
    """Return the names of mappings as the table `imports` writes them."""
    return ",".join(mapping.name for mapping in chosen)


def recognise(source: Source, known: Collection[Mapping], *, chosen: bool = False) -> Recognised:
    """Tell a file's container and mappings; raises InputError saying what it looks like instead.

    Where the user has `chosen` those that are known, they are taken even if none fits.
    """
    thought_of = tuple(sorted(known, key=lambda mapping: mapping.name))
    with source.open() as opened:
        first = opened.read(4)
    compression = compression_named(first)
    if compression == "parquet":
        return _recognise_parquet(source, thought_of, chosen=chosen)
    head, encoding = _head(source, compression)
    if not head.strip():
        return Recognised("ndjson", (), compression, encoding)
    text = head.decode("utf-8", "replace")
    candidates = _candidates(text, thought_of)
    best: tuple[int, Container, tuple[Mapping, ...]] = (0, candidates[0][0], ())
    for container, records in candidates:
        votes = _votes(container, records, thought_of)
        total = sum(fitting for _, fitting in votes)
        # Lines are lines before they are anything else: of what reads as well, the first is taken.
        if total > best[0] * (2 if best[1] == "ndjson" else 1):
            best = total, container, _elected(container, votes)
    _, container, elected = best
    if not elected and container == "ndjson":
        # The formats that are known may begin further down in a file that others begin.
        further = _objects(text.split("\n"), MOST_LOOKED_AT)
        elected = _elected(container, _votes(container, further, thought_of))
    held = None if elected else _within(text, candidates, thought_of)
    if held:
        container, elected = held.container, held.mappings
    if not elected and chosen:
        readable = any(READABLE_BY[container] in mapping.containers for mapping in thought_of)
        container, elected = container if readable else "ndjson", thought_of
    if not elected:
        shown = next((records for _, records in candidates if records), [])
        raise source.problem(f"no known log format; it looks like {_looks_like(head, shown)}.")
    layout = layout_of(text) if container in ("csv", "cells") else PLAIN
    read = Recognised(container, elected, compression, encoding, thought_of, layout)
    return replace(read, shell=held.shell, lists=held.lists) if held else read


def _within(
    text: str, candidates: Iterable[tuple[Container, Records]], known: Collection[Mapping]
) -> Recognised | None:
    """Tell where records of a known format lie in a text that does not read as any."""
    return (
        _held(candidates, known)
        or _listed(text, known)
        or _behind_prefix(text, known)
        or _named_by_paths(candidates, known)
    )


def _named_by_paths(
    candidates: Iterable[tuple[Container, Records]], known: Collection[Mapping]
) -> Recognised | None:
    """Tell where records of a known format lie that have paths for names; None if nowhere."""
    readable = [mapping for mapping in known if "json" in mapping.containers]
    for container, records in candidates:
        rows = container == "csv"
        fits = partial(_fits_one, readable)
        shell = dotted_of(records, fits, rows=rows)
        if shell:
            holding: Container = "cells" if rows else container
            elected = _elected("json", _votes("json", _opened(shell, records), known))
            return Recognised(holding, elected, shell=shell)
    return None


def _held(
    candidates: Iterable[tuple[Container, Records]], known: Collection[Mapping]
) -> Recognised | None:
    """Tell where records of a known format lie within what a text could be; None if nowhere."""
    fits = partial(_fits_one, [mapping for mapping in known if "json" in mapping.containers])
    for container, records in candidates:
        shell = shell_of(records, fits)
        few = records[:SAMPLE]
        best = sum(map(fits, _opened(shell, few))) if shell else 0
        for lists in (frozenset[str](), PAGES):
            held = partial(_any_fits, fits, lists)
            bundle = bundle_of(few, held, lists)
            found = sum(map(fits, _opened(bundle, few))) if bundle else 0
            if found > best:
                shell, best = bundle, found
        if shell:
            inner = _opened(shell, records)
            holding: Container = "cells" if container == "csv" else container
            return Recognised(holding, _elected("json", _votes("json", inner, known)), shell=shell)
    return None


def _fits_one(readable: Iterable[Mapping], record: Dictionary[str, Any]) -> bool:
    return any(mapping.fits(record) for mapping in readable)


def _any_fits(
    fits: Callable[[Dictionary[str, Any]], bool], lists: Collection[str], text: str
) -> bool:
    return any(map(fits, _levelled(text, lists)))


def _opened(shell: Shell, records: Records) -> Records:
    """Return the first records that lie in these."""
    texts = map(shell.opened, records)
    if shell.lists is None:
        return _objects(texts, len(records))
    return [record for text in texts for record in _levelled(text, shell.lists)]


def _behind_prefix(text: str, known: Collection[Mapping]) -> Recognised | None:
    """Tell where records of a known format lie on lines that a transport wrote something before."""
    bare = _objects(map(without_prefix, text.split("\n")), MOST_LOOKED_AT)
    if held := _held([("ndjson", bare)], known):
        return held
    elected = _elected("json", _votes("json", bare, known))
    return Recognised("ndjson", elected, shell=Shell(((),))) if elected else None


def _listed(text: str, known: Collection[Mapping]) -> Recognised | None:
    """Tell under which name of no usual page records of a known format are listed."""
    names = (name for name in dict.fromkeys(_LIST.findall(text)) if name not in PAGES)
    for name in islice(names, MOST_NAMES):
        lists = frozenset({name})
        records = _levelled(text, lists)
        if elected := _elected("json", _votes("json", records, known)):
            return Recognised("pages", elected, lists=lists)
        if held := _held([("pages", records)], known):
            return replace(held, lists=lists)
    return None


def _head(source: Source, compression: str) -> tuple[bytes, str]:
    """Return a text's first bytes in UTF-8, with one whole line at least, and its encoding."""
    parts: list[bytes] = []
    size = 0
    encoding = "utf-8"
    with source.open() as opened:
        try:
            unpacked = chunks(opened, compression, allowed(source.size))
            first = next(unpacked, b"")
            encoding = encoding_of(first)
            for chunk in as_utf8(chain([first], unpacked)):
                parts.append(chunk)
                size += len(chunk)
                if (b"\n" in chunk and size >= HEAD) or size > LONGEST_RECORD:
                    break
        except (EOFError, ExplodesError):
            pass
    return b"".join(parts).removeprefix(BOM), encoding


def _candidates(text: str, known: Collection[Mapping]) -> list[tuple[Container, Records]]:
    """Return what the text could be, with its first records read so; likelier ones first.

    It is read as nothing else where its lines fit what is known too often to be outdone.
    """
    start = text.lstrip()
    filled = [line for line in text.split("\n")[: SAMPLE * SAMPLE] if line.strip()]
    lines = _objects(filled)
    found: list[tuple[Container, Records]] = []
    if lines and not (start.startswith(("[", "{")) and _is_laid_out(filled)):
        found.append(("ndjson", lines))
        votes = [fitting for _, fitting in _votes("ndjson", lines, known)]
        if sum(votes) and 2 * sum(votes) >= SAMPLE * len(votes):
            return found
    if start.startswith(("[", "{")):
        found += [("json", _levelled(text, ())), ("pages", _levelled(text, PAGES))]
    if found:
        return found
    if is_message(start):
        return [("message", [{"message": True}])]
    if "\x00" in text.split("\n", 1)[0]:
        return [("ndjson", [])]
    return [("csv", _rows(text, layout_of(text)))]


def _is_laid_out(lines: list[str]) -> bool:
    """Tell whether these are lines of longer JSON, of which some happen to be objects."""
    first = lines[0].strip()
    if first.startswith("{") and first.endswith("}"):
        return False
    return 2 * len(_objects(lines, len(lines))) < len(lines)


def _rows(text: str, layout: Layout) -> Records:
    """Return the first rows of a table, up to one that cannot be read."""
    csv.field_size_limit(LONGEST_RECORD)
    lines = io.StringIO(text, newline=None if layout.carriage_returns else "")
    rows = csv.DictReader(islice(lines, layout.above, None), delimiter=layout.delimiter)
    found: Records = []
    with suppress(csv.Error):
        # Cells beyond the header have no name.
        found += ({k: v for k, v in row.items() if k is not None} for row in islice(rows, SAMPLE))
    return found


def _objects(lines: Iterable[str], most: int = SAMPLE) -> Records:
    """Return the first of the lines that are JSON objects by themselves."""
    found: Records = []
    for line in lines:
        try:
            record = parse(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(record, dict):
            found.append(record)
            if len(found) == most:
                break
    return found


def _levelled(text: str, lists: Collection[str]) -> Records:
    target = io.BytesIO()
    leveller = Leveller(target, lists)
    whole = text.encode("utf-8", "replace")
    for at in range(0, len(whole), HEAD):
        leveller.feed(whole[at : at + HEAD])
        if target.getvalue().count(b"\n") > SAMPLE * SAMPLE:
            break
    leveller.end()
    return _objects(target.getvalue().decode("utf-8", "replace").split("\n"))


def fitting(
    container: Container, records: Iterable[Any], known: Collection[Mapping]
) -> list[Mapping]:
    """Return the mappings that fit one of the records or more."""
    objects: Records = [record for record in records if isinstance(record, dict)]
    return [mapping for mapping, votes in _votes(container, objects, known) if votes]


def _votes(
    container: Container, records: Records, known: Collection[Mapping]
) -> list[tuple[Mapping, int]]:
    """Count for each mapping how many of the records it fits."""
    return [
        (mapping, sum(mapping.fits(record) for record in records))
        for mapping in known
        if READABLE_BY[container] in mapping.containers
    ]


def _elected(container: Container, votes: list[tuple[Mapping, int]]) -> tuple[Mapping, ...]:
    """Return the mappings to read with: of a table one, of JSON all that fit a record."""
    if container == "csv":
        return (max(votes, key=lambda vote: vote[1])[0],)
    return tuple(mapping for mapping, fitting in votes if fitting)


def _recognise_parquet(source: Source, known: tuple[Mapping, ...], *, chosen: bool) -> Recognised:
    try:
        with source.open() as opened:
            schema = pq.read_schema(pa.PythonFile(opened, mode="r"))
    except (pa.ArrowException, OSError, ValueError) as error:
        raise source.problem(f"Parquet that cannot be read: {one_line(error)}.") from None
    record = {name: _outline(schema.field(name).type) for name in schema.names}
    fit = [
        mapping
        for mapping in known
        if "parquet" in mapping.containers and (chosen or mapping.fits(record))
    ]
    if not fit:
        raise source.problem(f"no known log format; it looks like {_looks_like(b'', [record])}.")
    return Recognised("parquet", (fit[0],), "parquet", known=known)


def _outline(kind: pa.DataType) -> Any:  # noqa: ANN401 - the shape of a record
    """Return a value of a type's shape, for the keys that it has."""
    if pa.types.is_struct(kind):
        return {kind.field(at).name: _outline(kind.field(at).type) for at in range(kind.num_fields)}
    return str(kind)


def _looks_like(head: bytes, records: Records) -> str:
    if records and len(records[0]) > 2:
        keys = ", ".join(ascii(key)[1:-1] for key in list(records[0])[:6])
        return f"records with the fields {keys}"[:200]
    if head.startswith(b"PK\x03\x04"):
        return "an archive within an archive; unpack it first"
    if head.startswith((b"\x1f\x8b", b"\x28\xb5\x2f\xfd")):
        return "a compressed file within a compressed file; unpack it first"
    if head.startswith((b"%PDF", b"\x89PNG")) or b"\x00" in head:
        return "a binary file"
    first = head.decode("utf-8", "replace").strip().split("\n")[0][:60]
    return f"text that begins {first!a}"
