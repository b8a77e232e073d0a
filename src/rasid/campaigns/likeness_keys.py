"""What is left of a word in Latin letters when spellings that mean the same are made one."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import log2

_CONSONANTS = (
    *(("x", "ks"), ("tsch", "x"), ("shch", "x"), ("sch", "x"), ("tch", "x"), ("ch", "x")),
    *(("sh", "x"), ("cz", "x"), ("zh", "j"), ("dj", "j"), ("kh", "h"), ("gh", "g"), ("ph", "f")),
    *(("th", "t"), ("dh", "d"), ("ck", "k"), ("tz", "s"), ("ts", "s"), ("qu", "k"), ("q", "g")),
)
_ANY_CONSONANT = re.compile("[xq]|[cszkgptd]h|cz|dj|ck|t[sz]")
_SOFT_C = re.compile("c(?=[eiy])")
_FIRST_J = re.compile("^[iy](?=[aeiou])")
_FIRST_V = re.compile("^ou(?=[aei])")
_FIRST_LETTERS = frozenset("iyo")
_GLIDE = re.compile("(?<=[aeiouy])w(?![aeiouy])")
_TWICE = re.compile(r"([^aeiouy])\1+")
_VOWELS = frozenset("aeiouy")
_ROUND_OR_NOT = str.maketrans("aeiouy", "aaaooa")
_ANY_RUN = re.compile("[ao][ao]")
_ROUND_RUN = re.compile("[ao]*o[ao]*")
_OTHER_RUN = re.compile("aa+")
_BARE = str.maketrans("gz", "ks", "aeiouy")


def plain(text: str) -> str:
    """Return the letters as they are."""
    return text


def sound(text: str) -> str:
    """Return classes of consonants, and of vowels only whether one is an o or u."""
    vowels = _consonants(text).translate(_ROUND_OR_NOT)
    if not _ANY_RUN.search(vowels):
        return vowels
    return _OTHER_RUN.sub("a", _ROUND_RUN.sub("o", vowels))


def skeleton(text: str) -> str:
    """Return classes of consonants, and of vowels only whether the word begins with one."""
    consonants = _consonants(text)
    return ("a" if consonants[:1] in _VOWELS else "") + consonants.translate(_BARE)


@dataclass(frozen=True, slots=True)
class Level:
    """One way to make spellings one, and what agreeing no better than so costs in bits.

    `shortest` is the length from which one letter may differ.
    """

    key: Callable[[str], str]
    bits: float
    shortest: int


LEVELS = (Level(plain, 0.0, 6), Level(sound, -1.0, 7), Level(skeleton, -2.0, 8))
"""The kinds of agreement, the closest first."""


class Rarity:
    """How rare a beginning or an end is among the keys of unrelated accounts."""

    def __init__(self, keys: Iterable[str]) -> None:
        known = list(keys)
        self._all = len(known)
        self._begin = Counter(key[:n] for key in known for n in range(1, len(key) + 1))
        self._end = Counter(key[n:] for key in known for n in range(len(key)))

    def bits(self, key: str, *, first: bool) -> float:
        """Return how surprising it is, no more than its letters can carry."""
        seen = (self._begin if first else self._end)[key]
        return min(log2((self._all + 2) / (seen + 1)), 3.5 * len(key))


@lru_cache(maxsize=200_000)
def _consonants(text: str) -> str:
    if text[:1] in _FIRST_LETTERS:
        text = _FIRST_V.sub("v", _FIRST_J.sub("j", text))
    if "c" in text:
        text = _SOFT_C.sub("s", text)
    if _ANY_CONSONANT.search(text):
        for written, meant in _CONSONANTS:
            text = text.replace(written, meant)
    if "w" in text:
        text = _GLIDE.sub("o", text).replace("w", "v")
    text = text.replace("c", "k")
    return _TWICE.sub(r"\1", text)
