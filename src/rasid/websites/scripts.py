"""What a name looks like to a reader: its scripts, and the plain letters it may be taken for."""

import unicodedata
from dataclasses import dataclass
from functools import cache

from anyascii import anyascii
from confusable_homoglyphs import confusables

from rasid.websites.hosts import NotAName, decoded

TOGETHER = (
    {"LATIN", "HAN", "HIRAGANA", "KATAKANA"},
    {"LATIN", "HAN", "HANGUL"},
    {"LATIN", "HAN", "BOPOMOFO"},
)
"""Scripts that honest names mix; a subset of one of these is no disguise."""

_SCRIPT_OF = {"CJK": "HAN", "FULLWIDTH": "LATIN", "IDEOGRAPHIC": "HAN"}
_COMMON = frozenset("0123456789-")
_ARABIC_ONLY = frozenset("يىكةؤإأٱ")
_PERSIAN_ONLY = frozenset("یکگچپژۀ")
_INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\u00ad\ufeff\u0640\u180e")
"""Letters that nobody sees, the kashida among them, which only draws a word longer."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a label reads: decoded, in plain ASCII letters, and what is odd about it.

    `notices` are of `lexicon.DISGUISES`.
    """

    shown: str
    plain: str
    notices: tuple[str, ...]


def look(label: str) -> Look:
    """Tell how a label of a host in ASCII reads."""
    if not label.startswith("xn--"):
        return Look(label, label, ())
    try:
        shown = decoded(label)
    except NotAName:
        return Look(label, label, ("idn", "bad punycode"))
    return Look(shown, plain_letters(shown), ("idn", *_oddities(shown)))


def plain_letters(text: str) -> str:
    """Return text in the ASCII letters that it looks like, else in those that it sounds like.

    A text looks like ASCII where it is Latin, or where each of its letters has a twin there; Arabic
    and Persian forms of one letter come out the same.
    """
    if text.isascii():
        return text
    letters = [letter for letter in unicodedata.normalize("NFKC", text) if letter not in _INVISIBLE]
    foreign = [letter for letter in letters if not letter.isascii() and letter.isalpha()]
    if "LATIN" in scripts(text) or all(map(_twin, foreign)):
        plain = "".join(map(_seen, letters))
    else:
        plain = anyascii("".join(letters))
    return "".join(one for one in plain.lower() if one.isascii() and (one.isalnum() or one == "-"))


def scripts(text: str) -> frozenset[str]:
    """Return the scripts of the letters of a text by their Unicode names, without digits."""
    found = {_script(letter) for letter in text if letter not in _COMMON}
    return frozenset(found - {""})


def _oddities(text: str) -> tuple[str, ...]:
    found = scripts(text)
    letters = set(text)
    told = []
    if len(found) > 1 and not any(found <= allowed for allowed in TOGETHER):
        told.append("mixed scripts")
    if _is_disguised(text, found):
        told.append("look-alike letters")
    if any(map(_is_marked, text)):
        told.append("marked letters")
    if letters & _ARABIC_ONLY and letters & _PERSIAN_ONLY:
        told.append("two keyboards")
    digits = {
        unicodedata.name(letter, "").split(" DIGIT")[0] for letter in text if letter.isdigit()
    }
    if len(digits) > 1:
        told.append("two kinds of digits")
    if letters & _INVISIBLE:
        told.append("invisible letters")
    return tuple(told)


def _is_disguised(text: str, found: frozenset[str]) -> bool:
    """Say whether every letter of a foreign text, or a part of a Latin one, passes for ASCII."""
    foreign = [letter for letter in text if letter.isalpha() and not _is_marked(letter)]
    foreign = [letter for letter in foreign if not letter.isascii()]
    passing = [letter for letter in foreign if _twin(letter)]
    return bool(passing) and ("LATIN" in found or len(passing) == len(foreign))


def _is_marked(letter: str) -> bool:
    """Say whether a letter is an ASCII one with a mark on it, as honest names have."""
    return not letter.isascii() and _stripped(letter).isascii()


@cache
def _script(letter: str) -> str:
    if not letter.isalpha():
        return ""
    first = unicodedata.name(letter, "").split(" ")[0].split("-")[0]
    return _SCRIPT_OF.get(first, first)


@cache
def _seen(letter: str) -> str:
    """Return the ASCII letters that a letter looks like, else sounds like."""
    if letter.isascii():
        return letter
    stripped = _stripped(letter)
    return _twin(letter) or (stripped if stripped.isascii() else anyascii(letter))


@cache
def _twin(letter: str) -> str:
    """Return the ASCII letter that a letter is drawn like; empty where there is none."""
    found = confusables.is_confusable(letter, greedy=True) or ()
    twins = [str(twin["c"]).lower() for entry in found for twin in entry["homoglyphs"]]
    plain = [twin for twin in twins if twin.isascii() and twin.isalnum()]
    # What looks like i looks like l too, and names are told apart by neither.
    return "l" if "l" in plain else plain[0] if plain else ""


def _stripped(letter: str) -> str:
    """Return a letter without its marks."""
    parts = unicodedata.normalize("NFD", letter)
    return "".join(part for part in parts if not unicodedata.combining(part))
