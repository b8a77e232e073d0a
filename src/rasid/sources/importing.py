"""Import: find the files, tell what each holds, and take them in, a batch at a time."""

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from rasid.engines.duckdb import DuckDB
from rasid.engines.engine import far_engine, files_of
from rasid.engines.store import Store
from rasid.errors import InputError
from rasid.settings import Home, Settings
from rasid.sources.batch import Batch, Given
from rasid.sources.finding import Source, found
from rasid.sources.formats import Formats
from rasid.sources.on_spark import is_read_by_spark
from rasid.sources.own_formats import formats_of
from rasid.sources.reading import prepare
from rasid.sources.recognise import recognise
from rasid.sources.report import FileReport

BATCH_FILES = 500
BATCH_BYTES = 4 << 30
CLOCK_SKEW = timedelta(days=1)

Progress = Callable[[str, int, int], None]


def import_logs(  # noqa: PLR0913 - the door: what the command line has
    paths: Sequence[str | Path],
    *,
    home: Home,
    store: Store,
    engine: DuckDB,
    now: datetime,
    format: str | None = None,  # noqa: A002 - the option's name
    progress: Progress | None = None,
    formats: Formats | None = None,
) -> list[FileReport]:
    """Import log files, folders and globs; return what became of each file, in order.

    A time later than `now` and a day is rejected. `progress` is told the file's name, and how many
    of how many files are done. `formats` are those of the home if not given. Raises InputError for
    a named file that is of no known format, for a command in which no file is, and where a mapping
    of the home is not sound.
    """
    formats = formats or formats_of(home, engine)
    sources, refused = found(paths)
    given, unknown = _recognised(sources, formats, format)
    unknown += [FileReport(file.name, "", "", problem=file.problem) for file in refused]
    if unknown and not any(file.how.mappings for file in given):
        raise InputError(*unknown[0].problem.split(": ", 1))
    prepare(engine, formats.codes)
    _sweep(home.scratch)
    scratch = Path(tempfile.mkdtemp(prefix="import-", dir=home.scratch))
    done: list[FileReport] = []
    try:
        with far_engine(_settings(home, given), engine, scratch) as reader:
            prepare(reader, formats.codes)
            for files in _batches(given):
                batch = Batch(home, store, engine, scratch, now + CLOCK_SKEW, files_of(reader))
                done += batch.take(files)
                if progress:
                    progress(files[-1].source.name, len(done), len(given))
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return sorted([*done, *unknown], key=lambda report: report.name)


def _settings(home: Home, given: Iterable[Given]) -> Settings:
    """Return a home's settings; Spark is not started for what it reads nothing of."""
    settings = home.settings() if home.settings_file.is_file() else Settings()
    if any(is_read_by_spark(file.how.container, file.how.mappings) for file in given):
        return settings
    return settings.model_copy(update={"engine": "duckdb"})


def _sweep(scratch: Path) -> None:
    """Remove what killed imports left; whoever imports is alone in the home."""
    for left in scratch.glob("import-*"):
        shutil.rmtree(left, ignore_errors=True)
    for left in scratch.glob("keep-*"):
        left.unlink()


def _recognised(
    sources: Iterable[Source], formats: Formats, chosen: str | None
) -> tuple[list[Given], list[FileReport]]:
    """Part the files into those to read and reports on those of no known format."""
    known = [formats.named(chosen)] if chosen else formats.mappings.values()
    given: list[Given] = []
    unknown: list[FileReport] = []
    for source in sources:
        try:
            how = recognise(source, known, chosen=bool(chosen))
        except InputError as error:
            if source.named:
                raise
            unknown.append(FileReport(source.name, "", "", problem=str(error)))
            continue
        given.append(Given(source, how))
    return given, unknown


def _batches(given: list[Given]) -> Iterator[list[Given]]:
    """Yield files that are read together: of one kind, not too many, not too large."""
    batch: list[Given] = []
    size = 0
    for file in sorted(given, key=lambda f: (f.kind, f.source.name)):
        weight = file.source.size
        full = len(batch) >= BATCH_FILES or size + weight > BATCH_BYTES
        if batch and (full or file.kind != batch[0].kind):
            yield batch
            batch, size = [], 0
        batch.append(file)
        size += weight
    if batch:
        yield batch
