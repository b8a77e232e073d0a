"""What one must have read to take names apart: words, endings, popular and labelled names."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rasid.websites.account import AccountTable, AccountWords, account_table
from rasid.websites.hosts import registry_suffix
from rasid.websites.letters import Keys, KeyTable, Places, keys_of
from rasid.websites.segment import WordCosts, word_costs
from rasid.websites.visited import Visited

DISGUISES = (
    "idn",
    "mixed scripts",
    "look-alike letters",
    "marked letters",
    "two keyboards",
    "two kinds of digits",
    "invisible letters",
    "bad punycode",
)
DISGUISED = sum(1 << DISGUISES.index(notice) for notice in ("mixed scripts", "look-alike letters"))
"""Of these, what makes a disguise of a label that is nearly popular."""

MARKED = 1 << DISGUISES.index("marked letters")
"""What makes one only of a label that is popular itself: honest names have marks."""

RAREST = 6
COUNTRY, BELOW = 10, 20
"""Added to the rarity of an ending: it is of a country; it has several parts."""

_RARITY_A_DECADE = 1.5
_SHORTEST_POPULAR, _LONGEST_POPULAR = 5, 20
_LONGEST_BORROWED = 4
_LOOK_ALIKE = {"1": "l", "|": "l", "i": "l", "0": "o", "q": "g", "5": "s"}


class Endings(NamedTuple):
    """Of each name the key of its suffix, and how rare and of what kind the ending is.

    `weighed` and `top` are keys of each distinct suffix: of the ending that it is weighed by, and
    of its last label, which is the one that is rare.
    """

    whole: Keys
    weighed: Keys
    top: Keys
    rarity: Places


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The tables that `pieces` looks things up in.

    Of each word, by its number in `words`: `account_numbers` is that in `account`, `popular_words`
    says whether it is popular as a label.
    """

    words: WordCosts
    account: AccountTable
    account_numbers: Places
    popular_words: npt.NDArray[np.bool_]
    visited: Visited
    top_endings: KeyTable
    popular: KeyTable
    popular_names: KeyTable
    nearly_popular: KeyTable
    labelled: KeyTable
    labelled_names: KeyTable
    alike: npt.NDArray[np.uint8]
    rarity: Mapping[str, int]
    dynamic_endings: frozenset[str]

    def endings(self, suffixes: Sequence[str], places: Places) -> Endings:
        """Tell of names with these suffixes, each by its place, what their endings say."""
        weighed = [self.weighed_ending(suffix) for suffix in suffixes]
        tops = [suffix.rpartition(".")[2] for suffix in suffixes]
        rarity = [self._rarity(suffix) for suffix in weighed]
        return Endings(
            keys_of(suffixes)[places],
            keys_of(weighed),
            keys_of(tops),
            np.array(rarity, dtype=np.intp)[places],
        )

    def weighed_ending(self, suffix: str) -> str:
        """Return the ending by which a name below a suffix is weighed.

        Below a company's ending it is that of the company's own name: honest names are learnt from
        a list that has companies and nobody who lives below them, so that such an ending looks
        unseen among honest names however common it is. Endings of dynamic DNS weigh themselves.
        """
        return suffix if suffix in self.dynamic_endings else registry_suffix(suffix)

    def _rarity(self, suffix: str) -> int:
        top = suffix.rpartition(".")[2]
        return self.rarity.get(top, RAREST) + COUNTRY * (len(top) == 2) + BELOW * ("." in suffix)


def make_lexicon(  # noqa: PLR0913, PLR0917 - what is read, each once
    words: Mapping[str, float],
    counts: Mapping[str, float],
    endings: Mapping[str, int],
    popular: Collection[tuple[str, str]],
    labelled: Collection[tuple[str, str]],
    account_words: AccountWords,
    visited: Visited,
    dynamic_endings: frozenset[str],
) -> Lexicon:
    """Make a lexicon of words to cut names by.

    `counts` are those of them that are counted in popular names, and `endings` counts these by the
    last label of their suffix.
    """
    total = max(sum(endings.values()), 1)
    labels = sorted({label for label, _ in popular if _is_brand(label)})
    alike = np.arange(256, dtype=np.uint8)
    for letter, twin in _LOOK_ALIKE.items():
        alike[ord(letter)] = ord(twin)
    borrowed = [ending for ending in sorted(endings) if len(ending) <= _LONGEST_BORROWED]
    times: dict[str, int] = {}
    for label, _ in labelled:
        times[label] = times.get(label, 0) + 1
    costs, known_labels = word_costs(words), frozenset(labels)
    account = account_table(account_words, counts, sorted(times), costs)
    return Lexicon(
        words=costs,
        account=account,
        account_numbers=account.numbers.get(costs.keys).astype(np.intp),
        popular_words=np.array([word in known_labels for word in costs.words]),
        visited=visited,
        top_endings=_set(borrowed),
        popular=_set(labels),
        popular_names=_names(popular),
        nearly_popular=_set(sorted(set(chain.from_iterable(map(_shortened, labels))))),
        labelled=KeyTable(keys_of(list(times)), np.array(list(times.values()), dtype=np.float32)),
        labelled_names=_names(labelled),
        alike=alike,
        rarity={top: _rarity_of(count / total) for top, count in endings.items()},
        dynamic_endings=dynamic_endings,
    )


def _rarity_of(share: float) -> int:
    return min(RAREST, int(-np.log10(share) * _RARITY_A_DECADE))


def _is_brand(label: str) -> bool:
    return label.isascii() and _SHORTEST_POPULAR <= len(label) <= _LONGEST_POPULAR


def _shortened(label: str) -> list[str]:
    """Return a label in look-alike letters, and every text that lacks one letter of it."""
    plain = "".join(_LOOK_ALIKE.get(letter, letter) for letter in label)
    return [plain, *(plain[:place] + plain[place + 1 :] for place in range(len(plain)))]


def _set(texts: Sequence[str]) -> KeyTable:
    return KeyTable(keys_of(texts), np.ones(len(texts), dtype=np.float32))


def _names(names: Collection[tuple[str, str]]) -> KeyTable:
    """Return a set of names, by the sum of the keys of their label and their suffix."""
    keys = keys_of([label for label, _ in names]) + keys_of([suffix for _, suffix in names])
    found = np.sort(keys)
    found = found[np.r_[True, found[1:] != found[:-1]]] if len(found) else found
    return KeyTable(found, np.ones(len(found), dtype=np.float32))
