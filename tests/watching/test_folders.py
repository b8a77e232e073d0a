"""A file is taken when it is whole, and once."""

import os
from pathlib import Path

import pytest

from rasid.watching.folders import Seen, ripe_files

NOW = 1_000_000_000_000


def _write(path: Path, modified_ns: int = NOW - 1, text: str = "x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    os.utime(path, ns=(modified_ns, modified_ns))
    return path


def _by_path(seen: list[Seen]) -> dict[str, Seen]:
    return {one.path: one for one in seen}


@pytest.mark.parametrize(
    ("name", "taken"),
    [
        ("a.ndjson", True),
        ("deep/er/a.ndjson.gz", True),
        (".hidden", False),
        (".git/a.ndjson", False),
        ("a.ndjson.part", False),
        ("a.tmp", False),
    ],
)
def test_unfinished_and_hidden_files_wait(tmp_path: Path, name: str, taken: bool) -> None:  # noqa: FBT001
    _write(tmp_path / name)

    assert taken == bool(ripe_files([tmp_path], {}, settled_before_ns=NOW))


def test_empty_and_fresh_files_wait(tmp_path: Path) -> None:
    _write(tmp_path / "empty", text="")
    _write(tmp_path / "fresh", NOW + 1)

    assert [] == ripe_files([tmp_path], {}, settled_before_ns=NOW)


def test_oldest_is_first_and_none_comes_twice(tmp_path: Path) -> None:
    paths = [_write(tmp_path / name, NOW - age) for name, age in (("b", 1), ("a", 2), ("c", 9))]
    found = ripe_files([tmp_path, paths[0]], {}, settled_before_ns=NOW)

    assert ["c", "a", "b"] == [Path(seen.path).name for seen in found]
    assert [] == ripe_files([tmp_path], _by_path(found), settled_before_ns=NOW)


def test_grown_file_is_another(tmp_path: Path) -> None:
    path = _write(tmp_path / "a")
    before = ripe_files([tmp_path], {}, settled_before_ns=NOW)
    _write(path, text="xy")

    assert 1 == len(ripe_files([tmp_path], _by_path(before), settled_before_ns=NOW))


def test_pipe_and_broken_link_are_passed_over(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to(tmp_path / "gone")

    assert [] == ripe_files([tmp_path], {}, settled_before_ns=2**62)
