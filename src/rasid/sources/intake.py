"""Reading the files of a batch: the engine's reader first, the careful way for what is left."""

import sys
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from rasid.engines.duckdb import DuckDB
from rasid.errors import RasidError
from rasid.sources import reading
from rasid.sources.kept import Kept
from rasid.sources.mapping import Mapping
from rasid.sources.mending import (
    Mended,
    Reject,
    columns_of,
    wrap_items,
    wrap_lines,
    wrap_rows,
)
from rasid.sources.reading import Reading
from rasid.sources.recognise import Container
from rasid.sources.staging import Staging

Lines = set[int] | range
ALL_LINES = range(1, sys.maxsize)


@dataclass(slots=True)
class Taken:
    """What the reading of one file came to: its records, and those that were rejected."""

    records: int
    rejects: list[Reject] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Intake:
    """Stages the events of a batch of files of one kind."""

    engine: DuckDB
    staging: Staging
    mapping: Mapping
    scratch: Path

    def read(self, container: Container, files: list[Kept]) -> dict[str, Taken]:
        """Stage every sound record of the files; return the others, by file."""
        if container == "ndjson":
            return self._read_lines(files)
        read = self._read_rows if container == "csv" else self._read_items
        return {file.raw_file: read(file) for file in files}

    def _read_lines(
        self, files: list[Kept], hard: frozenset[str] = frozenset()
    ) -> dict[str, Taken]:
        """Read NDJSON files; those that are `hard` the engine cannot be trusted with."""
        easy = [f for f in files if f.raw_file not in hard]
        self._take_lines(easy)
        if torn := {f.raw_file for f in easy if _hard(f)}:
            self.staging.undo(0)
            return self._read_lines(files, hard | torn)
        found = self.staging.summary()
        left = {f.raw_file: self._left_out(f) for f in easy if _events(found, f) != f.count.records}
        if odd := {raw_file for raw_file, lines in left.items() if lines is None}:
            self.staging.undo(0)
            return self._read_lines(files, hard | odd)
        taken = {file.raw_file: Taken(file.count.records) for file in files}
        for file in files:
            lines = ALL_LINES if file.raw_file in hard else left.get(file.raw_file)
            if lines is not None:
                unread = file.count.records - _events(found, file)
                taken[file.raw_file] = self._look_closer(file, lines, nameless=unread > len(lines))
        return taken

    def _take_lines(self, files: list[Kept]) -> None:
        """Stage files as they were given where they are plain, else as they were kept.

        The engine reads plain text with every core, but the compressed copy with one. A file that
        changed meanwhile is read again, from its copy.
        """
        start = self.staging.passes
        given = {file.raw_file for file in files if file.untouched}
        self._stage([f for f in files if f.raw_file in given], "none")
        untouched = {f.raw_file for f in files if f.raw_file in given and f.untouched}
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
            kept = file.path.resolve()
            link.symlink_to(file.source or kept if compression == "none" else kept)
        if not paths:
            return
        start = self.staging.passes
        for strict in (True, False):
            try:
                self.staging.take(reading.lines(self.mapping, paths, compression, strict=strict))
            except RasidError:
                self.staging.undo(start)
                if not strict and not any(_hard(file) for file in files):
                    raise
            else:
                return

    def _lines(self, file: Kept, *, hashed: bool = False, ordered: bool = False) -> Reading:
        paths = {file.raw_file: file.path}
        return reading.lines(self.mapping, paths, file.compression, hashed=hashed, ordered=ordered)

    def _left_out(self, file: Kept) -> set[int] | None:
        """Return the lines that the fast reading left out for more than the want of an id.

        None where the engine sees other lines than were counted: then its numbers mean nothing.
        """
        source = self._lines(file, ordered=True)
        (seen,) = self.engine.rows(f"SELECT count(*) FROM ({source.relation})")[0]
        if seen != file.count.records:
            return None
        rows = self.engine.rows(
            f"SELECT raw_line FROM ({source.framed()}) "
            f"WHERE ({self.staging.sound_but_for_id}) IS NOT TRUE"
        )
        return {line for (line,) in rows}

    def _look_closer(self, file: Kept, wanted: Lines, *, nameless: bool) -> Taken:
        """Stage the records without an id, and of the wanted lines what can be mended."""
        if nameless:
            self.staging.take(self._lines(file, hashed=True), "unnamed")
        mended = wrap_lines(file, wanted, self.scratch / f"{file.raw_file}.ndjson")
        return self._take_wrapped(file, mended)

    def _read_rows(self, file: Kept) -> Taken:
        """Read a CSV file; where a row is torn or has no id, all of it the careful way."""
        header = columns_of(file, self.mapping.read)
        if header and not _hard(file):
            table = reading.table(self.mapping, file.raw_file, file.path, file.compression, header)
            with suppress(RasidError):
                self.staging.take(table)
            if _events(self.staging.summary(), file) == file.count.records:
                return Taken(file.count.records)
            self.staging.undo(0)
        target = self.scratch / f"{file.raw_file}.ndjson"
        return self._take_wrapped(file, wrap_rows(file, header, target))

    def _read_items(self, file: Kept) -> Taken:
        return self._take_wrapped(file, wrap_items(file, self.scratch / f"{file.raw_file}.ndjson"))

    def _take_wrapped(self, file: Kept, mended: Mended) -> Taken:
        """Stage what is sound of the wrapped records; reject the rest."""
        wrapped = reading.wrapped(self.mapping, mended.target, file.raw_file)
        self.staging.take(wrapped)
        rows = self.engine.rows(
            f"SELECT raw_line, {self.staging.problem}, excerpt, coalesce(is_record, false) "
            f"FROM ({wrapped.framed()}) WHERE ({self.staging.sound}) IS NOT TRUE"
        )
        return Taken(mended.records, mended.rejects + [Reject(*row) for row in rows])


def _hard(file: Kept) -> bool:
    """Tell whether the engine cannot read a file by itself."""
    return file.count.too_long or bool(file.count.torn)


def _events(summary: dict[str, tuple[int, datetime, datetime]], file: Kept) -> int:
    return summary[file.raw_file][0] if file.raw_file in summary else 0
