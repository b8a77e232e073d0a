"""Reading the files of a batch: the engine's reader first, the careful way for what is left."""

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from rasid.engines.duckdb import DuckDB
from rasid.errors import RasidError, one_line
from rasid.sources import reading
from rasid.sources.kept import Kept
from rasid.sources.mapping import Mapping
from rasid.sources.mending import (
    HopelessError,
    Mended,
    Reject,
    columns_of,
    excerpt,
    give_up_if_hopeless,
    wrap_lines,
    wrap_messages,
    wrap_rows,
)
from rasid.sources.on_spark import PACKED_FOR_DUCKDB, is_read_by_spark
from rasid.sources.reading import Reading
from rasid.sources.recognise import HEAD, Recognised, fitting
from rasid.sources.staging import NO_RECORD, Framed, Held, Staging, flat_memory
from rasid.sources.unpacking import ExplodesError

LOOKED_AT = 1000
MOST_COLUMNS = 5000
"""So many columns of a table the engine reads; each takes memory, filled or not."""

SMALL = 1 << 18
"""Bytes of a file of which one look is held in memory, for all that is asked of its records."""


@dataclass(slots=True)
class Taken:
    """What the reading of one file came to: its records, and those that were rejected.

    `refused` tells why the file was not read at all.
    """

    records: int
    rejects: list[Reject] = field(default_factory=list)
    refused: str = ""


