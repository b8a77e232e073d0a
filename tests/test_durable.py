"""What must outlast a power cut."""

import os
from pathlib import Path

import pytest

from rasid.durable import flush_to_disk


@pytest.mark.parametrize("name", [".", "file"])
def test_file_or_folder_itself_is_waited_for(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / name
    (tmp_path / "file").write_text("told")
    flushed = list[os.stat_result]()
    monkeypatch.setattr(os, "fsync", lambda descriptor: flushed.append(os.fstat(descriptor)))

    flush_to_disk(path)

    assert [path.stat().st_ino] == [one.st_ino for one in flushed]


def test_what_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        flush_to_disk(tmp_path / "gone")
