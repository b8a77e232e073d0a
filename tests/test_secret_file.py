"""A secret is its owner's alone, and the first one stays."""

import stat
from pathlib import Path

from rasid.secret_file import make_secret


def test_first_secret_stays_and_is_the_owners_alone(tmp_path: Path) -> None:
    for content in (b"first", b"second"):
        make_secret(tmp_path / "key", content)
    path = tmp_path / "key"

    assert (b"first", 0o600) == (path.read_bytes(), stat.S_IMODE(path.stat().st_mode))
    assert [path] == list(tmp_path.iterdir())
