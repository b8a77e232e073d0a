"""No address is left in prose, however long or odd the words around it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasid.reports.pseudonyms import Pseudonyms

PSEUDONYMS = Pseudonyms(accounts={"ada@mail.example": "P0001"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("asked for Ada@Mail.example, twice", "asked for P0001, twice"),
        ("<bob@x.example>;ada@mail.example", "<[an address]>;P0001"),
        ("a@b@c", "[an address]@c"),
        ("nobody", "nobody"),
    ],
)
def test_address_becomes_its_person(text: str, expected: str) -> None:
    assert expected == PSEUDONYMS.hide(text)


@given(st.text(alphabet="ab@ ,.", max_size=80))
def test_no_whole_address_is_left(text: str) -> None:
    assert not re.search(r"\w@\w", PSEUDONYMS.hide(text))


def test_one_long_word_is_read_in_linear_time() -> None:
    """A pattern that begins anew at each letter would take hours."""
    assert PSEUDONYMS.hide("a" * 2_000_000) == "a" * 2_000_000
