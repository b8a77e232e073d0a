import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rasid.sinkhole.counts import Counts
from rasid.sinkhole.log import BATCH, Log, Room
from rasid.sinkhole.records import Caller, Record, Recorder

NOW = datetime(2026, 1, 2, tzinfo=UTC)
RECORDER = Recorder()


def record() -> Record:
    return RECORDER.query(NOW, Caller("192.0.2.1", 5353), "evil-login.example", "A", tcp=False)


def kept(folder: Path) -> list[list[Any]]:
    files = sorted(folder.glob("sinkhole-*.ndjson"))
    return [[json.loads(line) for line in file.read_text().splitlines()] for file in files]


def test_lines_are_kept_for_the_owner_alone(tmp_path: Path) -> None:
    counts = Counts()
    with Log(tmp_path, RECORDER, counts, print, Room(10**6, 10**6)) as log:
        for _ in range(5):
            log.put(record())

    assert (5, 0) == (counts.log_kept, counts.log_lost)
    assert [5] == [len(lines) for lines in kept(tmp_path)]
    assert {0o600} == {file.stat().st_mode & 0o777 for file in tmp_path.iterdir()}


def test_files_are_exchanged(tmp_path: Path) -> None:
    """A file holds no more bytes than it may, and no line is split."""
    log = Log(tmp_path, RECORDER, Counts(), print, Room(600_000, 10**8))
    for _ in range(3 * BATCH):
        log.put(record())
    with log:
        pass

    assert [BATCH] * 3 == [len(lines) for lines in kept(tmp_path)]
    assert all(file.stat().st_size <= 600_000 for file in tmp_path.iterdir())


def test_runs_do_not_share_a_file(tmp_path: Path) -> None:
    for _ in range(3):
        with Log(tmp_path, Recorder(), Counts(), print, Room(10**6, 10**6)) as log:
            log.put(record())

    assert [1, 1, 1] == [len(lines) for lines in kept(tmp_path)]


def test_what_a_full_queue_loses_is_told(tmp_path: Path) -> None:
    """Nobody who calls and a log that cannot keep up must not look alike."""
    counts = Counts()
    log = Log(tmp_path, RECORDER, counts, print, Room(10**6, 10**6, most_waiting=3))
    for _ in range(10):
        log.put(record())
    with log:
        pass
    (lines,) = kept(tmp_path)

    assert (3, 7) == (counts.log_kept, counts.log_lost)
    assert [4003, 4003, 4003, 0] == [line["class_uid"] for line in lines]
    assert (7, "7 records lost") == (lines[-1]["count"], lines[-1]["activity_name"])


def test_a_log_that_is_full_says_so_once(tmp_path: Path) -> None:
    counts, said = Counts(), list[str]()
    with Log(tmp_path, RECORDER, counts, said.append, Room(10**6, 100)) as log:
        log.put(record())
    assert (0, 1) == (counts.log_kept, counts.log_lost)
    assert ["it has as many bytes as it may have"] == [s.split(": ")[-1].rstrip(".") for s in said]
    assert [] == kept(tmp_path)


def test_a_log_that_is_full_stays_so(tmp_path: Path) -> None:
    """However few records come at once after that, it takes none and says nothing more."""
    counts, said = Counts(), list[str]()
    log = Log(tmp_path, RECORDER, counts, said.append, Room(10**6, 2_000))
    for _ in range(BATCH + 1):
        log.put(record())
    with log:
        pass

    assert (0, BATCH + 1) == (counts.log_kept, counts.log_lost)
    assert 1 == len(said)


def test_what_is_there_already_counts(tmp_path: Path) -> None:
    (tmp_path / "sinkhole-1.ndjson").write_bytes(b" " * 1000)
    counts, said = Counts(), list[str]()
    with Log(tmp_path, RECORDER, counts, said.append, Room(10**6, 1010)) as log:
        log.put(record())

    assert 1 == counts.log_lost == len(said)


def test_a_folder_that_vanishes_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "log"
    folder.mkdir()
    counts, said = Counts(), list[str]()
    with Log(folder, RECORDER, counts, said.append, Room(10**6, 10**6)) as log:
        folder.rmdir()
        log.put(record())

    assert 1 == counts.log_lost
    assert said[0].endswith("the log cannot be written: No such file or directory.")
