"""The log: only added to, whole after a crash, and what was changed in it shows."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from rasid.errors import IntegrityError, UsageError
from rasid.evidence import Deed, Entry, log_file, read_entries, record, verify
from rasid.settings import Home
from rasid.signing import Signer, canonical, signer_of

Written = Callable[[int], list[Entry]]


def test_entries_follow_each_other(home: Home, written: Written) -> None:
    made = written(3)

    assert made == read_entries(home)
    assert [one.digest for one in made[:-1]] == [one.before for one in made[1:]]
    assert verify(home.root).holds


def test_words_are_cleaned(home: Home, later: datetime) -> None:
    """Controls, marks of direction and broken letters of a command line stay out."""
    made = record(home, Deed("page attached", "S\u202eam\n", {"file": "a\ud800\x1b[31m"}), later)

    assert ("Sam", "a[31m") == (made.who, made.about["file"])


def test_somebody_must_be_named(home: Home, later: datetime) -> None:
    with pytest.raises(UsageError, match="--by is empty"):
        record(home, Deed("page attached", " \u202e "), later)
    assert not log_file(home).exists()


CHANGES: dict[str, Callable[[list[bytes]], list[bytes]]] = {
    "one byte": lambda lines: [lines[0], lines[1].replace(b"Sam", b"Tom"), *lines[2:]],
    "one removed": lambda lines: [lines[0], *lines[2:]],
    "the first removed": lambda lines: lines[1:],
    "moved": lambda lines: [lines[0], lines[2], lines[1], *lines[3:]],
    "one twice": lambda lines: [*lines[:2], lines[1], *lines[2:]],
    "a space": lambda lines: [lines[0] + b" ", *lines[1:]],
    "no JSON": lambda lines: [lines[0], b"{", *lines[2:]],
    "deep JSON": lambda lines: [lines[0], b"[" * 100_000, *lines[2:]],
    "a number": lambda lines: [lines[0], b"1.5", *lines[2:]],
    "empty line": lambda lines: [lines[0], b"", *lines[1:]],
}


@pytest.mark.parametrize("change", CHANGES)
def test_change_is_found(home: Home, written: Written, change: str) -> None:
    written(4)
    path = log_file(home)
    lines = path.read_bytes().split(b"\n")[:-1]
    path.write_bytes(b"".join(line + b"\n" for line in CHANGES[change](lines)))

    found = verify(home.root)

    assert found.findings
    assert all(one.endswith(".") and "\n" not in one for one in found.findings)
    with pytest.raises(IntegrityError):
        read_entries(home)


def test_cut_end_shows_to_who_noted_the_head(home: Home, written: Written) -> None:
    """The log alone cannot show it, and says so."""
    head = written(3)[-1].digest
    path = log_file(home)
    path.write_bytes(path.read_bytes().split(b"\n")[0] + b"\n")

    alone, noted = verify(home.root), verify(home.root, head=head)

    assert alone.holds
    assert "cut off" in alone.unseen
    assert [f"{path}: no line has the SHA-256 {head}; it was cut off or changed."] == list(
        noted.findings
    )


@pytest.mark.parametrize("kept", [slice(None), slice(1, None)], ids=["whole", "first line gone"])
def test_log_of_another_name_is_checked(
    home: Home, tmp_path: Path, written: Written, kept: slice
) -> None:
    """A copy is told for a log by what it holds."""
    written(3)
    copy = tmp_path / "evidence-2026-11.log.txt"
    copy.write_bytes(b"".join(log_file(home).read_bytes().splitlines(keepends=True)[kept]))

    found = verify(copy)

    assert ("log", kept == slice(None)) == (found.kind, found.holds)


def test_head_that_is_followed_holds(home: Home, written: Written) -> None:
    head = written(2)[0].digest

    assert ("", True) == (verify(home.root, head=head).unseen, verify(home.root, head=head).holds)


def test_other_key_is_found(home: Home, tmp_path: Path, written: Written) -> None:
    """Whoever writes the end of the log anew with a key of their own is not believed."""
    last = written(2)[-1]
    other = Home(tmp_path / "other")
    other.create()
    path = log_file(home)
    first = path.read_bytes().split(b"\n")[0]
    path.write_bytes(first + b"\n" + _line(signer_of(other), last) + b"\n")

    assert "signed by another key" in verify(home.root).findings[0]
    trusted = signer_of(home).fingerprint
    assert "expected" in verify(home.root, trusted=trusted).findings[0]
    assert 2 == len(verify(home.root, trusted="f" * 64).findings)


def _line(signer: Signer, entry: Entry) -> bytes:
    names = ("number", "time", "who", "what", "why", "before")
    told = {name: getattr(entry, name) for name in names}
    return canonical(signer.sign("evidence", {**told, "about": entry.about, "hashes": {}}))


@pytest.mark.parametrize("cut", [1, 40, -2, -1])
def test_torn_line_is_stated_and_repaired(
    home: Home, written: Written, later: datetime, cut: int
) -> None:
    """A crash within a line: the entries before stay, the next one says what was torn."""
    written(3)
    path = log_file(home)
    whole = path.read_bytes()
    lines = whole.split(b"\n")
    kept = b"\n".join(lines[:2]) + b"\n"
    path.write_bytes(kept + (lines[2] + b"\n")[:cut])

    assert "is torn" in verify(home.root).findings[0]
    assert 2 == len(read_entries(home))
    record(home, Deed("page attached", "Sam"), later)

    entries = read_entries(home)
    whole_line = cut == -1
    assert ([3] if whole_line else []) + [
        "torn line repaired",
        "page attached",
    ] == [*([entries[2].number] if whole_line else []), *(e.what for e in entries[-2:])]
    assert path.read_bytes().startswith(whole if whole_line else kept)
    assert verify(home.root).holds


ADDING = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from rasid.evidence import Deed, record
from rasid.settings import Home
for number in range(20):
    deed = Deed("page attached", f"writer {sys.argv[2]}")
    record(Home(Path(sys.argv[1])), deed, datetime(2026, 1, 1, tzinfo=UTC))
"""


def test_two_writers_at_once_lose_nothing(home: Home, written: Written) -> None:
    written(1)
    command = [sys.executable, "-c", ADDING, str(home.root)]
    writers = [subprocess.Popen([*command, name]) for name in ("a", "b")]

    assert [0, 0] == [writer.wait() for writer in writers]
    assert 41 == len(read_entries(home))
    assert verify(home.root).holds


def test_log_is_lines_of_canonical_json(home: Home, written: Written) -> None:
    """Other programs can read it, and hash each line as it is."""
    written(2)
    lines = log_file(home).read_bytes().split(b"\n")

    assert b"" == lines.pop()
    assert [canonical(json.loads(line)) for line in lines] == lines
    assert 0o600 == log_file(home).stat().st_mode & 0o777
