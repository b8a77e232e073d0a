import gzip
from pathlib import Path

import pytest

from rasid.errors import InputError, UsageError
from rasid.websites.broken import Broken
from rasid.websites.records import LONGEST_LINE, read_records

FILES = [
    ("a.example\n# no\n\nb.example\n", [(1, "a.example"), (4, "b.example")]),
    ("rank,domain\n1,a.example\n", [(2, "a.example")]),
    ("1,a.example\n2,b.example\n", [(1, "a.example"), (2, "b.example")]),
    ("\ufeffdomain;first_seen\na.example;2019\n", [(2, "a.example")]),
    ('{"domain": "a.example"}\n"b.example"\n', [(1, "a.example"), (2, "b.example")]),
    ('[{"domain": "a.example"},\n "b.example"]', [(1, "a.example"), (2, "b.example")]),
    ('{"list":\n ["a.example"], "name": "x"}', [(1, "a.example")]),
]


@pytest.mark.parametrize(("text", "expected"), FILES)
def test_records_are_found(tmp_path: Path, text: str, expected: list[tuple[int, str]]) -> None:
    """Whatever holds the names, each is a record with its place."""
    file = tmp_path / "file"
    file.write_text(text, encoding="utf-8")
    packed = tmp_path / "packed"
    packed.write_bytes(gzip.compress(text.encode()))

    for path in (file, packed):
        found = [(n, r["domain"]) for n, r in read_records(path) if isinstance(r, dict)]
        assert expected == found


def test_broken_lines_are_told(tmp_path: Path) -> None:
    """A line too long, bytes that are no text and what is no object stand in their place."""
    file = tmp_path / "file"
    long = b'{"domain": "' + b"a" * 2 * LONGEST_LINE + b'"}'
    deep = b"[" * 100_000
    lines = [b'{"domain": "a.example"}', long, b"\xff\xfe\x00", deep, b"[1]", b'{"domain": "b"}']
    file.write_bytes(b"\n".join(lines))

    found = [record for _, record in read_records(file)]

    kinds = [record.reason if isinstance(record, Broken) else "taken" for record in found]
    assert [
        "taken",
        "a line of more than 1,048,576 bytes",
        "bytes that are not UTF-8",
        "no JSON object",
        "no JSON object",
        "taken",
    ] == kinds


def test_row_of_another_width_is_broken(tmp_path: Path) -> None:
    """A row is never read under a header that it does not fit."""
    file = tmp_path / "file"
    file.write_text("domain,ip\na.example\n")

    ((_, record),) = read_records(file)

    assert Broken("1 fields, expected 2", "a.example") == record


def test_unreadable_file_is_one_sentence(tmp_path: Path) -> None:
    """A missing file, a cut archive and a broken document are told with their path."""
    with pytest.raises(UsageError, match=r"cannot read .*: No such file or directory\."):
        list(read_records(tmp_path / "none"))
    cut = tmp_path / "cut.gz"
    cut.write_bytes(gzip.compress(b"a.example\n" * 1000)[:-20])
    with pytest.raises(UsageError, match="cannot read"):
        list(read_records(cut))
    broken = tmp_path / "broken.json"
    broken.write_text("[1,")
    with pytest.raises(InputError, match="no JSON"):
        list(read_records(broken))
