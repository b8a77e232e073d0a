import pytest
from hypothesis import given
from hypothesis import strategies as st

from notices.made import open_home
from rasid.errors import InputError, UsageError
from rasid.notices.codes import ALPHABET, NoticeKey, notice_key_of, read_code
from rasid.settings import Home

Subject = st.text(max_size=20)
KEY = NoticeKey(b"k" * 32)


@given(Subject)
def test_code_is_read_as_people_type_it(subject: str) -> None:
    """In small letters, with spaces, with O for 0 and l for 1, with the digits of their script."""
    code = KEY.code(subject)
    persian = code.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")

    assert code == KEY.code(subject) == read_code(code) == read_code(typed) == read_code(persian)


@given(Subject, st.integers(0, 11), st.sampled_from(ALPHABET))
def test_slip_of_one_letter_is_told(subject: str, place: int, letter: str) -> None:
    letters = KEY.code(subject).replace("-", "")
    slipped = letters[:place] + letter + letters[place + 1 :]
    if slipped == letters:
        return

    with pytest.raises(UsageError, match="was misread"):
        read_code(slipped)


@given(Subject, st.integers(0, 8))
def test_two_neighbours_in_the_wrong_order_are_told(subject: str, place: int) -> None:
    letters = KEY.code(subject).replace("-", "")
    turned = letters[:place] + letters[place + 1] + letters[place] + letters[place + 2 :]
    if turned == letters:
        return

    with pytest.raises(UsageError, match="was misread"):
        read_code(turned)


@pytest.mark.parametrize("text", ["", "7H3K", "7H3K-9QXM-2W4", "7H3K-9QXM-2W4?", "x" * 99])
def test_what_is_no_code_is_told(text: str) -> None:
    with pytest.raises(UsageError, match="is no code"):
        read_code(text)


def test_key_stays_and_is_private(home: Home) -> None:
    """Another home has other codes; the ledger's hash of a code needs the key too."""
    key = notice_key_of(home)
    other = notice_key_of(open_home(home.root.parent / "other"))

    assert key.code("one") == notice_key_of(home).code("one")
    assert key.code("one") != other.code("one")
    assert key.hash_of("x") != other.hash_of("x")
    assert 0o600 == (home.root / "keys" / "notices.key").stat().st_mode & 0o777
    assert "NoticeKey()" == repr(key)


def test_torn_key_is_refused(home: Home) -> None:
    notice_key_of(home)
    (home.root / "keys" / "notices.key").write_bytes(b"torn")

    with pytest.raises(InputError, match="4 bytes, expected the 32 of a key"):
        notice_key_of(home)
