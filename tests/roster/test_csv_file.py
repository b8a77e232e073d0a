from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasid.errors import InputError, RasidError, UsageError
from rasid.roster.csv_file import read_csv

FULL = "person_id,name,category,organisation,country,language,account,account_kind,recovers,consent"
ALICE = "p1,Alice Adams,campaign,Org,US,en,Alice@Mail.example "


def test_row_is_cleaned(people: Callable[..., Path]) -> None:
    """Addresses are trimmed and lower-cased, names keep their case and lose doubled spaces."""
    (row,) = read_csv(people("p1,  Alice   Adams ,campaign,Org,US,en, Alice@Mail.example ")).rows

    assert (2, "Alice Adams", "alice@mail.example", "work") == (
        row.line,
        row.account.name,
        row.account.account,
        row.account.account_kind,
    )


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("mailto:Ada@X.example", "ada@x.example"),
        ("SMTP:ada@x.example", "ada@x.example"),
        ("i:0h.f|membership|Ada@x.example", "ada@x.example"),
        ("Ünal@BÜCHER.example", "ünal@bücher.example"),
        ("ada@bu\u0308cher.example", "ada@bücher.example"),
    ],
)
def test_address_is_taken_in_any_form(people: Callable[..., Path], written: str, kept: str) -> None:
    """What stands before an address is left out, letters are composed and lower."""
    (row,) = read_csv(people(f"p1,A,c,,,,{written}")).rows

    assert kept == row.account.account


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_spellings_of_one_file_are_equal(
    tmp_path: Path, delimiter: str, encoding: str, ending: str
) -> None:
    """Delimiter, byte-order mark and line ending make no difference."""
    lines = [
        "account,name,person_id,category,organisation,language,country",
        "sara@mail.example,سارا رهنما,p9,روزنامه‌نگار,Blue,fa,IR",
    ]
    path = tmp_path / "people.csv"
    text = ending.join(line.replace(",", delimiter) for line in lines)
    path.write_bytes(text.encode(encoding))

    (row,) = read_csv(path).rows

    assert ("p9", "سارا رهنما", "روزنامه‌نگار", "fa") == (
        row.account.person_id,
        row.account.name,
        row.account.category,
        row.account.language,
    )


def test_recovers_makes_a_recovery_mailbox(people: Callable[..., Path]) -> None:
    """An account that recovers another is of kind recovery unless the row says otherwise."""
    rows = read_csv(
        people(
            "p1,A,c,,,,a@m.example,,,",
            "p1,A,c,,,,b@m.example,,A@m.example,YES",
            "p1,A,c,,,,c@m.example,personal,a@m.example,",
            header=FULL,
        )
    ).rows

    assert ["work", "recovery", "personal"] == [row.account.account_kind for row in rows]


def test_quoted_line_break_keeps_the_count(people: Callable[..., Path]) -> None:
    """A row is named by the line where it begins, whatever is quoted above it."""
    rows = read_csv(people('p1,"Alice\nAdams",c,,,,a@m.example', "", "p2,B,c,,,,b@m.example")).rows

    assert [(2, "Alice Adams"), (5, "B")] == [(row.line, row.account.name) for row in rows]


def test_unknown_column_is_named(people: Callable[..., Path]) -> None:
    """A column that rasid has no use for is reported."""
    file = read_csv(people("p1,A,c,,,,a@m.example,555", header=FULL[:61] + ",Phone"))

    assert ("phone",) == file.unknown_columns


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("p1,A,c,,,,", r"people.csv:2: account is empty\."),
        (",A,c,,,,a@m.example", r"people.csv:2: person_id is empty\."),
        ("p1,A,c,,,,not an address", r"2: account is 'not an address', expected an address"),
        ("p1,A,c,,,,a@b@", r"2: account is 'a@b@'"),
        ("p1,A,c,,,,a\u200b@m.example", r"2: account is 'a\\u200b@m.example'"),
        ("p1,\x1b[31mA,c,,,,a@m.example", r"2: name has a control character: '\\x1b\[31mA'"),
        ("p1,A,unlisted,,,,a@m.example", r"2: category is 'unlisted', which is for accounts on no"),
        ("p1,A,suggested,,,,a@m.example", r"2: category is 'suggested', which is for accounts"),
        ("p1,A,c,,,", r"2: the row has 6 fields, expected the 7 of the header"),
        ('p1,"A"x,c,,,,a@m.example', r"2: not CSV: "),
    ],
)
def test_wrong_row_is_named(people: Callable[..., Path], row: str, sentence: str) -> None:
    """The line, what came and what was expected stand in one sentence."""
    with pytest.raises(InputError, match=sentence):
        read_csv(people(row))


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("p1,A,c,,,,a@m.example,home,,", "account_kind is 'home', expected one of work, personal"),
        ("p1,A,c,,,,a@m.example,,,maybe", "consent is 'maybe', expected one of yes, no, nothing"),
        ("p1,A,c,,,,a@m.example,,phone,", "recovers is 'phone', expected an address"),
    ],
)
def test_wrong_choice_is_named(people: Callable[..., Path], row: str, sentence: str) -> None:
    """A value outside its list comes back with the list."""
    with pytest.raises(InputError, match=sentence):
        read_csv(people(row, header=FULL))


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", r"1: the header lacks person_id, .*; it has nothing\."),
        (b"name,account\nA,a@m.example\n", "1: the header lacks person_id, category, organisation"),
        (FULL.encode() + b",name\n", "1: the header has name more than once"),
        (FULL.encode("utf-16"), "this is UTF-16, expected UTF-8"),
        (b"PK\x03\x04\n\x00\x00", "2: a NUL byte, expected a CSV file"),
        (FULL.encode() + b"\np1,Ren\xe9", "2: byte 0xe9 is not UTF-8"),
    ],
)
def test_wrong_file_is_one_sentence(tmp_path: Path, raw: bytes, sentence: str) -> None:
    """What is no roster at all is told so at once."""
    path = tmp_path / "people.csv"
    path.write_bytes(raw)

    with pytest.raises(InputError, match=sentence):
        read_csv(path)


def test_unreadable_path_is_wrong_use(tmp_path: Path) -> None:
    """A missing file and a folder are errors of use, not of content."""
    with pytest.raises(UsageError, match="No such file"):
        read_csv(tmp_path / "nobody.csv")
    with pytest.raises(UsageError, match="Is a directory"):
        read_csv(tmp_path)


@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda text: f"{FULL}\n{text}".encode()))
def test_no_bytes_make_a_traceback(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    """Whatever the bytes, there are rows or one of our errors."""
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(raw)

    try:
        read_csv(path)
    except RasidError as error:
        assert "\n" not in str(error)  # noqa: PT017 - either end is fine, the sentence must be one
