"""Numbers as each language writes them."""

import pytest

from rasid.languages import LANGUAGES, number, percentage, plural

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
