"""What is attached is copied under its SHA-256; its name is only told."""

import hashlib
import os
from datetime import datetime
from pathlib import Path

import pytest

from rasid.errors import UsageError
from rasid.evidence import attach, attachments, exhibits_of, read_entries, verify
from rasid.settings import Home

NAMES = ("shot.png", "=cmd|'!A1.html", "\u202egnp.exe", "<script>.html", "-rf", "a\nb")


@pytest.mark.parametrize("name", NAMES)
def test_file_is_kept_whatever_its_name(
    home: Home, tmp_path: Path, later: datetime, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(b"<svg onload=alert(1)>")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    attach(home, path, {"domain": "bait.test"}, what="the page", who="Sam", now=later)

    (exhibit,) = exhibits_of(read_entries(home))

    assert [digest] == [path.name for path in attachments(home).iterdir()]
    assert (digest, {"domain": "bait.test"}) == (exhibit.digest, exhibit.about)
    assert "\u202e" not in exhibit.name
    assert verify(home.root).holds


def test_broken_copy_is_seen_and_mended(home: Home, tmp_path: Path, later: datetime) -> None:
    path = tmp_path / "page"
    path.write_text("as it was")
    made = attach(home, path, {"campaign": "C-1"}, what="the page", who="Sam", now=later)
    (attachments(home) / made.hashes["file"]).write_text("changed")

    assert verify(home.root).findings[0].endswith("it was changed.")
    attach(home, path, {"campaign": "C-1"}, what="the page", who="Sam", now=later)

    assert verify(home.root).holds


@pytest.mark.parametrize("given", ["folder", "nothing", "pipe", "empty"])
def test_what_is_no_file_is_refused(
    home: Home, tmp_path: Path, later: datetime, given: str
) -> None:
    path = tmp_path / given
    if given == "folder":
        path.mkdir()
    elif given == "pipe":
        os.mkfifo(path)
    elif given == "empty":
        path.touch()

    with pytest.raises(UsageError):
        attach(home, path, {}, what="the page", who="Sam", now=later)
    assert not [p for p in home.evidence.rglob("*") if p.is_file()]
