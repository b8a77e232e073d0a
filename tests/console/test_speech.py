"""The three languages say the same, and what is put into a text stays what it is."""

from datetime import datetime

import pytest

from rasid.console.speech import places_of, read_texts, speech_in
from rasid.languages import LANGUAGES

OTHERS = [code for code in LANGUAGES if code != "en"]


@pytest.mark.parametrize("code", OTHERS)
def test_every_text_is_in_every_language(code: str) -> None:
    english, other = read_texts("en"), read_texts(code)

    assert english.keys() == other.keys()
    assert [] == [
        key for key in english if isinstance(english[key], str) != isinstance(other[key], str)
    ]


@pytest.mark.parametrize("code", OTHERS)
def test_every_text_has_the_same_places(code: str) -> None:
    english, other = read_texts("en"), read_texts(code)

    assert {key: places_of(text) for key, text in english.items()} == {
        key: places_of(text) for key, text in other.items()
    }


@pytest.mark.parametrize("code", LANGUAGES)
def test_what_is_counted_has_every_form(code: str) -> None:
    """Arabic has six; a number of any size finds its own."""
    needed = set(LANGUAGES[code].locale.plural_form.tags) | {"other"}
    counted = {k: forms for k, forms in read_texts(code).items() if not isinstance(forms, str)}

    assert counted
    assert {} == {
        key: needed ^ forms.keys() for key, forms in counted.items() if needed ^ forms.keys()
    }


@pytest.mark.parametrize("code", OTHERS)
def test_nothing_is_left_in_english(code: str) -> None:
    """But names of files, commands and formats, and what only holds places."""
    english, other = read_texts("en"), read_texts(code)
    same = {key for key, text in other.items() if text == english[key]}

    assert {"tables.csv", "actor.title", "website.title", "columns.sha256"} >= {
        key for key in same if "{" not in str(other[key]) or "title" in key
    }


def test_what_is_put_in_is_escaped_and_kept_apart() -> None:
    told = speech_in("ar").say("actor.title", name="<b>\u202egnp")

    assert "\u2068&lt;b&gt;\\u202egnp\u2069" == told


def test_a_command_runs_from_left_to_right() -> None:
    assert '<kbd dir="ltr">rasid import people</kbd>' in speech_in("fa").say("people.none")


@pytest.mark.parametrize(
    ("code", "number", "share", "bits"),
    [
        ("en", "2,713", "above 99%", "\u2066+4.6\u2069"),
        ("ar", "٢٬٧١٣", "أكثر من ٩٩٪", "\u2066+٤٫٦\u2069"),
        ("fa", "۲٬۷۱۳", "بیش از ۹۹٪", "\u2066+۴٫۶\u2069"),
    ],
)
def test_numbers_are_in_own_digits(code: str, number: str, share: str, bits: str) -> None:
    speech = speech_in(code)

    assert (number, share, bits) == (speech.number(2713), speech.share(0.9999), speech.bits(4.6))


def test_persian_days_are_jalali_first() -> None:
    told = speech_in("fa").moment(datetime(2026, 3, 15, 5, 10))  # noqa: DTZ001 - of a table

    assert told.startswith("۲۴ اسفند ۱۴۰۴ (۱۵ مارس ۲۰۲۶)")


def test_a_word_that_is_in_no_list_is_shown_as_it_is() -> None:
    assert "journalist&lt;" == speech_in("ar").word("categories", "journalist<")
    assert "بدون" not in speech_in("fa").word("stages", "discover")


def test_a_text_that_is_not_written_is_a_mistake() -> None:
    with pytest.raises(KeyError, match="nothing"):
        speech_in("en").say("nothing")
