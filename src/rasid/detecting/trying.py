"""Rules on their cases: each case's events, or its log, are all that they read."""

import tempfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rasid.clock import utc_now
from rasid.detecting.named import Named
from rasid.detecting.run import Place, make_sessions
from rasid.detections import Case, Row, Rules, forget_relations, prepare_relations
from rasid.detections.case_runs import Tried, fill_case, signals_found, try_cases, window_of_case
from rasid.detections.vendor import Records, forget_tables, prepare_sigma
from rasid.engines.duckdb import DuckDB
from rasid.engines.store import open_store
from rasid.errors import RasidError
from rasid.settings import Home, Settings
from rasid.sources import import_logs, read_originals
from rasid.tables.events import EVENTS


def try_named(engine: DuckDB, named: Named, cases: Iterable[Case]) -> Iterator[Tried]:
    """Run the rules of a file on each case, and tell how it went; a log has its own engine."""

    def signals_of(case: Case) -> list[Row]:
        if not case.log:
            return _signals(engine, named, case, None)
        with _imported(case.log) as place:
            return _signals(place.engine, named, case, place)

    return try_cases(cases, signals_of)


def _signals(engine: DuckDB, named: Named, case: Case, place: Place | None) -> list[Row]:
    fill_case(engine, case)
    window = window_of_case(engine)
    make_sessions(engine, window)

    def imported(formats: Collection[str]) -> Sequence[Records]:
        if place is None:
            return ()
        return read_originals(place.home, place.store, place.engine, place.folder, formats)

    try:
        rules = Rules(named.rules)
        if named.is_sigma:
            rules = prepare_sigma(
                engine,
                named.files,
                imported,
                only=named.only,
                placeholders=named.placeholders,
            )
            _require_run(rules, named.path)
        else:
            prepare_relations(engine, named.rules, case.addresses)
        return signals_found(engine, Rules(rules.sound), window)
    finally:
        forget_relations(engine)
        forget_tables(engine)


def _require_run(rules: Rules, path: Path) -> None:
    """Raise where a Sigma rule of a file cannot run on a case's log."""
    for one in rules.broken:
        if one.path == path:
            raise RasidError(f"{one.path}:{one.line}: {one.why}")


@contextmanager
def _imported(log: str) -> Iterator[Place]:
    """Import a text of log lines into a home that passes, as `import logs` does."""
    with tempfile.TemporaryDirectory() as made:
        home, file = Home(Path(made) / "home"), Path(made) / "log"
        file.write_text(log.strip() + "\n", encoding="utf-8")
        home.create()
        engine = DuckDB(Settings(threads=1), home.scratch)
        with open_store(home, write=True) as store, engine:
            reports = import_logs([file], home=home, store=store, engine=engine, now=utc_now())
            engine.view(EVENTS, store.parts(EVENTS))
            lines = len(log.strip().splitlines())
            ((events,),) = engine.rows("SELECT count(*) FROM events")
            if any(report.rejected or report.problem for report in reports) or not events:
                raise RasidError(f"got {events} events of the log; expected one of each of {lines}")
            yield Place(home, store, engine, home.scratch)
