"""Names in any script as the Latin letters in which people write them."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import pyarrow as pa
from anyascii import anyascii
from pyarrow import compute

MOST_LETTERS = 64
"""What of a text is looked at: a local part may have no more, a word of a name never has."""

_MOST_SPELLINGS = 10
_NOTHING = "-"
_APOSTROPHES = str.maketrans("", "", "'`\u00b4\u02b9\u02bc\u02be\u02bf\u2018\u2019")
_HYPHENS = "-\u2010\u2011\u2012\u2013\u2212\u05be"
_ONE_HYPHEN = str.maketrans(dict.fromkeys(_HYPHENS, "-"))
_SIGNS = "[0-9._-]*"
_TWO_WORDS = f"^{_SIGNS}(?P<first>[a-z]*){_SIGNS}(?P<last>[a-z]*){_SIGNS}@"
_ASCII_WORD = re.compile("[a-z-]+")
_SYLLABLES = ("CJK", "HANGUL")
_ABJADS = ("ARABIC", "HEBREW", "SYRIAC")


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way to write a word in Latin letters; `vowels` is whether its vowels are known."""

    text: str
    vowels: bool = True


def tidy(text: str) -> str:
    """Return the text in small letters, each in its usual form and without marks around it."""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return "".join(letter for letter in plain if _stays(letter))


def words(text: str, most: int = MOST_LETTERS) -> list[str]:
    """Return the words of a text in its own script; digits and signs part them, or are left out.

    Hyphens stay within words. A name in Han or Hangul without spaces is parted into the family's
    syllable and the rest.
    """
    if text.isascii():
        letters = text[: 4 * most].lower()
        if "'" in letters or "`" in letters:
            letters = letters.translate(_APOSTROPHES)
        found = _ASCII_WORD.findall(letters[:most])
        if "-" in letters:
            found = [word for part in found if (word := part.strip("-"))]
        return found
    spaced = "".join(
        letter if unicodedata.category(letter)[0] in "LM" or letter in _HYPHENS else " "
        for letter in tidy(text[: 4 * most]).translate(_APOSTROPHES)[:most]
    )
    found = [word for part in spaced.split() if (word := part.translate(_ONE_HYPHEN).strip("-"))]
    if len(found) == 1 and 2 <= len(found[0]) <= 4 and _written(found[0], _SYLLABLES):
        return [found[0][:1], found[0][1:]]
    return found


def latin_words(text: str) -> list[str]:
    """Return the words of a text without hyphens in Latin letters, the usual way."""
    found = words(text)
    return found if text.isascii() else [latin(word) for word in found]


def two_words(accounts: Sequence[str]) -> list[tuple[str, str] | None]:
    """Return the words of each local part that is up to two of a to z, with signs around them.

    Any other is None: its words take a closer look. Those that lack are empty.
    """
    column = pa.array(accounts, pa.string())
    found = compute.extract_regex(column, _TWO_WORDS)
    short = compute.less_equal(compute.find_substring(column, "@"), MOST_LETTERS)
    found = compute.if_else(short, found, None)
    told = zip(found.is_valid().to_pylist(), *map(pa.Array.to_pylist, found.flatten()), strict=True)
    return [(first, last) if plain else None for plain, first, last in told]


def spellings(word: str) -> tuple[Spelling, ...]:
    """Return how a tidy word may be written in Latin letters, the likeliest first.

    The number is bounded: all usual letters, all of each further habit, and one letter of another.
    """
    vowels = not _written(word, _ABJADS)
    choices = [*_choices(word, vowels=vowels)]
    habits = max((len(choice) for choice in choices), default=0)
    usual = [choice[0] for choice in choices]
    ways = [[choice[min(habit, len(choice) - 1)] for choice in choices] for habit in range(habits)]
    for place, choice in enumerate(choices):
        ways += ([*usual[:place], other, *usual[place + 1 :]] for other in choice[1:])
    found = dict.fromkeys(_joined(way, vowels=vowels) for way in ways)
    return tuple(Spelling(text, vowels) for text in [*filter(None, found)][:_MOST_SPELLINGS])


@lru_cache(maxsize=200_000)
def latin(word: str) -> str:
    """Return a tidy word in Latin letters, the usual way.

    Where Latin letters stand among look-alikes of another script, those are read as Latin too.
    """
    if word.isascii():
        return word if word.isalpha() and word.islower() else re.sub("[^a-z]", "", word)
    alike = _tables()["lookalikes"]
    if re.search("[a-z]", word) and any(letter in alike for letter in word):
        word = "".join(alike.get(letter, (letter,))[0] for letter in word)
    return next((spelling.text for spelling in spellings(word)), "")


def _choices(word: str, *, vowels: bool) -> Iterator[Sequence[str]]:
    table = _tables()["alphabets" if vowels else "abjads"]
    for place, letter in enumerate(word):
        first, last = place == 0, place == len(word) - 1
        yield (
            (first and table.get(f"^{letter}"))
            or (last and table.get(f"{letter}$"))
            or table.get(letter)
            or (re.sub("[^a-z]", "", anyascii(letter).lower()),)
        )


def _joined(letters: Sequence[str], *, vowels: bool) -> str:
    """Join letters; where vowels are left out, an s and an h are not the one sound sh."""
    if vowels:
        return "".join(letters)
    apart = "\0".join(letters)
    return re.sub("(?<=[ckgstzdp])\0+(?=[hsz])", "e", apart).replace("\0", "")


def _written(word: str, scripts: tuple[str, ...]) -> bool:
    return all(unicodedata.name(letter, "").startswith(scripts) for letter in word)


@lru_cache(maxsize=4096)
def _stays(letter: str) -> bool:
    return unicodedata.category(letter) != "Cf" and not unicodedata.combining(letter)


@cache
def _tables() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    text = (files(__package__) / "names" / "letters.toml").read_text("utf-8")
    return {
        name: {
            letter: tuple(part.replace(_NOTHING, "") for part in written.split())
            for letter, written in table.items()
        }
        for name, table in tomllib.loads(text).items()
    }
