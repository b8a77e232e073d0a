"""What was answered for is on disk, whatever happens then."""

import os
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from rasid.errors import UsageError
from rasid.serving.intake import spool as spooling
from rasid.serving.intake.spool import FullError, Spool, opened_spool


def _closed(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted(folder.glob("*.ndjson"))]


def test_lines_are_on_disk_before_the_file_is_closed(tmp_path: Path) -> None:
    with opened_spool(tmp_path) as spool:
        assert 2 == spool.add([b"a", b"", b"b"])
        (part,) = tmp_path.glob("*.part")
        assert b"a\nb\n" == part.read_bytes()
    assert [b"a\nb\n"] == _closed(tmp_path)


def test_file_is_closed_after_a_while(tmp_path: Path) -> None:
    now = [0.0]
    spool = Spool(tmp_path, clock=lambda: now[0])
    spool.add([b"a"])
    spool.tick()
    assert [] == _closed(tmp_path)
    now[0] = spooling.LONGEST_OPEN
    spool.tick()
    spool.add([b"b"])
    spool.close()

    assert [b"a\n", b"b\n"] == _closed(tmp_path)


def test_large_file_is_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spooling, "LARGEST_FILE", 3)
    spool = Spool(tmp_path)
    for _ in range(3):
        spool.add([b"abc"])

    assert [b"abc\n"] * 3 == _closed(tmp_path)


@pytest.mark.parametrize(
    ("left", "kept"), [(b"a\nb\n", [b"a\nb\n"]), (b"a\nb", [b"a\n"]), (b"b", []), (b"", [])]
)
def test_what_a_kill_left_is_closed(tmp_path: Path, left: bytes, kept: list[bytes]) -> None:
    (tmp_path / "1.ndjson.part").write_bytes(left)
    with opened_spool(tmp_path):
        assert kept == _closed(tmp_path)


def test_second_server_is_sent_away(tmp_path: Path) -> None:
    with (
        opened_spool(tmp_path),
        pytest.raises(UsageError, match="another rasid takes logs"),
        opened_spool(tmp_path),
    ):
        pass


def test_senders_wait_where_there_is_no_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool = Spool(tmp_path, most_waiting=3)
    spool.add([b"abc"])
    with pytest.raises(FullError, match="4 bytes wait"):
        spool.add([b"d"])
    spool.close()
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=0))
    with pytest.raises(FullError, match="disk"):
        Spool(tmp_path).add([b"d"])


def test_lines_that_cannot_be_kept_leave_no_trace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool = Spool(tmp_path)
    spool.add([b"a"])
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", _fail)
        with pytest.raises(OSError, match="full"):
            spool.add([b"b"])
    spool.add([b"c"])
    spool.close()

    assert [b"a\nc\n"] == _closed(tmp_path)


def _fail(_: int) -> None:
    raise OSError(28, "full")
