"""Reading the files of a batch: the engine's reader first, the careful way for what is left."""

from dataclasses import dataclass
from pathlib import Path

from rasid.engines.duckdb import DuckDB
from rasid.sources import reading
from rasid.sources.kept import Kept
from rasid.sources.mapping import Mapping
from rasid.sources.mending import Reject, wrap_lines
from rasid.sources.reading import Reading
from rasid.sources.recognise import Container
from rasid.sources.staging import Staging

Lines = set[int] | range
_WITHOUT_ID = "event_uid = record_hash"


@dataclass(frozen=True, slots=True)
class Intake:
    """Stages the events of a batch and returns what was rejected, by file."""

    engine: DuckDB
    staging: Staging
    mapping: Mapping
    scratch: Path

    def read(self, container: Container, files: list[Kept]) -> dict[str, list[Reject]]:
        """Stage every sound record of the files; return the others with their reasons."""
        return self._read_lines(files)

    def _read_lines(self, files: list[Kept]) -> dict[str, list[Reject]]:
        easy = [f for f in files if not f.count.too_long and not f.count.torn]
        if easy:
            self.staging.take(self._lines(easy))
        found = self.staging.summary()
        rejects: dict[str, list[Reject]] = {}
        for file in files:
            events = found[file.raw_file][0] if file.raw_file in found else 0
            if file not in easy:
                rejects[file.raw_file] = self._careful(file, range(1, 1 << 62))
            elif events != file.count.records:
                rejects[file.raw_file] = self._look_closer(file)
        return rejects

    def _lines(self, files: list[Kept], *, hashed: bool = False, ordered: bool = False) -> Reading:
        paths = [file.path for file in files]
        compression = files[0].compression
        return reading.lines(self.mapping, paths, compression, hashed=hashed, ordered=ordered)

    def _look_closer(self, file: Kept) -> list[Reject]:
        """Find the lines that the fast reading left out; stage them after all, or reject them."""
        rows = self.engine.rows(
            f"SELECT raw_line, coalesce({self.staging.sound_but_for_id}, false) "
            f"FROM ({self._lines([file], ordered=True).framed()}) "
            f"WHERE ({self.staging.sound}) IS NOT TRUE"
        )
        if any(only_id for _, only_id in rows):
            self.staging.take(self._lines([file], hashed=True), _WITHOUT_ID)
        return self._careful(file, {line for line, only_id in rows if not only_id})

    def _careful(self, file: Kept, wanted: Lines) -> list[Reject]:
        if not wanted:
            return []
        target = self.scratch / f"{file.raw_file}.ndjson"
        rejects = wrap_lines(file, wanted, target)
        return rejects + self._take_wrapped(file, target)

    def _take_wrapped(self, file: Kept, target: Path) -> list[Reject]:
        wrapped = reading.wrapped(self.mapping, target, file.raw_file)
        self.staging.take(wrapped)
        rows = self.engine.rows(
            f"SELECT raw_line, {self.staging.problem}, excerpt "
            f"FROM ({wrapped.framed()}) WHERE ({self.staging.sound}) IS NOT TRUE"
        )
        return [Reject(*row) for row in rows]
