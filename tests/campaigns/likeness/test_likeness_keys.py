"""Keys that make spellings one, and how rare the beginnings and ends of keys are."""

import pytest

from rasid.campaigns.likeness.keys import LEVELS, Rarity, skeleton, sound


@pytest.mark.parametrize(
    "spellings",
    [
        ("hossein", "hosein", "hussein", "husayn"),
        ("mohammad", "muhammad", "mohamed", "mohammed"),
        ("khaled", "khalid"),
        ("yulia", "iuliia", "julia", "yuliya"),
        ("ksenia", "xenia"),
        ("sadeghi", "sadeqi", "sadegi"),
        ("mueller", "muller"),
        ("walid", "valid", "waleed", "oualid"),
    ],
)
def test_spellings_sound_the_same(spellings: tuple[str, ...]) -> None:
    """Common spellings of one name have one sound."""
    assert 1 == len({sound(spelling) for spelling in spellings})


@pytest.mark.parametrize("pair", [("maria", "mario"), ("karim", "kamal"), ("simon", "samir")])
def test_names_sound_different(pair: tuple[str, str]) -> None:
    """Other names have another sound."""
    assert sound(pair[0]) != sound(pair[1])


@pytest.mark.parametrize(
    "spellings",
    [
        ("mohammad", "muhammed", "mhmd"),
        ("yusuf", "yousef", "yosf"),
        ("omar", "umar", "amr"),
        ("maryam", "mariam", "mrim"),
        ("qasem", "ghasem", "kasem"),
        ("layla", "leila", "lila"),
        ("schwarz", "schwartz", "shvars"),
    ],
)
def test_consonants_are_the_same(spellings: tuple[str, ...]) -> None:
    """A name whose vowels are not written has the skeleton of all its spellings."""
    assert 1 == len({skeleton(spelling) for spelling in spellings})


def test_many_texts_have_the_keys_of_each() -> None:
    """Texts that are read as lines of one do not mingle: none at all, and equal ends, included."""
    texts = ["oualid", "", "", "ouk", "ksenia", "w", "anna", "aw", "schwartz", "zz", "z"]

    for level in LEVELS:
        assert [level.key(text) for text in texts] == level.keys(texts)
        assert [] == level.keys([])


def test_rare_is_what_few_begin_or_end_with() -> None:
    """Rarity is learnt, of beginnings apart from ends, and bounded by length and sample."""
    rarity = Rarity(["quimby"] * 62)

    assert 0.0 == pytest.approx(rarity.bits("quim", first=True), abs=0.1)
    assert 6.0 == rarity.bits("imby", first=True)
    assert 0.0 == pytest.approx(rarity.bits("imby", first=False), abs=0.1)
    assert 3.5 == rarity.bits("x", first=True)
