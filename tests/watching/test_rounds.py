"""A watch works when something came, and else does nothing at all; it takes while it judges."""

import os
import sys
import time
from collections.abc import Callable
from datetime import datetime
from errno import ENOSPC
from pathlib import Path
from typing import Any

import pytest

from rasid import pipeline
from rasid.errors import RasidError
from rasid.pipeline import Summary
from rasid.settings import Home
from rasid.watching import Pace, Watch, rounds
from sources.log_home import sign_in, write_lines

FULL = os.strerror(ENOSPC)

_OPENED: list[str] = []
_LISTENING: list[bool] = []


def _listen(event: str, told: tuple[Any, ...]) -> None:
    if _LISTENING and event in ("open", "sqlite3.connect"):
        _OPENED.append(str(told[0]))


sys.addaudithook(_listen)


@pytest.fixture
def said() -> list[str]:
    """Return what a watch says."""
    return []


@pytest.fixture
def watch(home: Home, tmp_path: Path, said: list[str]) -> Watch:
    """Return a watch of an empty folder that has come to rest."""
    (tmp_path / "in").mkdir()
    watching = Watch(home, [tmp_path / "in"], Pace(settle=0, analyses=0), _no_alert, said.append)
    for _ in range(3):
        watching.round()
    return watching


def _no_alert(alert: object) -> None:
    raise AssertionError(alert)


def _opened_in_a_round(watch: Watch) -> set[str]:
    _OPENED.clear()
    _LISTENING.append(True)
    try:
        watch.round()
    finally:
        _LISTENING.clear()
    return {path for path in _OPENED if path.startswith(str(watch.home.root))}


def test_idle_round_opens_settings_alone(watch: Watch) -> None:
    assert {str(watch.home.settings_file)} == _opened_in_a_round(watch)


@pytest.mark.parametrize("name", ["rasid.toml", "ledger.db"])
def test_change_of_the_home_is_looked_at_once(watch: Watch, name: str) -> None:
    with (watch.home.root / name).open("ab") as file:
        file.write(b"\n")
    counts = [len(_opened_in_a_round(watch)) for _ in range(2)]

    assert counts[0] > counts[1] == 1


def test_file_that_cannot_be_read_is_named_until_it_grows(
    watch: Watch, tmp_path: Path, said: list[str]
) -> None:
    for text in ("Dear all,\n", "", "Yours\n"):
        with (tmp_path / "in" / "letter.txt").open("a") as file:
            file.write(text)
        watch.round()

    assert 2 == sum("letter.txt was not taken" in sentence for sentence in said)


def test_file_of_the_intake_is_taken_by_its_name_twice(home: Home, said: list[str]) -> None:
    """One that a kill left there after its import goes like any other."""
    home.intake.mkdir()
    (home.intake / "1.ndjson").write_text('{"no": "log"}\n')
    for _ in range(2):
        Watch(home, [], Pace(settle=0), _no_alert, said.append).round()

    assert 1 == sum("1.ndjson was not taken" in sentence for sentence in said)


@pytest.mark.parametrize("error", [OSError(ENOSPC, FULL), RasidError(f"IO Error: {FULL}")])
def test_full_disk_is_no_fault_of_a_file(
    watch: Watch,
    tmp_path: Path,
    said: list[str],
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
) -> None:
    """It is tried again, and taken once there is room."""

    def fail(*_: object, **__: object) -> None:
        raise error

    (tmp_path / "in" / "letter.txt").write_text("Dear all,\n")
    with monkeypatch.context() as patched:
        patched.setattr(rounds, "import_logs", fail)
        watch.round()
    assert 1 == sum(FULL in sentence for sentence in said)
    watch.round()

    assert 1 == sum("letter.txt was not taken" in sentence for sentence in said)


@pytest.mark.parametrize(("fails", "judged"), [("import_logs", 1), ("last_analysis", 0)])
def test_only_a_judgement_that_failed_puts_off_the_next(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: str, judged: int
) -> None:
    """What cannot be taken keeps nobody from judging what was."""
    folder, pace, done = tmp_path / "in", Pace(settle=0, analyses=3600), list[Home]()
    folder.mkdir()
    write_lines(folder / "first.ndjson", [sign_in(n) for n in range(9)])
    Watch(home, [folder], pace, _no_alert, print, _judged_at=time.monotonic()).round()
    write_lines(folder / "second.ndjson", [sign_in(n) for n in range(9, 12)])
    watching, whole = Watch(home, [folder], pace, _no_alert, print), pipeline.analyse

    def fail(*_: object, **__: object) -> None:
        raise RasidError(f"IO Error: {FULL}")

    def analyse(home: Home, progress: pipeline.Progress, now: datetime) -> Summary:
        done.append(home)
        return whole(home, progress=progress, now=now)

    monkeypatch.setattr(pipeline, "analyse", analyse)
    with monkeypatch.context() as patched:
        patched.setattr(rounds, fails, fail)
        watching.round()
    watching.round()

    assert judged == len(done)


def test_logs_are_taken_while_it_judges(
    home: Home, tmp_path: Path, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An analysis that goes on until something else was taken comes to its end."""
    folder, judged = tmp_path / "in", list[Summary]()
    folder.mkdir()
    watching = Watch(home, [folder], Pace(0.05, 0, 0), _no_alert, said.append)
    analyse = pipeline.analyse

    def at_length(home: Home, progress: pipeline.Progress, now: datetime) -> Summary:
        def step(name: str, done: int, of: int) -> None:
            progress(name, done, of)
            if name == "campaigns" and not judged:
                write_lines(folder / "second.ndjson", [sign_in(n) for n in range(9, 12)])
                wait_for(lambda: sum(one.startswith("took 1 file: ") for one in said) == 2)

        judged.append(analyse(home, progress=step, now=now))
        if len(judged) == 2:
            watching.stopping.set()
        return judged[-1]

    monkeypatch.setattr(pipeline, "analyse", at_length)
    write_lines(folder / "first.ndjson", [sign_in(n) for n in range(9)])
    watching.run()

    assert [9, 12] == [one.events for one in judged]
    assert [] == [sentence for sentence in said if "tried again" in sentence]


def test_what_ends_the_taking_ends_the_watch(
    watch: Watch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It must not look as if nothing came."""

    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    write_lines(tmp_path / "in" / "log.ndjson", [sign_in(1)])
    monkeypatch.setattr(rounds, "import_logs", fail)
    with pytest.raises(ZeroDivisionError):
        watch.run()


def wait_for(is_true: Callable[[], bool]) -> None:
    """Wait until something is true, but no minute."""
    for _ in range(1200):
        if is_true():
            return
        time.sleep(0.05)
    raise AssertionError
