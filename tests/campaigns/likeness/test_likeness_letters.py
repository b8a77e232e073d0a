"""Names in any script in Latin letters: words, usual spellings, look-alikes, hostile text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasid.campaigns.likeness.letters import MOST_LETTERS, latin, spellings, tidy, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Quimby Thorpe", ["quimby", "thorpe"]),
        ("THORPE_QUIMBY1984", ["thorpe", "quimby"]),
        ("O'Hara, Anne-Marie", ["ohara", "anne-marie"]),
        ("مُحَمَّد كريمي", ["محمد", "كريمي"]),
        ("نوری‌زاده", ["نوریزاده"]),
        ("\uff31\uff55imby", ["quimby"]),
        ("王小明", ["王", "小明"]),
        ("김 민수", ["김", "민수"]),
        ("1984 -- !", []),
        ("", []),
    ],
)
def test_words_are_of_letters(text: str, expected: list[str]) -> None:
    """Signs part words, apostrophes and vowel marks go, hyphens stay, Han names are parted."""
    assert expected == words(text)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Юлия", {"yuliya", "iuliia", "julija"}),
        ("Щука", {"shchuka", "schuka"}),
        ("Ольга", {"olga", "olha"}),
        ("Jürgen", {"jurgen", "juergen"}),
        ("Şeğer", {"seger", "sheer"}),
        ("حسین", {"hsin"}),
        ("نور", {"nor", "nvr"}),
        ("سهراب", {"sehrab"}),
        ("Γιώργος", {"giorgos"}),
        ("박", {"park", "bak"}),
        ("quimby", {"quimby"}),
    ],
)
def test_letters_are_written_as_people_do(word: str, expected: set[str]) -> None:
    """Usual spellings are among those found."""
    assert expected <= {spelling.text for spelling in spellings(tidy(word))}


@pytest.mark.parametrize(("word", "expected"), [("محمد", False), ("משה", False), ("Лев", True)])
def test_scripts_without_vowels_are_known(word: str, expected: bool) -> None:  # noqa: FBT001
    """Spellings tell whether their vowels mean anything."""
    assert {expected} == {spelling.vowels for spelling in spellings(tidy(word))}


@pytest.mark.parametrize(
    ("word", "expected"), [("qu\u0456mby", "quimby"), ("\u0440aul", "paul"), ("раул", "raul")]
)
def test_lookalikes_among_latin_letters_are_latin(word: str, expected: str) -> None:
    """A Cyrillic letter among Latin ones is read by its shape, among its own by its sound."""
    assert expected == latin(word)


@given(st.text(max_size=300))
def test_any_text_becomes_a_few_latin_letters(text: str) -> None:
    """Whatever a roster or a log holds ends in few and bounded spellings of a to z."""
    for word in words(text):
        found = spellings(word)
        assert len(found) <= 10
        assert len(word) <= MOST_LETTERS
        assert set(latin(word).replace("-", "")).union(*(one.text for one in found)) <= set(
            "abcdefghijklmnopqrstuvwxyz"
        )
