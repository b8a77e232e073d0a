import re

import pytest

from rasid.icd203 import PHRASES, likelihood_phrase

PLACES = [(0.0, 0), (0.049, 0), (0.05, 1), (0.2, 2), (0.5, 3), (0.55, 4), (0.8, 5), (0.95, 6)]
ARABIC = re.compile(r"[\u0621-\u064a\u064b\u0651 ]+")
PERSIAN = re.compile(r"[\u0621-\u0642\u0644-\u0648\u064b\u067e\u0686\u06a9\u06af\u06cc ]+")


@pytest.mark.parametrize(
    ("probability", "phrase"),
    [
        (0.0, "almost no chance"),
        (0.049, "almost no chance"),
        (0.05, "very unlikely"),
        (0.2, "unlikely"),
        (0.5, "roughly even chance"),
        (0.55, "likely"),
        (0.8, "very likely"),
        (0.95, "almost certain"),
        (1.0, "almost certain"),
    ],
)
def test_phrase_follows_the_standard(probability: float, phrase: str) -> None:
    """The seven phrases of ICD 203; a bound belongs to the phrase above it."""
    assert phrase == likelihood_phrase(probability)


@pytest.mark.parametrize("language", PHRASES)
def test_every_language_has_every_degree(language: str) -> None:
    """Seven that differ, each at its place."""
    assert 7 == len(set(PHRASES[language]))
    assert [PHRASES[language][place] for _, place in PLACES] == [
        likelihood_phrase(probability, language) for probability, _ in PLACES
    ]


@pytest.mark.parametrize(("language", "script"), [("ar", ARABIC), ("fa", PERSIAN)])
def test_phrases_are_in_their_script(language: str, script: re.Pattern[str]) -> None:
    """Persian has its own kaf and ye, and neither has a Latin letter or an invisible sign."""
    assert [] == [phrase for phrase in PHRASES[language] if not script.fullmatch(phrase)]


@pytest.mark.parametrize("language", ["ar", "fa"])
def test_losing_a_word_makes_no_opposite(language: str) -> None:
    """No word of an unlikely degree is by itself a likely one."""
    unlikely, likely = PHRASES[language][:3], PHRASES[language][4:]

    assert set() == {word for phrase in unlikely for word in phrase.split()} & set(likely)


@pytest.mark.parametrize("wrong", [-0.01, 1.01, float("nan")])
def test_no_probability_is_refused(wrong: float) -> None:
    """What is no probability has no phrase."""
    with pytest.raises(ValueError, match="is no probability"):
        likelihood_phrase(wrong)


def test_other_language_is_refused() -> None:
    with pytest.raises(KeyError):
        likelihood_phrase(0.5, "xx")
