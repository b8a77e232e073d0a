"""Words of account pages: how much likelier each is in names of such words than in honest ones."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rasid.websites.letters import KeyTable, Places, keys_of, letters_of
from rasid.websites.segment import WordCosts, cut_words

OTHER_SHARE = 0.125
"""How many words of such a name are any words; so much less likely is each that pages lack."""

LETTER_BITS = -2.0
"""What each letter says that is in no word."""

MISREAD_SHARE = 0.1
"""How often a word stands there misread."""

FAMILY_TIMES, WORD_TIMES = 3.0, 300.0
"""How many labelled words outweigh that all families, and all words of one, are as good."""

LEAST_OF_ACCOUNT, LEAST_SEEN = 2, 3
"""How many such words make a labelled name one that is learnt from; how often another is needed."""


class AccountWord(NamedTuple):
    """A word of account pages: the word that it is a form of, and that word's field."""

    field: str
    family: str
    is_misread: bool = False


AccountWords = Mapping[str, AccountWord]
Floats = npt.NDArray[np.float64]


class AccountTable(NamedTuple):
    """What is known of words, by their number; 0 is that of a word that nothing is known of.

    `bits` are what a word has for an account page as bait has them, `page_bits` as any has them,
    when no labelled name was read.
    """

    numbers: KeyTable
    families: Places
    fields: Places
    bits: Floats
    page_bits: Floats


def account_table(
    account_words: AccountWords,
    counts: Mapping[str, float],
    labels: Sequence[str],
    costs: WordCosts,
) -> AccountTable:
    """Return the bits of words in names of account pages, against honest names with these counts.

    Words and their families are counted in labelled names that hold several of them; what is seldom
    seen there is taken for as likely as the others.
    """
    seen = _seen(account_words, labels, costs)
    words = [*account_words, *sorted(seen.keys() - account_words.keys())]
    families = list(dict.fromkeys(word[:2] for word in account_words.values()))
    fields = list(dict.fromkeys(field for field, _ in families))
    of = [account_words.get(word) for word in words]
    return AccountTable(
        KeyTable(keys_of(words), np.arange(1, len(words) + 1, dtype=np.float32)),
        np.array([0, *(families.index(one[:2]) + 1 if one else 0 for one in of)], dtype=np.intp),
        np.array([0, *(fields.index(one[0]) + 1 if one else 0 for one in of)], dtype=np.intp),
        _bits(account_words, counts, words, seen),
        _bits(account_words, counts, words, Counter()),
    )


def _bits(
    account_words: AccountWords,
    counts: Mapping[str, float],
    words: Sequence[str],
    seen: Counter[str],
) -> Floats:
    families = Counter[tuple[str, str]]()
    forms = Counter[tuple[str, str, bool]]()
    for word, meant in account_words.items():
        forms[meant] += 1
        families[meant[:2]] += seen[word]
    every = sum(families.values()) + FAMILY_TIMES * len(families)
    total, taught = sum(counts.values()), sum(seen.values())
    bits = [float(np.log2(OTHER_SHARE))]
    for word in words:
        expected = 0.0
        if of := account_words.get(word):
            share = MISREAD_SHARE if of.is_misread else 1 - MISREAD_SHARE
            expected = share / forms[of] * (families[of[:2]] + FAMILY_TIMES) / every
        here = (seen[word] + WORD_TIMES * expected) / (taught + WORD_TIMES)
        honest = (counts.get(word, 0.0) + 1) / (total + 1)
        bits.append(float(np.log2((1 - OTHER_SHARE) * here / honest + OTHER_SHARE)))
    return np.array(bits)


def _seen(account_words: AccountWords, labels: Sequence[str], costs: WordCosts) -> Counter[str]:
    """Count the words of labelled names that are of account pages."""
    cuts = cut_words(letters_of(labels), costs)
    words: list[list[str]] = [[] for _ in labels]
    chosen = (cuts.rows[cuts.known], cuts.starts[cuts.known] - 1, cuts.ends[cuts.known] - 1)
    for row, start, end in zip(*(part.tolist() for part in chosen), strict=True):
        words[row].append(labels[row][start:end])
    found = Counter[str]()
    for parts in words:
        if sum(word in account_words for word in parts) >= LEAST_OF_ACCOUNT:
            found.update(parts)
    return Counter(
        {word: n for word, n in found.items() if word in account_words or n >= LEAST_SEEN}
    )
