import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from threading import Timer
from typing import Any

import pytest
from pyarrow import parquet
from pyarrow.parquet import ParquetFile

from rasid.attribution import import_actors
from rasid.campaigns import HISTORY
from rasid.case import REPLACED, last_analysis, open_case
from rasid.clock import Window
from rasid.engines.store import ANALYSING, CHANGING, BusyError
from rasid.errors import UsageError
from rasid.ledger import open_ledger
from rasid.pipeline import STEPS, analyse
from rasid.reports import READS
from rasid.roster import import_people
from rasid.scenarios import Simulated, simulate
from rasid.settings import Home
from rasid.sources import import_logs

NOW = datetime(2030, 1, 1, tzinfo=UTC)
FOUND = ("campaigns", "hostile", "background", "evidence", "attributions")
Tables = dict[str, list[tuple[Any, ...]]]
Step = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Again:
    """A home that was analysed again, and what was told of the way."""

    home: Home
    told: list[Step]


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Simulated:
    return simulate("patient", 7, tmp_path_factory.mktemp("month"), scale=0.05)


@pytest.fixture(scope="module")
def first_half(tmp_path_factory: pytest.TempPathFactory, month: Simulated) -> Home:
    """Return a home in which half a month was analysed; for copies only."""
    return made_home(tmp_path_factory.mktemp("half") / "case", month, logs(month)[:15])


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, month: Simulated) -> Home:
    """Return a home in which the month was analysed; to be read only."""
    return made_home(tmp_path_factory.mktemp("whole") / "case", month, logs(month))


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory, whole: Home) -> Again:
    """Return a home in which the month was analysed a second time, years later; to be read only."""
    home, told = copied(whole, tmp_path_factory.mktemp("again") / "case"), list[Step]()
    analyse(home, now=NOW, progress=lambda *step: told.append(step))
    return Again(home, told)


@pytest.fixture(scope="module")
def day_by_day(
    tmp_path_factory: pytest.TempPathFactory, first_half: Home, month: Simulated
) -> Home:
    """Return a home in which the half, then more days and then all were analysed; for reading."""
    home = copied(first_half, tmp_path_factory.mktemp("days") / "case")
    for day in (20, 25, len(logs(month))):
        take(home, logs(month)[:day])
        analyse(home)
    return home


def logs(month: Simulated) -> list[Path]:
    return sorted(month.logs.iterdir())


def made_home(root: Path, month: Simulated, *imports: Sequence[Path]) -> Home:
    """Make a home, import lists of files one after the other, and analyse it."""
    home = Home(root)
    home.create()
    with open_ledger(home) as ledger:
        import_people(month.roster, ledger)
        import_actors(month.actors, ledger)
    for files in imports:
        take(home, files)
    analyse(home)
    return home


def take(home: Home, files: Sequence[Path]) -> None:
    with open_case(home, write=True, beside_analysis=True) as case:
        import_logs(files, home=home, store=case.store, engine=case.engine, now=NOW)


def copied(home: Home, root: Path) -> Home:
    return Home(Path(shutil.copytree(home.root, root)))


def tables(home: Home) -> Tables:
    """Return the rows of every table."""
    with open_case(home) as case:
        return {t.name: case.engine.rows(f"SELECT * FROM {t.name} ORDER BY ALL") for t in READS}


def timeless(home: Home) -> Tables:
    """Return the rows of every table, but of those that analyses add to only their number.

    A command tells its time in what it adds, and a test cannot.
    """
    added = {table.name for table in HISTORY}
    return {n: [(len(rows),)] if n in added else rows for n, rows in tables(home).items()}


def parts(home: Home) -> dict[str, bytes]:
    """Return the bytes of every part that an analysis writes."""
    names = [table.name for table in REPLACED]
    return {name: (home.root / name / f"{name}.parquet").read_bytes() for name in names}


def history(home: Home) -> dict[str, bytes]:
    """Return the bytes of every part that analyses added and none replaces."""
    return {
        str(part.relative_to(home.root)): part.read_bytes()
        for table in HISTORY
        for part in (home.root / table.name).glob("*.parquet")
    }


def test_month_is_analysed_whole(whole: Home, month: Simulated) -> None:
    """By default the window is all imported days, and something is found in them."""
    with open_case(whole) as case:
        analysis = last_analysis(case)

    found = tables(whole)
    assert analysis is not None
    assert (month.window, ()) == (analysis.window, analysis.changed)
    assert [] == [name for name in ("campaigns", "hostile", "sessions") if not found[name]]


def test_steps_are_told_in_order(again: Again) -> None:
    assert [(name, done, len(STEPS)) for done, name in enumerate(STEPS)] == again.told


def test_second_analysis_writes_the_same_bytes(whole: Home, again: Again) -> None:
    assert parts(whole) == parts(again.home)


