from pathlib import Path

import pytest

from rasid.findings import FoundError
from rasid.toml_text import read_toml

TEXT = '''\
# a remark

about = "x"
long = """
[not.a.table]
about = 1
"""
list = [
  "a",
  "b",
]

[outer.inner]
deep = { er = { est = 1 } }

[[case]]
name = "first"

[[case]]
record = { a = [1, 2] }

[case.expect]
action = "x"
"dotted.key" = 1
'''


@pytest.mark.parametrize(
    ("key", "line"),
    [
        (("about",), 3),
        (("long",), 4),
        (("list", 1), 8),
        (("outer", "inner"), 13),
        (("outer", "inner", "deep", "er", "est"), 14),
        (("outer", "inner", "missing"), 13),
        (("case", 0), 16),
        (("case", 0, "name"), 17),
        (("case", 1, "record", "a", 1), 20),
        (("case", 1, "expect", "action"), 23),
        (("case", 1, "expect", "dotted.key"), 24),
        (("missing",), None),
        ((), None),
    ],
)
def test_key_has_its_line(tmp_path: Path, key: tuple[str | int, ...], line: int | None) -> None:
    """One that is not there has the line of the table around it."""
    file = tmp_path / "a.toml"
    file.write_text(TEXT)

    assert line == read_toml(file).line(*key)


@pytest.mark.parametrize(
    ("content", "line", "sentence"),
    [
        (b"a = 1\nb = \n", 2, "not TOML: invalid value; expected TOML."),
        (b"a = 1\na = 2\n", 2, "not TOML: cannot overwrite a value; expected TOML."),
        (b'a = """\n\n', 3, "not TOML: "),
        (b"a = '\xff'\n", None, "not TOML: it is not UTF-8; expected text in UTF-8."),
        (b"a = " + b"[" * 100_000, 1, "not TOML: "),
    ],
)
def test_what_is_no_toml_is_told(
    tmp_path: Path, content: bytes, line: int | None, sentence: str
) -> None:
    file = tmp_path / "a.toml"
    file.write_bytes(content)

    with pytest.raises(FoundError) as told:
        read_toml(file)

    assert line == told.value.finding.line
    assert told.value.finding.problem.startswith(sentence)


def test_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(FoundError, match="cannot be read: No such file or directory"):
        read_toml(tmp_path / "none.toml")
