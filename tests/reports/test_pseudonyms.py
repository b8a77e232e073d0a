"""No address is left in prose, however long or odd the words around it."""

import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasid.reports.pseudonyms import Pseudonyms, folded, pseudonyms_of

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


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Jo Johnson", "by JO JOHN\u017fON."),
        ("Ali Kaya", "by al\u0131 \u212aaya."),
        ("\u03a1\u03ad\u03b1\u03c2", "by \u03a1\u0388\u0391\u03a3."),
    ],
)
def test_name_is_hidden_in_whatever_case(name: str, text: str) -> None:
    assert "by P0001." == pseudonyms_of([("a@b.example", name, "P0001")]).hide(text)


def test_longest_name_goes_first() -> None:
    rows = [("a@x.example", "Ann", "P1"), ("b@x.example", "Ann Lee", "P2")]
    assert "P2, P1; Anne" == pseudonyms_of(rows).hide("ANN LEE, ann; Anne")


def test_letters_that_patterns_hold_for_one_are_folded_alike() -> None:
    """Which letters are one where case is ignored is asked of a pattern that does so."""
    letters = [chr(n) for n in range(sys.maxunicode + 1)]
    cased = "".join(x for x in letters if x.casefold() != x or x.upper() != x or x.lower() != x)
    for letter in cased:
        for found in re.findall(letter, cased, re.IGNORECASE):
            assert folded(letter) == folded(found)


@given(st.text(max_size=40))
def test_folding_keeps_each_letter_in_its_place(text: str) -> None:
    assert len(text) == len(folded(text))
