"""A page is of one state of a home, whoever changes it meanwhile."""

import fcntl
import json
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest

from console.homes import home_of
from rasid.campaigns import decide
from rasid.console.snapshot import TRIES, ChangingError, Reading, Snapshot
from rasid.console.visit import mask_of
from rasid.engines.store import JOURNAL, open_store
from rasid.ledger import open_ledger, roster
from rasid.settings import Home
from rasid.tables.campaigns import CAMPAIGNS
from rasid.tables.roster import ROSTER
from reports.months import FIRST, a_month


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return home_of(a_month(), tmp_path / "home")


@pytest.fixture
def reading(home: Home) -> Iterator[Reading]:
    opened = Reading(home)
    yield opened
    opened.close()


def count(snapshot: Snapshot) -> int:
    return int(snapshot.case.engine.rows("SELECT count(*) FROM campaigns")[0][0])


def forget_campaigns(home: Home) -> None:
    """Change the home as an analysis does that finds nothing."""
    with open_store(home, write=True) as store, store.change() as change:
        change.remove(store.parts(CAMPAIGNS))


def test_a_change_is_seen(home: Home, reading: Reading) -> None:
    before = reading.read(count)
    forget_campaigns(home)

    assert [1, 0] == [before, reading.read(count)]


def test_who_asks_comes_before_what_is_read_beforehand(reading: Reading) -> None:
    """The lock itself would let in whoever comes first, and that is often who had it last."""
    order: list[str] = []
    asked, told = Event(), Event()

    def look(_: Snapshot) -> None:
        asked.set()
        told.wait()
        order.append("asked")

    def beforehand() -> None:
        asked.wait()
        told.set()
        reading.read_aside(lambda _: order.append("beforehand"))

    threads = [Thread(target=reading.read, args=(look,)) for _ in range(3)]
    threads.append(Thread(target=beforehand))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert ["asked", "asked", "asked", "beforehand"] == order


def test_what_was_read_is_kept_until_a_change(home: Home, reading: Reading) -> None:
    read: list[int] = []

    def look(snapshot: Snapshot) -> int:
        def counted() -> int:
            read.append(1)
            return count(snapshot)

        return snapshot.once("campaigns", counted)

    found = [reading.read(look), reading.read(look)]
    forget_campaigns(home)

    assert [1, 1, 0] == [*found, reading.read(look)]
    assert 2 == len(read)


def test_what_was_read_of_tables_outlives_a_change_of_the_ledger_alone(
    home: Home, reading: Reading
) -> None:
    def look(snapshot: Snapshot) -> int:
        return snapshot.of_tables("campaigns", lambda: count(snapshot))

    first = reading.read(lambda snapshot: (snapshot.tag, look(snapshot)))
    with open_ledger(home) as ledger:
        decide(ledger, "confirm", why="seen", by="B", now=FIRST, campaign_id="C-1")
    second = reading.read(lambda s: (s.tag != first[0], s.of_tables("campaigns", lambda: 9)))
    forget_campaigns(home)

    assert [1, (True, 1), 0] == [first[1], second, reading.read(look)]


def test_whoever_is_listed_anew_is_hidden_at_once(home: Home, reading: Reading) -> None:
    text, ada = "told by Ada Lovelace", dict.fromkeys(ROSTER.column_names, "")
    ada |= {"person_id": "p99", "name": "Ada Lovelace", "account": "ada@mail.example"}
    before = reading.read(lambda snapshot: mask_of(snapshot).hide(text))
    with open_ledger(home) as ledger, ledger.begin() as connection:
        connection.execute(roster.insert(), ada)
    after = reading.read(lambda snapshot: mask_of(snapshot).hide(text))
    with open_ledger(home) as ledger, ledger.begin() as connection:
        connection.execute(roster.delete().where(roster.c.account == "ada@mail.example"))

    assert [text, "told by p99", text] == [
        before,
        after,
        reading.read(lambda snapshot: mask_of(snapshot).hide(text)),
    ]


def test_what_was_read_during_a_change_is_read_anew(home: Home, reading: Reading) -> None:
    def look(snapshot: Snapshot) -> int:
        found = count(snapshot)
        if found:
            forget_campaigns(home)
        return found

    assert 0 == reading.read(look)


def test_a_failure_during_a_change_is_no_failure(home: Home, reading: Reading) -> None:
    """Its parts may be gone while they are read."""

    def look(snapshot: Snapshot) -> int:
        if count(snapshot):
            forget_campaigns(home)
            raise OSError("the part is gone")
        return 0

    assert 0 == reading.read(look)


def test_a_failure_of_its_own_is_told(reading: Reading) -> None:
    def look(_: Snapshot) -> int:
        raise OSError("on its own")

    with pytest.raises(OSError, match="on its own"):
        reading.read(look)


def test_a_home_that_never_rests_is_told(home: Home, reading: Reading) -> None:
    seen: list[int] = []

    def look(snapshot: Snapshot) -> None:
        seen.append(count(snapshot))
        (home.root / "campaigns" / f"{len(seen)}").touch()

    with pytest.raises(ChangingError, match="was being changed"):
        reading.read(look)
    assert TRIES == len(seen)


def test_a_killed_change_is_finished_first(home: Home, reading: Reading) -> None:
    """A journal that nobody carries on is carried out, and nobody waits for it."""
    staging = home.scratch / "change-1"
    staging.mkdir()
    (part,) = (home.root / "campaigns").glob("*.parquet")
    journal = {"moves": {}, "removals": [str(part.relative_to(home.root))]}
    (staging / JOURNAL).write_text(json.dumps(journal))

    assert 0 == reading.read(count)
    assert not staging.exists()


def test_nobody_waits_for_a_run_under_way(home: Home, reading: Reading) -> None:
    with open_store(home, write=True):
        assert 1 == reading.read(count)


def test_readers_do_not_stand_in_the_way(home: Home, reading: Reading) -> None:
    reading.read(count)
    with (home.scratch / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
