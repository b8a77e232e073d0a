from pathlib import Path

import pytest

from rasid.errors import InputError, UsageError
from rasid.reports.disclosure.claims import Where
from rasid.reports.disclosure.knowledge import read_known
from reports.disclosure.planted import of

TEXT = """name,category,country,mail
a,Campaign,US,ours
b,campaign,US,ours
c,campaign,FR,other
d,official,US,other
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "known.csv"
    path.write_text(TEXT)
    return path


def test_people_who_can_be_meant_are_counted(file: Path) -> None:
    known = read_known(file)

    assert 3 == known.crowd(of("campaign"))
    assert 2 == known.crowd(Where(frozenset({"campaign"}), frozenset({"us"})))
    assert ("mail", "other", 1) == known.narrowed(of("campaign"))
    assert None is known.crowd(of("lawyer"))
    assert None is known.crowd(Where())


def test_what_is_given_holds_of_everybody_meant(file: Path) -> None:
    known = read_known(file, ["Mail=OURS"])

    assert 2 == known.crowd(of("campaign"))
    assert 0 == known.crowd(of("official"))
    assert None is known.narrowed(of("campaign"))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "expected a header with `category`"),
        ("name\nx\n", "expected a header with `category`"),
        ("category,category\nx,y\n", "each column named once"),
        ("category,name\nx\n", "1 fields, expected the 2 of the header"),
        ('category\n"x', "not CSV"),
    ],
)
def test_file_that_is_no_list_is_one_sentence(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "known.csv"
    path.write_text(text)

    with pytest.raises(InputError, match=problem):
        read_known(path)


@pytest.mark.parametrize("given", ["mail", "shoes=1"])
def test_given_must_be_of_a_column(file: Path, given: str) -> None:
    with pytest.raises(UsageError, match="expected one of: name="):
        read_known(file, [given])