@dataclass(slots=True)
class Intake:
    """Stages the events of a batch of files of one kind.

    Where formats are mixed in a file, its mappings read it one after the other, each what those
    before it leave; one that shows only in the middle joins them, and the batch is read again.
    """

    engine: DuckDB
    staging: Staging
    how: Recognised
    scratch: Path
    mappings: tuple[Mapping, ...] = field(init=False)
    held: dict[str, list[Held]] = field(default_factory=dict)
    """By file, what the engine's reader made of it, with each line's number."""

    def __post_init__(self) -> None:
        self.mappings = self.how.mappings

    def read(self, files: list[Kept]) -> dict[str, Taken]:
        """Stage every sound record of the files; return the others, by file."""
        if self.how.container == "message":
            return self._read_messages(files)
        if self.how.container == "parquet":
            return {file.raw_file: self._read_lake(file) for file in files}
        if self.how.container == "csv":
            return {file.raw_file: self._read_rows(file) for file in files}
        try:
            return self._read_lines(files)
        finally:
            self.held.clear()
            self.staging.let_go()

    def _read_lines(
        self,
        files: list[Kept],
        hard: frozenset[str] = frozenset(),
        alone: frozenset[str] = frozenset(),
    ) -> dict[str, Taken]:
        """Read files of lines; those that are `hard` the engine cannot be trusted with.

        Of several files read at once, one of them torn, the engine may lose records that it finds
        where it reads one `alone`; what still does not add up then is read the careful way.
        """
        easy = [f for f in files if f.raw_file not in hard]
        self._take_lines([f for f in easy if f.raw_file not in alone])
        for file in easy:
            if file.raw_file in alone:
                self._take_lines([file])
        if torn := {f.raw_file for f in easy if _hard(f)}:
            self.staging.undo(0)
            return self._read_lines(files, hard | torn, alone)
        found = self.staging.summary()
        left = {f.raw_file: self._left_out(f) for f in easy if _events(found, f) != f.count.records}
        if odd := {raw_file for raw_file, lines in left.items() if lines is None}:
            self.staging.undo(0)
            return self._read_lines(files, hard | odd, alone)
        taken = {file.raw_file: Taken(file.count.records) for file in files}
        for file in files:
            lines = left.get(file.raw_file)
            if lines is not None or file.raw_file in hard:
                unread = file.count.records - _events(found, file)
                nameless = lines is not None and unread > lines.count(1)
                mended = self._look_closer(file, lines, nameless=nameless)
                if self._learnt(mended):
                    self.staging.undo(0)
                    return self._read_lines(files, hard, alone)
                taken.update(self._take_wrapped([file], {file.raw_file: mended}))
        if lost := self._lost([file for file in easy if file.raw_file in left], taken):
            self.staging.undo(0)
            return self._read_lines(files, hard | (lost & alone), alone | lost)
        return taken

    def _lost(self, files: list[Kept], taken: dict[str, Taken]) -> frozenset[str]:
        """Return the files some of whose records are neither events nor rejects."""
        if not files:
            return frozenset()
        found = self.staging.summary()
        return frozenset(
            file.raw_file
            for file in files
            if _events(found, file) + len(taken[file.raw_file].rejects) != file.count.records
        )

    def _learnt(self, mended: Mended) -> bool:
        """Tell whether records that were left out are of formats not yet thought of; add these."""
        records = [line["record"] for line in islice(_wrapped_records(mended.target), LOOKED_AT)]
        thought_of = fitting("ndjson", records, self.how.known)
        more = {m.name: m for m in thought_of} | {m.name: m for m in self.mappings}
        if len(more) == len(self.mappings):
            return False
        self.mappings = tuple(more[name] for name in sorted(more))
        return True

    def _take_lines(self, files: list[Kept]) -> None:
        """Stage files as they were given where they are plain, else as they were kept.

        The engine reads plain text with every core, but the compressed copy with one. A file that
        changed meanwhile is read again, from its copy.
        """
        start = self.staging.passes
        given = {file.raw_file for file in files if file.lies_plain}
        if any(file.levelled and file.count.refused for file in files):
            raise ExplodesError
        self._stage([f for f in files if f.raw_file in given], "none")
        untouched = {f.raw_file for f in files if f.raw_file in given and f.lies_plain}
        if untouched != given:
            self.staging.undo(start)
            self._stage([f for f in files if f.raw_file in untouched], "none")
        for compression in ("gzip", "zstd"):
            rest = [f for f in files if f.raw_file not in untouched]
            self._stage([f for f in rest if f.compression == compression], compression)

    def _stage(self, files: list[Kept], compression: str) -> None:
        """Stage files of one compression; each is linked to under its id."""
        paths: dict[str, Path] = {}
        for file in files:
            paths[file.raw_file] = link = self.scratch / f"{compression}-links" / file.raw_file
            link.parent.mkdir(exist_ok=True)
            link.unlink(missing_ok=True)
            link.symlink_to(_plain_text(file) if compression == "none" else file.path.resolve())
        if not paths:
            return
        start = self.staging.passes
        hashed = self._lack_ids(files)
        near = hashed or compression == PACKED_FOR_DUCKDB or self._is_near()
        held = near and len(files) == 1 and files[0].size <= SMALL
        for strict in (True, False) if near and not held else (False,):
            try:
                sources = [
                    reading.lines(
                        mapping,
                        paths,
                        compression,
                        before=before,
                        strict=strict,
                        hashed=hashed,
                        ordered=held,
                    )
                    for before, mapping in self._in_turn()
                ]
                for source in self._hold(files[0], sources) if held else sources:
                    self.staging.take(source, near=near)
            except RasidError:
                self.staging.undo(start)
                if not strict and not any(_hard(file) for file in files):
                    raise
            else:
                return

    def _hold(self, file: Kept, sources: list[Reading]) -> list[Held]:
        """Work the readings of a small file out; return what reads events of them."""
        held = [self.staging.hold(one, f"held_{nth}") for nth, one in enumerate(sources)]
        self.held[file.raw_file] = held
        return [replace(one, numbered=False) for one in held]

    def _is_near(self) -> bool:
        """Tell whether DuckDB reads the batch; Spark has no strict reading, which fails at once."""
        if self.staging.far is None:
            return True
        return not is_read_by_spark(self.how.container, self.mappings)

    def _lack_ids(self, files: list[Kept]) -> bool:
        """Tell whether one of the files' first records has no id: then more will have none.

        It holds for all mappings or for none, so that what is looked at more closely has not been
        taken by some of them. One file that is short is read again as soon as it is looked at.
        """
        nameless = any(mapping.nameless for mapping in self.mappings)
        if nameless or (len(files) == 1 and files[0].size <= HEAD):
            return nameless
        heads = self.scratch / "heads"
        with heads.open("wb") as written:
            for file in files[:LOOKED_AT]:
                written.write(_head(file) + b"\n")
        first = [reading.lines(m, {files[0].raw_file: heads}, "none") for m in self.mappings]
        lacking = "SELECT 1 FROM ({}) WHERE is_record AND unnamed LIMIT 1"
        return any(self.engine.rows(lacking.replace("{}", one.framed())) for one in first)

    def _in_turn(self) -> list[tuple[Sequence[Mapping], Mapping]]:
        """Return each mapping with those that come before it."""
        return [(self.mappings[:nth], mapping) for nth, mapping in enumerate(self.mappings)]

    def _readings(
        self, file: Kept, *, hashed: bool = False, ordered: bool = False
    ) -> list[Reading]:
        compression = "none" if file.levelled else file.compression
        paths = {file.raw_file: file.levelled or file.path}
        return [
            reading.lines(
                mapping, paths, compression, before=before, hashed=hashed, ordered=ordered
            )
            for before, mapping in self._in_turn()
        ]

    def _left_out(self, file: Kept) -> bytes | None:
        """Tell of each record, from 1, whether the fast reading left it out, but for want of an id.

        None where the engine sees other lines than were counted: then its numbers mean nothing.
        """
        left = np.ones(file.count.records + 1, dtype=np.bool_)
        left[0] = False
        for relation, framed in self._numbered(file):
            (seen,) = self.engine.rows(f"SELECT count(*) FROM ({relation})")[0]
            if seen != file.count.records:
                return None
            unsound = np.zeros_like(left)
            with flat_memory(self.engine):
                for batch in self.engine.batches(
                    f"SELECT raw_line FROM ({framed}) "
                    f"WHERE ({self.staging.sound_but_for_id}) IS NOT TRUE"
                ):
                    unsound[batch.column(0).to_numpy()] = True
            left &= unsound
        give_up_if_hopeless(file.raw_file, int(np.count_nonzero(left)), file.count.records)
        return left.tobytes()

    def _numbered(self, file: Kept) -> Iterator[tuple[str, str]]:
        """Yield for each mapping what has a row a line, and what makes events of these."""
        if file.raw_file in self.held:
            yield from ((one.framed(), one.framed()) for one in self.held[file.raw_file])
        else:
            for source in self._readings(file, ordered=True):
                yield source.relation, source.framed()

    def _look_closer(self, file: Kept, wanted: bytes | None, *, nameless: bool) -> Mended:
        """Stage the records without an id, and wrap of the wanted lines what can be mended."""
        if nameless:
            for source in self._readings(file, hashed=True):
                self.staging.take(source, "unnamed", near=True)
        return wrap_lines(file, wanted, self.scratch / f"{file.raw_file}.ndjson")

    def _read_rows(self, file: Kept) -> Taken:
        """Read a CSV file; where a row is torn, all of it the careful way."""
        (mapping,) = self.mappings
        header = columns_of(file, mapping.read)
        start = self.staging.passes
        if 0 < len(header) <= MOST_COLUMNS and not _hard(file):
            with suppress(RasidError):
                self.staging.take(reading.table(mapping, file, header), near=True)
            if _events(self.staging.summary(), file) == file.count.records:
                return Taken(file.count.records)
            self.staging.undo(start)
        mended = wrap_rows(file, header, self.scratch / f"{file.raw_file}.ndjson")
        return self._take_wrapped([file], {file.raw_file: mended})[file.raw_file]

    def _read_messages(self, files: list[Kept]) -> dict[str, Taken]:
        mended = wrap_messages(files, self.scratch / "messages.ndjson")
        return self._take_wrapped(files, mended)

    def _read_lake(self, file: Kept) -> Taken:
        """Read a Parquet file, which says itself how many rows it has."""
        (mapping,) = self.mappings
        try:
            self.staging.take(reading.lake(mapping, file.raw_file, file.path), near=self._is_near())
            if _events(self.staging.summary(), file) == file.count.records:
                return Taken(file.count.records)
            whole = reading.lake(mapping, file.raw_file, file.path, hashed=True)
            self.staging.take(whole, "unnamed", near=True)
            rejects = self._rejects(whole).get(file.raw_file, [])
        except (RasidError, pa.ArrowException) as error:
            why = one_line(error.__cause__ or error)
            raise HopelessError(file.raw_file, f"as Parquet it cannot be read: {why}") from error
        seen = _events(self.staging.summary(), file) + len(rejects)
        if seen != file.count.records:
            why = f"it says that it has {file.count.records:,} rows, but {seen:,} are there"
            raise HopelessError(file.raw_file, why)
        return Taken(file.count.records, rejects)

    def _take_wrapped(self, files: list[Kept], mended: dict[str, Mended]) -> dict[str, Taken]:
        """Stage what is sound of the wrapped records, which lie in one file; reject the rest."""
        taken = {raw_file: Taken(m.records, list(m.rejects)) for raw_file, m in mended.items()}
        target = mended[files[0].raw_file].target
        if not self.mappings:
            for record in _wrapped_records(target):
                reject = Reject(record["line"], NO_RECORD, record["excerpt"])
                taken[record["file"]].rejects.append(reject)
        last = len(self.mappings) - 1
        for nth, (before, mapping) in enumerate(self._in_turn()):
            wrapped: Framed = reading.wrapped(mapping, target, before)
            if target.stat().st_size <= SMALL:
                wrapped = self.staging.hold(wrapped, "wrapped")
            self.staging.take(wrapped, near=True)
            unsound = self._rejects(wrapped, "NOT claimed" if nth == last else "is_record")
            for raw_file, rejects in unsound.items():
                taken[raw_file].rejects += rejects
        return taken

    def _rejects(self, source: Framed, condition: str = "true") -> dict[str, list[Reject]]:
        """Return the records of a reading that are no events, by file."""
        with flat_memory(self.engine):
            rows = self.engine.rows(
                f"SELECT raw_file, raw_line, {self.staging.problem}, left(excerpt, 200), "
                f"coalesce(is_record, false) FROM ({source.framed()}) "
                f"WHERE ({self.staging.sound}) IS NOT TRUE AND {condition}"
            )
        rejects: dict[str, list[Reject]] = {}
        for raw_file, line, problem, text, recognised in rows:
            rejects.setdefault(raw_file, []).append(
                Reject(line, problem, excerpt(text or ""), recognised)
            )
        return rejects


def _wrapped_records(target: Path) -> Iterator[dict[str, Any]]:
    with target.open("rb") as lines:
        for line in lines:
            with suppress(RecursionError):
                yield json.loads(line)


def _head(file: Kept) -> bytes:
    """Return the whole lines that a file begins with; a short one is told to its end."""
    begins = b""
    with suppress(EOFError):  # it is torn, which its count tells
        begins = next(file.text(), b"")[:HEAD]
    return begins if file.size <= len(begins) else begins.rpartition(b"\n")[0]


def _plain_text(file: Kept) -> Path:
    return file.levelled or file.source or file.path.resolve()


def _hard(file: Kept) -> bool:
    """Tell whether the engine cannot read a file by itself."""
    return file.count.too_long or bool(file.count.torn)


def _events(summary: dict[str, tuple[int, datetime, datetime]], file: Kept) -> int:
    return summary[file.raw_file][0] if file.raw_file in summary else 0
