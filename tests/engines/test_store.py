import fcntl
import threading
from datetime import date
from pathlib import Path

import pytest

from rasid.engines.store import Store, is_being_changed, open_store
from rasid.errors import UsageError
from rasid.settings import Home
from rasid.tables.contract import Column, Table

FLAT = Table("flat", "one thing", ("id",), (Column("id", "VARCHAR", "the thing"),))
DAILY = Table("daily", "one thing", ("id",), FLAT.columns, by_day="id")
DAYS = (date(2026, 3, 1), date(2026, 3, 2))


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "case")
    made.create()
    return made


def contents(store: Store) -> dict[str, str]:
    parts = store.parts(FLAT) + store.parts(DAILY)
    return {str(part.relative_to(store.root)): part.read_text() for part in parts}


def fill(store: Store, text: str) -> None:
    """Change three parts at once: one table's only one, and two days of another."""
    with store.change() as change:
        change.add(FLAT, "all").write_text(text)
        for day in DAYS:
            change.add(DAILY, "all", day=day).write_text(text)


def fail_halfway(store: Store) -> None:
    with store.change() as change:
        change.add(FLAT, "all").write_text("new")
        raise RuntimeError("torn")


def filled(text: str) -> dict[str, str]:
    names = ["flat/all", *(f"daily/day={day}/all" for day in DAYS)]
    return {f"{name}.parquet": text for name in names}


def test_change_replaces_and_removes(home: Home) -> None:
    """A part of the same name is replaced, a removed one is gone, the rest stay."""
    with open_store(home, write=True) as store:
        fill(store, "old")
        with store.change() as change:
            change.remove(store.parts(DAILY, day=DAYS[0]))
            change.add(FLAT, "all").write_text("new")

        day = f"daily/day={DAYS[1]}/all.parquet"
        assert {"flat/all.parquet": "new", day: "old"} == contents(store)
        assert [DAYS[1]] == store.days(DAILY)


def test_part_that_is_removed_and_added_stays(home: Home) -> None:
    """To remove the old parts and write one of them anew is to replace it."""
    with open_store(home, write=True) as store:
        fill(store, "old")
        with store.change() as change:
            change.remove(store.parts(FLAT))
            change.add(FLAT, "all").write_text("new")

        assert "new" == contents(store)["flat/all.parquet"]


def test_failed_change_is_forgotten(home: Home) -> None:
    """An error while parts are written leaves the tables as they were."""
    with open_store(home, write=True) as store:
        fill(store, "old")
        with pytest.raises(RuntimeError, match="torn"):
            fail_halfway(store)

        assert filled("old") == contents(store)
        assert [] == list(home.scratch.glob("change-*"))


class Killed(BaseException):
    """Stands for a kill: nothing of the process runs after it."""


@pytest.mark.parametrize("moves", [0, 1, 2, 3])
def test_kill_after_the_journal_is_mended(
    home: Home, monkeypatch: pytest.MonkeyPatch, moves: int
) -> None:
    """Whichever move the kill came before, the next opening finishes the change."""
    with open_store(home, write=True) as store:
        fill(store, "old")
        killed_after(monkeypatch, moves)
        with pytest.raises(Killed):
            fill(store, "new")
    monkeypatch.undo()

    with open_store(home, write=False) as store:
        assert filled("new") == contents(store)
        assert [] == list(home.scratch.glob("change-*"))


def test_kill_before_the_journal_changes_nothing(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without its journal a change never was."""
    with open_store(home, write=True) as store:
        fill(store, "old")
        monkeypatch.setattr(Path, "rename", kill)
        monkeypatch.setattr("shutil.rmtree", lambda *_, **__: None)
        with pytest.raises(Killed):
            fill(store, "new")
    monkeypatch.undo()
    assert [] != list(home.scratch.glob("change-*"))

    with open_store(home, write=True) as store:
        assert filled("old") == contents(store)
        assert [] == list(home.scratch.glob("change-*"))


def test_second_writer_is_told(home: Home) -> None:
    """One writer at a time; a reader never waits."""
    with (home.scratch / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)

        with (
            pytest.raises(UsageError, match="another rasid is changing"),
            open_store(home, write=True),
        ):
            pass
        with open_store(home, write=False) as store:
            assert {} == contents(store)


@pytest.mark.parametrize("ways", [(), ("beside",), ("let",)])
def test_run_under_way_is_noticed(home: Home, ways: tuple[str, ...]) -> None:
    """An import beside an analysis, and an analysis that lets others import, are runs too."""
    before = is_being_changed(home)
    with open_store(home, write=True, beside_analysis="beside" in ways) as store:
        if "let" in ways:
            store.let_import()
        during = is_being_changed(home)

    assert [False, True, False] == [before, during, is_being_changed(home)]


def test_who_only_looks_stands_in_nobodys_way(home: Home) -> None:
    """To look whether a run is under way takes its lock for a moment; so does a reader."""
    ended = threading.Event()

    def look() -> None:
        while not ended.is_set():
            is_being_changed(home)

    looking = [threading.Thread(target=look) for _ in range(3)]
    for one in looking:
        one.start()
    try:
        for _ in range(50):
            with open_store(home, write=True):
                pass
    finally:
        ended.set()
        for one in looking:
            one.join()


def test_lock_is_given_back(home: Home) -> None:
    """A reader leaves the lock to a writer; a writer leaves it to the next."""
    with open_store(home, write=False), open_store(home, write=True) as store:
        fill(store, "old")
    with open_store(home, write=True) as store:
        assert filled("old") == contents(store)


def test_day_and_table_must_fit(home: Home) -> None:
    """A daily part needs its day, another must not have one."""
    with open_store(home, write=True) as store, store.change() as change:
        with pytest.raises(ValueError, match="daily and day None do not fit"):
            change.add(DAILY, "all")
        with pytest.raises(ValueError, match="flat and day 2026-03-01 do not fit"):
            change.add(FLAT, "all", day=DAYS[0])


def kill(*_: object) -> None:
    raise Killed


def killed_after(monkeypatch: pytest.MonkeyPatch, moves: int) -> None:
    """Let so many parts be moved into place, then kill; the clean-up does not run either."""
    replace, left = Path.replace, iter([True] * moves)

    def move(path: Path, target: Path) -> Path:
        if not next(left, False):
            raise Killed
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", move)
    monkeypatch.setattr(Path, "unlink", kill)
    monkeypatch.setattr("shutil.rmtree", lambda *_, **__: None)
