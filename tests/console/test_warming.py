"""What the first pages need is read before anybody asks, and again when the home has changed."""

import time
from pathlib import Path

import pytest

from console.homes import MADE, home_of, whole_month
from rasid.campaigns import decide
from rasid.cli.console import KNOWLEDGE
from rasid.console import Reading, Warmer, snapshot, warming
from rasid.errors import InputError
from rasid.ledger import open_ledger
from rasid.settings import Home
from rasid.sharing import open_key


def kept(reading: Reading) -> set[object]:
    found = reading.read(lambda snapshot: [*snapshot.kept, *snapshot.of_files])
    return {key for key in found if isinstance(key, str)}


def test_the_first_pages_are_read_after_each_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warming, "PAUSE_SECONDS", 0.02)
    home = home_of(whole_month(), tmp_path / "home")
    reading = Reading(home)
    needed = {"coverage", "needs", "days", "networks"}
    with Warmer(reading, KNOWLEDGE).running():
        for change in range(2):
            until = time.monotonic() + 60
            while not needed <= kept(reading):
                assert time.monotonic() < until
                time.sleep(0.02)
            if not change:
                before = reading.read(lambda snapshot: snapshot.kept)
                with open_ledger(home) as ledger:
                    decide(ledger, "confirm", why="seen", by="B", now=MADE, campaign_id="C-1")
                assert before is not reading.read(lambda snapshot: snapshot.kept)
    reading.close()


def test_all_is_read_before_anybody_is_let_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warming, "_LOOK_SECONDS", 0.005)
    home = home_of(whole_month(), tmp_path / "home")
    with open_ledger(home) as ledger:
        open_key(ledger)
    reading = Reading(home)
    told: list[tuple[str, int, int]] = []
    warmer = Warmer(reading, KNOWLEDGE)
    with warmer.running():
        warmer.wait(lambda *step: told.append(step))
        found = kept(reading)
    reading.close()

    assert {"mask", "listed", "standing", "news", "campaigns", "coverage"} <= found
    assert told == sorted(told, key=lambda step: step[1])
    assert len({name for name, _, _ in told}) > 1


@pytest.mark.parametrize(("most", "threads"), [(16 << 20, 1), (0, 2)])
def test_one_thread_looks_at_what_is_all_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int, threads: int
) -> None:
    monkeypatch.setattr(warming, "_MIDDLING", most)
    monkeypatch.setattr(snapshot, "_SMALL", most)
    home = home_of(whole_month(), tmp_path / "home")
    home.settings_file.write_text("threads = 2\n", "utf-8")
    reading = Reading(home)
    Warmer(reading, KNOWLEDGE).warm()
    told = reading.read(lambda seen: seen.case.engine.rows("SELECT current_setting('threads')"))
    reading.close()

    assert [(threads,)] == told


def test_nobody_waits_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warming, "_LOOKS", 1)
    monkeypatch.setattr(warming, "_LOOK_SECONDS", 0.0)
    reading = Reading(home_of(whole_month(), tmp_path / "home"))
    warmer = Warmer(reading, KNOWLEDGE)
    told: list[tuple[str, int, int]] = []
    with warmer.running():
        warmer.wait(lambda *step: told.append(step))
    reading.close()

    assert 1 == len(told)


def test_home_that_cannot_be_read_is_served_all_the_same(tmp_path: Path) -> None:
    """Whoever asks for a page is told what is wrong."""
    home = home_of(whole_month(), tmp_path / "home")
    (home.root / "campaigns" / "part.parquet").write_bytes(b"torn")
    reading = Reading(home)
    Warmer(reading, KNOWLEDGE).warm()
    with pytest.raises(InputError):
        reading.read(lambda snapshot: snapshot.tag)
    reading.close()


def test_an_empty_home_is_no_failure(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.create()
    reading = Reading(home)
    Warmer(reading, KNOWLEDGE).warm()
    reading.close()

    assert reading.state() == Reading(home).state()
