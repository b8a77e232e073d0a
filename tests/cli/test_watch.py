"""Watching a folder comes to what importing it all comes to, and tells of it once."""

import json
import shutil
import signal
import time
from pathlib import Path

import pytest

from cli.command import rasid, rasid_process
from rasid.engines.store import open_store
from rasid.scenarios import Simulated
from rasid.settings import Home

ONCE = ("--once", "--settle", "0")


@pytest.fixture
def home(tmp_path: Path, month: Simulated) -> Path:
    """Return a home that knows the roster and the actors, and no log."""
    rasid("import", "people", month.roster, home=tmp_path / "case")
    rasid("import", "actors", month.actors, home=tmp_path / "case")
    (tmp_path / "in").mkdir()
    return tmp_path / "case"


def _drop(month: Simulated, folder: Path, which: slice) -> None:
    for path in sorted(month.logs.iterdir())[which]:
        shutil.copy(path, folder)


def test_month_in_two_parts_is_the_month(
    home: Path, tmp_path: Path, month: Simulated, analysed_home: Path
) -> None:
    told = []
    for part in (slice(0, 15), slice(15, None)):
        _drop(month, tmp_path / "in", part)
        told.append(rasid("watch", tmp_path / "in", *ONCE, "--json", home=home))
    asked = ("show", "campaigns", "--json")
    numbers = [
        [(row["attempts"], row["accounts_attacked"]) for row in rasid(*asked, home=one).document]
        for one in (home, analysed_home)
    ]
    last = json.loads(told[-1].out.splitlines()[-1])

    assert [0, 0] == [one.code for one in told]
    assert numbers[0] == numbers[1]
    assert last["accounts_attacked"] == max(attacked for _, attacked in numbers[0])
    assert "" == rasid("watch", tmp_path / "in", *ONCE, home=home).out


def test_odd_file_spoils_no_other(home: Path, tmp_path: Path, month: Simulated) -> None:
    (tmp_path / "in" / "letter.txt").write_text("Dear all,\n")
    _drop(month, tmp_path / "in", slice(0, 1))
    told = rasid("watch", tmp_path / "in", *ONCE, home=home)
    again = rasid("watch", tmp_path / "in", *ONCE, home=home)

    assert "letter.txt was not taken" in told.err
    assert "letter.txt" not in again.err
    assert rasid("show", "coverage", "--json", home=home).document


def test_home_that_is_being_changed_is_left_for_later(
    home: Path, tmp_path: Path, month: Simulated
) -> None:
    _drop(month, tmp_path / "in", slice(0, 1))
    with open_store(Home(home), write=True):
        told = rasid("watch", tmp_path / "in", *ONCE, home=home)
    after = rasid("watch", tmp_path / "in", *ONCE, home=home)

    assert (0, "tried again") == (told.code, told.err[-13:-2])
    assert "took 1 file: " in after.err


def test_alert_that_could_not_be_written_waits(
    home: Path, tmp_path: Path, month: Simulated
) -> None:
    _drop(month, tmp_path / "in", slice(0, 15))
    words = ("watch", tmp_path / "in", *ONCE, "--alerts")
    lost = rasid(*words, tmp_path / "no" / "alerts", home=home)
    told = rasid(*words, tmp_path / "alerts", home=home)

    assert (2, 0) == (lost.code, told.code)
    assert (tmp_path / "alerts").read_text().splitlines()


def test_nothing_to_watch_is_a_sentence(home: Path, tmp_path: Path) -> None:
    assert f"there is no {tmp_path}/no." == rasid("watch", tmp_path / "no", home=home).sentence


@pytest.mark.slow
def test_watch_is_killed_and_begun_again(home: Path, tmp_path: Path, month: Simulated) -> None:
    """Files come while it runs, it is killed twice, and ends when it is told to."""
    words = ("watch", tmp_path / "in", "--every", "0.1", "--settle", "0", "--analyse-every", "0")
    alerts = tmp_path / "alerts"
    for part in (slice(0, 10), slice(10, 20)):
        _drop(month, tmp_path / "in", part)
        with rasid_process(*words, "--alerts", alerts, home=home) as process:
            time.sleep(3)
            process.kill()
    _drop(month, tmp_path / "in", slice(20, None))
    with rasid_process(*words, "--alerts", alerts, home=home) as process:
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline and not _is_done(home, month):
            time.sleep(0.5)
        process.send_signal(signal.SIGTERM)
        assert 0 == process.wait(60)
    rasid("watch", tmp_path / "in", *ONCE, "--alerts", alerts, home=home)
    rows = rasid("show", "campaigns", "--json", home=home).document
    told = {one["campaign_id"]: one for one in map(json.loads, alerts.read_text().splitlines())}

    assert rows
    assert {row["campaign_id"]: row["attempts"] for row in rows} == {
        name: one["attempts"] for name, one in told.items() if one["kind"] != "withdrawn"
    }


def _is_done(home: Path, month: Simulated) -> bool:
    told = rasid("show", "coverage", "--json", home=home)
    return told.code == 0 and str(month.events) in told.out


def test_what_was_sent_is_imported_and_goes(home: Path, month: Simulated) -> None:
    (home / "intake").mkdir()
    _drop(month, home / "intake", slice(0, 2))
    told = rasid("watch", *ONCE, home=home)

    assert "took 2 files: " in told.err
    assert [] == list((home / "intake").iterdir())


def test_nothing_to_watch_at_all_is_a_sentence(home: Path) -> None:
    assert rasid("watch", home=home).sentence.startswith("say which folders to watch")
