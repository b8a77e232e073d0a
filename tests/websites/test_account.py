import numpy as np
import pytest

from rasid.websites.account import OTHER_SHARE, AccountWord, account_table
from rasid.websites.letters import keys_of
from rasid.websites.segment import word_costs

WORDS = {
    "verify": AccountWord("proof", "verify"),
    "verified": AccountWord("proof", "verify"),
    "veriify": AccountWord("proof", "verify", is_misread=True),
    "confirm": AccountWord("proof", "confirm"),
    "member": AccountWord("holder", "member"),
    "page": AccountWord("place", "page"),
}
COUNTS = {"verify": 10, "verified": 10, "confirm": 10, "member": 10, "page": 1000, "river": 9000}
NONE: list[str] = []


def bits(word: str, labels: list[str]) -> float:
    """Return the bits of a word, learnt from these labels."""
    table = account_table(WORDS, COUNTS, labels, word_costs(COUNTS | {"com": 5, "river": 9000}))
    return float(table.bits[int(table.numbers.get(keys_of([word]))[0])])


@pytest.mark.parametrize(
    ("more", "less", "labels"),
    [
        ("member", "page", NONE),
        ("page", "river", NONE),
        ("verify", "confirm", ["verify-member"] * 5),
        ("verified", "confirm", ["verify-member"] * 5),
        ("verify", "verified", ["verify-member"] * 5),
        ("com", "river", ["com-verify-member"] * 3),
    ],
)
def test_a_word_says_more_than_another(more: str, less: str, labels: list[str]) -> None:
    """Rare words say more than common ones, labelled more than others, and their families too."""
    assert bits(more, labels) > bits(less, labels)


@pytest.mark.parametrize(
    "labels", [NONE, ["river-verify"] * 3, ["com-verify-member"] * 2], ids=["none", "one", "seldom"]
)
def test_other_words_cost_their_share(labels: list[str]) -> None:
    """What account pages do not say is learnt only of names that several of their words are in."""
    assert np.isclose(bits("com", labels), np.log2(OTHER_SHARE))
    assert np.isclose(bits("river", labels), np.log2(OTHER_SHARE))
