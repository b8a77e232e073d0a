"""What is left of a word in Latin letters when spellings that mean the same are made one."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
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
_FIRST_J = re.compile("^[iy](?=[aeiou])", re.MULTILINE)
_FIRST_V = re.compile("^ou(?=[aei])", re.MULTILINE)
_FIRST_LETTERS = re.compile("^[iyo]", re.MULTILINE)
_FIRST_VOWEL = re.compile("^(?=[aeiouy])", re.MULTILINE)
_GLIDE = re.compile("(?<=[aeiouy])w(?![aeiouy])")
_TWICE = re.compile(r"([^aeiouy\n])\1+")
_ROUND_OR_NOT = str.maketrans("aeiouy", "aaaooa")
_ANY_RUN = re.compile("[ao][ao]")
_ROUND_RUN = re.compile("[ao]*o[ao]*")
_OTHER_RUN = re.compile("aa+")
_KEPT_VOWEL = "A"
_BARE = str.maketrans(f"gz{_KEPT_VOWEL}", "ksa", "aeiouy")


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
    return _FIRST_VOWEL.sub(_KEPT_VOWEL, _consonants(text)).translate(_BARE)


@dataclass(frozen=True, slots=True)
class Level:
    """One way to make spellings one, and what agreeing no better than so costs in bits.

    `shortest` is the length from which one letter may differ. `key` takes each line of a text by
    itself, for one long text is read much faster than as many short ones.
    """

    key: Callable[[str], str]
    bits: float
    shortest: int

    def keys(self, texts: Sequence[str]) -> list[str]:
        """Return the key of each of many texts."""
        return self.key("\n".join(texts)).split("\n") if texts else []


LEVELS = (Level(plain, 0.0, 6), Level(sound, -1.0, 7), Level(skeleton, -2.0, 8))
"""The kinds of agreement, the closest first."""


class Rarity:
    """How rare a beginning or an end is among the keys of unrelated accounts."""

    def __init__(self, keys: Iterable[str]) -> None:
        known = list(keys)
        self._all = len(known)
        self._begin = sorted(known)
        self._end = sorted(key[::-1] for key in known)

    def bits(self, key: str, *, first: bool) -> float:
        """Return how surprising it is, no more than its letters can carry."""
        seen = _beginning(self._begin, key) if first else _beginning(self._end, key[::-1])
        return min(log2((self._all + 2) / (seen + 1)), 3.5 * len(key))


def _beginning(ordered: Sequence[str], letters: str) -> int:
    """Return how many of some ordered texts begin with these letters; none does with no letter."""
    if not letters:
        return 0
    after = letters[:-1] + chr(ord(letters[-1]) + 1)
    return bisect_left(ordered, after) - bisect_left(ordered, letters)


def _consonants(text: str) -> str:
    return _read(text) if "\n" in text else _remembered(text)


@lru_cache(maxsize=200_000)
def _remembered(text: str) -> str:
    return _read(text)


def _read(text: str) -> str:
    if _FIRST_LETTERS.search(text):
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