@pytest.mark.slow
@pytest.mark.long
def test_order_and_number_of_imports_change_nothing(
    whole: Home, month: Simulated, tmp_path: Path
) -> None:
    files = logs(month)
    backwards = files[::-1]
    by_two = [backwards[at : at + 2] for at in range(0, len(files), 2)]
    home = made_home(tmp_path / "case", month, *by_two, files)

    assert tables(whole) == tables(home)
    assert parts(whole) == parts(home)


def test_campaign_keeps_its_id_as_the_month_goes_on(first_half: Home, day_by_day: Home) -> None:
    before = {row[0] for row in tables(first_half)["campaigns"]}

    assert before
    assert before <= {row[0] for row in tables(day_by_day)["campaigns"]}


def test_second_analysis_adds_nothing_to_the_history(whole: Home, again: Again) -> None:
    """However much later it is made: what was believed since when stays."""
    assert history(whole) == history(again.home)


@pytest.mark.slow
def test_days_one_by_one_end_where_the_month_at_once_does(whole: Home, day_by_day: Home) -> None:
    """The same campaigns, ids, numbers and events; only the history tells of the way there."""
    at_once, by_days = tables(whole), tables(day_by_day)

    assert at_once["campaigns"]
    for name in FOUND:
        assert at_once[name] == by_days[name]
    changes = {row[3] for row in by_days["campaign_history"]}
    assert {"appeared"} == {row[3] for row in at_once["campaign_history"]}
    assert {"appeared", "grew"} <= changes


def test_campaign_outside_the_window_is_withdrawn_and_found_again(
    whole: Home, month: Simulated, tmp_path: Path
) -> None:
    """It keeps its id over an analysis that did not look at its days."""
    home = copied(whole, tmp_path / "case")
    analyse(home, month.window.start, month.window.start + timedelta(days=1))
    nothing = tables(home)["campaigns"]
    analyse(home)
    found = tables(home)

    assert [] == nothing
    assert tables(whole)["campaigns"] == found["campaigns"]
    told = [(row[3], row[7]) for row in sorted(found["campaign_history"])]
    assert ["appeared", "withdrawn", "appeared"] == [change for change, _ in told]
    assert "lie outside the window analysed now" in told[1][1]
    assert told[2][1].startswith("found again, with ")


def test_analysis_by_an_older_rasid_counts_as_none(whole: Home, tmp_path: Path) -> None:
    """Its tables lack columns; a new analysis replaces them, and campaigns keep their ids."""
    home = copied(whole, tmp_path / "case")
    shutil.rmtree(home.root / "lineage")
    part = home.root / "campaigns" / "campaigns.parquet"
    parquet.write_table(parquet.read_table(part).drop_columns("sessions"), part)
    with open_case(home) as case:
        assert None is last_analysis(case)
        assert [] == case.engine.rows("SELECT * FROM hostile")
    analyse(home)

    assert tables(whole)["campaigns"] == tables(home)["campaigns"]


def test_window_bounds_what_is_judged(whole: Home, month: Simulated, tmp_path: Path) -> None:
    home = copied(whole, tmp_path / "case")
    start = month.window.start + timedelta(days=3)
    end = start + timedelta(days=10)
    summary = analyse(home, start, end)

    assert Window(start, end) == summary.window
    with open_case(home) as case:
        ((first, last),) = case.engine.rows("SELECT min(start_at), max(end_at) FROM sessions")
    assert start <= first.replace(tzinfo=UTC) <= last.replace(tzinfo=UTC) < end


def test_change_of_the_roster_is_noticed(whole: Home, tmp_path: Path) -> None:
    home = copied(whole, tmp_path / "case")
    roster = tmp_path / "more.csv"
    roster.write_text(
        "person_id,name,category,organisation,country,language,account\n"
        "new,Ada,official,,,,ada@mail.example\n"
    )
    with open_ledger(home) as ledger:
        import_people(roster, ledger)
    with open_case(home) as case:
        analysis = last_analysis(case)

    assert analysis is not None
    assert ("roster",) == analysis.changed


def test_empty_roster_is_no_failure(month: Simulated, tmp_path: Path) -> None:
    home = Home(tmp_path / "case")
    home.create()
    take(home, logs(month)[:4])

    assert 0 == analyse(home).protected


def test_nothing_to_analyse_keeps_the_last_analysis(whole: Home, tmp_path: Path) -> None:
    home = copied(whole, tmp_path / "case")
    with pytest.raises(UsageError, match=r"^no event from 2000-01-01 00:00:00 to "):
        analyse(home, datetime(2000, 1, 1, tzinfo=UTC), datetime(2000, 2, 1, tzinfo=UTC))

    assert parts(whole) == parts(home)


