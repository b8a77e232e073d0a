"""JSON of others' making: what is wrong with it is one sentence."""

import gzip
from pathlib import Path

import pytest

from rasid.errors import InputError, UsageError
from rasid.json_file import decoded, parse_json, read_unpacked

PACKED = gzip.compress(b'{"a": 1}', mtime=0)


@pytest.mark.parametrize("held", [b'{"a": 1}', b'\xef\xbb\xbf{"a": 1}', PACKED])
def test_plain_or_packed_is_the_same(tmp_path: Path, held: bytes) -> None:
    path = tmp_path / "one.json"
    path.write_bytes(held)

    assert {"a": 1} == parse_json(path, decoded(path, read_unpacked(path, "list")), "to read")


@pytest.mark.parametrize(
    ("held", "sentence"),
    [
        (PACKED[:-9], "a torn gzip file: "),
        (b"\xff", "not UTF-8: invalid start byte at byte 0."),
        (b"", "not JSON: Expecting value."),
        (b"[NaN]", "not JSON: NaN is no number."),
        (b"[" * 200_000, "nested too deep to read."),
    ],
)
def test_what_is_wrong_is_a_sentence(tmp_path: Path, held: bytes, sentence: str) -> None:
    path = tmp_path / "one.json"
    path.write_bytes(held)

    with pytest.raises(InputError) as told:
        parse_json(path, decoded(path, read_unpacked(path, "list")), "to read")
    assert sentence in str(told.value)


def test_file_that_cannot_be_read_is_told_by_what_it_should_hold(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"^cannot read the list .*: No such file"):
        read_unpacked(tmp_path / "none.json", "list")
