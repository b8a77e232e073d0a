"""A file that is written whole: what killed runs left is removed, and what others write stays."""

import os
import subprocess
import sys
from pathlib import Path

from rasid.reports.in_place import file_in_place

_KILLED = """
import os, signal, sys
from pathlib import Path
from rasid.reports.in_place import file_in_place
with file_in_place(Path(sys.argv[1])) as draft:
    draft.write_text("half")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_what_a_killed_export_left_is_removed_by_the_next(tmp_path: Path) -> None:
    target = tmp_path / "told.csv"
    killed = subprocess.run([sys.executable, "-c", _KILLED, str(target)], check=False)
    left = left_in(tmp_path)
    with file_in_place(target) as draft:
        draft.write_text("whole")

    assert killed.returncode < 0
    assert [".rasid-export"] == [name.rpartition("-")[0] for name in left]
    assert (["told.csv"], "whole") == (left_in(tmp_path), target.read_text())


def test_what_another_export_writes_stays(tmp_path: Path) -> None:
    with file_in_place(tmp_path / "one.csv") as one:
        one.write_text("one")
        with file_in_place(tmp_path / "other.csv") as other:
            other.write_text("other")

    assert ["one.csv", "other.csv"] == left_in(tmp_path)


def test_only_folders_of_ours_are_touched(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kept").write_text("kept")
    place = tmp_path / "place"
    place.mkdir()
    (place / ".rasid-export-link").symlink_to(elsewhere)
    (place / ".rasid-export-file").write_text("kept")
    os.mkfifo(place / ".rasid-export-pipe")
    with file_in_place(place / "told.csv") as draft:
        draft.write_text("whole")

    names = ["file", "link", "pipe"]
    assert [*(f".rasid-export-{name}" for name in names), "told.csv"] == left_in(place)
    assert ["kept"] == left_in(elsewhere)