def test_texts_of_what_is_left_out_are_written_once(whole: Home) -> None:
    """A text twice in a dictionary makes the writer give it up, and not always alike."""
    (part,) = (whole.root / "left_out").glob("*.parquet")
    group = ParquetFile(part).metadata.row_group(0)
    columns = [group.column(number) for number in range(group.num_columns)]

    assert {True} == {"RLE_DICTIONARY" in column.encodings for column in columns}


def test_visits_lie_in_the_order_of_accounts(whole: Home) -> None:
    """So that those of one account are found without reading the rest."""
    rows = parquet.read_table(whole.root / "visits", columns=["account", "session_id"]).to_pylist()
    order = [(row["account"], row["session_id"]) for row in rows]

    assert sorted(order) == order
    assert len({account for account, _ in order}) > 1


def test_run_leaves_nothing_in_scratch(whole: Home) -> None:
    with open_case(whole):
        pass

    assert {CHANGING, ANALYSING} == {left.name for left in whole.scratch.iterdir()}


@pytest.mark.slow
def test_what_is_imported_meanwhile_is_for_the_next_analysis(
    first_half: Home, whole: Home, month: Simulated, tmp_path: Path
) -> None:
    """Days that were analysed are delivered again then, with others, and a part is replaced."""
    home = copied(first_half, tmp_path / "case")
    again = tmp_path / "again.ndjson"
    again.write_bytes(b"".join(path.read_bytes() for path in logs(month)[:3]))

    def meanwhile(step: str, *_: int) -> None:
        if step == "signals":
            take(home, [again, *logs(month)])
            part = min(home.root.glob("events/*/*.parquet"))
            part.rename(part.with_stem("merged"))
            with pytest.raises(UsageError), open_case(home, write=True):
                pass

    before = tables(home)
    analyse(home, progress=meanwhile)
    with open_case(home) as case:
        last = last_analysis(case)
    between = tables(home)
    analyse(home)
    after = tables(home)

    assert last
    assert ("logs",) == last.changed
    assert [before[name] for name in FOUND] == [between[name] for name in FOUND]
    assert [tables(whole)[name] for name in FOUND] == [after[name] for name in FOUND]


def test_left_overs_of_the_killed_are_removed_and_of_the_living_kept(
    first_half: Home, tmp_path: Path
) -> None:
    home = copied(first_half, tmp_path / "case")
    left = home.scratch / "run-killed"
    left.mkdir()
    with open_case(home) as reader, open_case(home, write=True):
        assert not left.exists()
        assert reader.scratch.exists()


@contextmanager
def begun_analysis(home: Home, sign: str = "run-*") -> Iterator[subprocess.Popen[bytes]]:
    """Start an analysis in a process of its own, and yield once there is a sign of it."""
    command = [sys.executable, "-m", "rasid", "--home", str(home.root), "analyse"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
        while not list(home.scratch.glob(sign)) and child.poll() is None:
            time.sleep(0.01)
        yield child


@pytest.mark.slow
def test_analysis_that_is_killed_beside_an_import_takes_nothing_with_it(
    first_half: Home, whole: Home, month: Simulated, tmp_path: Path
) -> None:
    """The import goes on and ends: its events are for the next analysis, each once."""
    home = copied(first_half, tmp_path / "case")
    before = tables(home)
    with begun_analysis(home, "run-*/events/*/*.parquet") as child:
        killing = Timer(0.3, child.kill)
        take_beside(home, logs(month), killing.start)
        killing.join()
    between = tables(home)
    analyse(home)

    assert -signal.SIGKILL == child.returncode
    assert [before[name] for name in FOUND] == [between[name] for name in FOUND]
    assert [tables(whole)[name] for name in FOUND] == [tables(home)[name] for name in FOUND]


def take_beside(home: Home, files: Sequence[Path], begin: Callable[[], None]) -> None:
    """Import files as soon as an analysis lets that be."""
    while True:
        with suppress(BusyError), open_case(home, write=True, beside_analysis=True) as case:
            begin()
            import_logs(files, home=home, store=case.store, engine=case.engine, now=NOW)
            return


@pytest.mark.slow
@pytest.mark.long
def test_killed_analysis_leaves_the_old_tables_or_the_new(
    first_half: Home, month: Simulated, tmp_path: Path
) -> None:
    start = copied(first_half, tmp_path / "start")
    take(start, logs(month))
    done = copied(start, tmp_path / "done")
    analyse(done)
    draw = Random(3)
    for number in range(3):
        home = copied(start, tmp_path / f"killed-{number}")
        with begun_analysis(home) as child:
            time.sleep(number + draw.uniform(0, 1))
            child.kill()

        assert timeless(home) in (timeless(start), timeless(done))
        analyse(home)
        assert parts(done) == parts(home)
