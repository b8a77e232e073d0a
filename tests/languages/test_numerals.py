"""Numbers as each language writes them."""

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from rasid.languages import LANGUAGES, Language, number, percentage, plural
from rasid.languages.numerals import own_digits

ATTEMPTS = {
    "one": "one attempt",
    "two": "two attempts",
    "few": "few: {n}",
    "many": "many: {n}",
    "other": "other: {n}",
}


@pytest.mark.parametrize(
    ("code", "expected"), [("en", "2,700.5"), ("ar", "٢٬٧٠٠٫٥"), ("fa", "۲٬۷۰۰٫۵")]
)
def test_number_has_own_digits_and_separators(code: str, expected: str) -> None:
    assert expected == number(2700.5, LANGUAGES[code], places=1)


@given(
    value=st.integers(-(10**9), 10**9)
    | st.floats(-1e12, 1e12)
    | st.integers(-900, 900).map(lambda n: n / 20),
    places=st.integers(0, 3),
    language=st.sampled_from(list(LANGUAGES.values())),
)
def test_number_is_as_the_library_writes_it(value: float, places: int, language: Language) -> None:
    pattern = "#,##0" + ("." + "0" * places if places else "")
    told = format_decimal(
        value, pattern, locale=language.locale, numbering_system=language.numbering
    )
    assert own_digits(told, language) == number(value, language, places=places)


@pytest.mark.parametrize(("code", "expected"), [("en", "27%"), ("ar", "٢٧٪"), ("fa", "۲۷٪")])
def test_share_is_told_in_whole_per_cent(code: str, expected: str) -> None:
    assert expected == percentage(0.274, LANGUAGES[code])


@pytest.mark.parametrize(
    ("code", "value", "expected"),
    [
        ("en", 1, "one attempt"),
        ("en", 241, "other: 241"),
        ("ar", 2, "two attempts"),
        ("ar", 3, "few: ٣"),
        ("ar", 11, "many: ١١"),
        ("ar", 100, "other: ١٠٠"),
        ("fa", 4, "other: ۴"),
    ],
)
def test_noun_follows_its_number(code: str, value: int, expected: str) -> None:
    assert expected == plural(value, ATTEMPTS, LANGUAGES[code])
