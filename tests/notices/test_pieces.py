"""The content of notices: each language has the same pieces, with the same places in them."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from rasid.languages import LANGUAGES
from rasid.notices.advice import known_advice
from rasid.notices.facts import ACTS, FINDINGS
from rasid.notices.pieces import pieces_of

CLICKED = re.compile(r"@|://|www\.|\w\.\w|<|>|&|#|\$|`|\*")
COUNTED = {"lookups", "tries", "missing_days"}
CATEGORIES = {"zero", "one", "two", "few", "many", "other"}


def leaves(words: Mapping[str, Any], *before: str) -> Iterator[tuple[tuple[str, ...], str]]:
    for key, value in words.items():
        if isinstance(value, Mapping):
            yield from leaves(value, *before, key)
        else:
            yield (*before, key), value


def sentences(code: str) -> dict[tuple[str, ...], str]:
    """Return every sentence of a language by its keys; forms of a number are one."""
    found = {}
    for keys, text in leaves(pieces_of(code).words):
        counted = len(keys) > 1 and keys[1] in COUNTED
        found[(*keys[:2], "other") if counted else keys] = text
    return found


@pytest.mark.parametrize("code", LANGUAGES)
def test_each_language_says_the_same(code: str) -> None:
    """The same keys, each with the same places for values."""
    places = {
        one: {keys: set(re.findall(r"\{(\w+)\}", text)) for keys, text in sentences(one).items()}
        for one in ("en", code)
    }

    assert places["en"] == places[code]


@pytest.mark.parametrize("code", LANGUAGES)
def test_each_piece_of_advice_is_there_and_used(code: str) -> None:
    assert known_advice() == set(pieces_of(code).advice)


@pytest.mark.parametrize("code", LANGUAGES)
def test_nothing_in_the_content_can_be_clicked_or_is_markup(code: str) -> None:
    texts = [*dict(leaves(pieces_of(code).words)).values(), *pieces_of(code).advice.values()]

    assert [] == [text for text in texts if CLICKED.search(text)]


@pytest.mark.parametrize("code", LANGUAGES)
def test_numbers_have_the_forms_that_the_language_needs(code: str) -> None:
    """Each form that is there is one of CLDR's, and there is one for all others."""
    for name in COUNTED:
        forms = pieces_of(code).table("letter", name)
        assert "other" in forms
        assert set(forms) <= CATEGORIES


@pytest.mark.parametrize("code", LANGUAGES)
def test_everything_that_is_found_has_words(code: str) -> None:
    pieces = pieces_of(code)

    assert set(ACTS) == set(pieces.table("letter", "done")) == set(pieces.table("letter", "act"))
    for audience in ("person", "administrator"):
        assert set(FINDINGS) == set(pieces.table(audience, "subject"))
        assert {"work", "personal", "recovery"} == set(pieces.table(audience, "kind"))
