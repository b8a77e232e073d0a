"""Languages by their codes."""

import pytest

from rasid.errors import UsageError
from rasid.languages import language_of


@pytest.mark.parametrize(("code", "expected"), [("fa-IR", "fa"), ("AR", "ar"), ("en_GB", "en")])
def test_language_is_found_by_its_code(code: str, expected: str) -> None:
    assert expected == language_of(code).code


def test_another_language_is_refused() -> None:
    with pytest.raises(UsageError, match="--lang got 'ru', expected one of en, ar, fa"):
        language_of("ru")
