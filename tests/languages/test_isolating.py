"""Words of others move and hide nothing."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasid.languages import clean, isolated


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\u202eb", "ab"),
        ("line\r\nBcc: x", "line Bcc: x"),
        ("می\u200cروم", "می\u200cروم"),
        ("\x1b[31mred\x07", "[31mred"),
        ("\u2067out\u2069\u2069", "out"),
        ("  wide\u3000gap ", "wide gap"),
    ],
)
def test_what_turns_or_hides_is_taken_out(text: str, expected: str) -> None:
    assert expected == clean(text)


@given(st.text())
def test_isolates_are_closed_and_alone(text: str) -> None:
    told = isolated(text)
    inner = told[1:-1]

    assert ("\u2068", "\u2069") == (told[0], told[-1])
    assert not {unicodedata.bidirectional(one) for one in inner} & {"RLI", "LRI", "PDI", "RLO", "B"}


def test_technical_words_run_from_left_to_right() -> None:
    assert isolated("203.0.113.7", technical=True) == "\u2066203.0.113.7\u2069"
