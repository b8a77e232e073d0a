"""Passwords: which are refused, and how one is kept (argon2id, RFC 9106, its second choice)."""

import os
import re
import unicodedata
from functools import cache
from importlib.resources import files

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from rasid.accounts.problems import Problem

LEAST = 12
LONGEST = 256

PASSES, LANES, KIB = 3, 4, 64 * 1024
_LEAST_LETTERS = 5
"""Fewer different characters make a password easy to guess, however long it is."""

_LEAST_OWN = 4
"""So many characters must be left of it without well-known words, rows of keys and digits."""

_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "ضصثقفغعهخحجچشسیبلاتنمکگظطزرذدپو",
    "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
)
_RUN = 4
_LEET = str.maketrans("013457@$!|", "oieastasil")
_ONE_LETTER = str.maketrans("كيى", "کیی")
"""Letters that look the same on Arabic and Persian keyboards."""


def hashed(password: str) -> str:
    """Return what is kept of a password."""
    made = Argon2id(salt=os.urandom(16), length=32, iterations=PASSES, lanes=LANES, memory_cost=KIB)
    return made.derive_phc_encoded(_bytes(password))


def is_password(password: str, kept: str) -> bool:
    """Tell whether a password is the one that is kept; with none kept it takes as long, and is not.

    Some 0.15 s of one core.
    """
    try:
        Argon2id.verify_phc_encoded(_bytes(password), kept or _nobodys(PASSES, LANES, KIB))
    except InvalidKey:
        return False
    return bool(kept)


def require_good(password: str, name: str) -> None:
    """Raise Problem for a password that is short, common, or tells the account's name."""
    told = unicodedata.normalize("NFKC", password)
    if len(told) < LEAST:
        raise Problem("short", f"a password has at least {LEAST} characters.")
    if len(told) > LONGEST:
        raise Problem("long", f"a password has at most {LONGEST} characters.")
    folded = told.casefold().translate(_ONE_LETTER)
    parts = [part for part in re.split(r"[\W_]+", name.casefold()) if len(part) > 2]
    if any(part in folded for part in (name.casefold(), *parts)):
        raise Problem("named", "a password must not contain the account's name.")
    if _is_common(folded):
        raise Problem("common", "that password is too easy to guess: take other words, or more.")


def _is_common(folded: str) -> bool:
    if len(set(folded)) < _LEAST_LETTERS or _repeats(folded):
        return True
    for text in (folded, folded.translate(_LEET)):
        left = text
        for word in _words():
            left = left.replace(word, " ")
        left = "".join(" " if one in " 0123456789" else one for one in _without_rows(left))
        own = [one for one in left if not one.isspace() and one.isalnum()]
        if len(set(own)) < _LEAST_OWN:
            return True
    return False


def _repeats(text: str) -> bool:
    """Tell whether it is a short text said again and again."""
    return any((text[:size] * (len(text) // size + 1)).startswith(text) for size in range(1, 7))


def _without_rows(text: str) -> str:
    """Return a text without what lies in a row on a keyboard or in an alphabet, either way."""
    for row in _ROWS:
        for way in (row, row[::-1]):
            for start in range(len(way) - _RUN + 1):
                text = text.replace(way[start : start + _RUN], " ")
    return text


@cache
def _words() -> tuple[str, ...]:
    """Return the words that make passwords common, the longest first."""
    lines = (files("rasid.accounts") / "common.txt").read_text("utf-8").splitlines()
    words = {
        line.strip().casefold().translate(_ONE_LETTER)
        for line in lines
        if line.strip() and line[0] != "#"
    }
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


@cache
def _nobodys(*_: int) -> str:
    """Return what stands where nothing is kept, so that it takes the same time to look."""
    return hashed(os.urandom(16).hex())


def _bytes(password: str) -> bytes:
    return unicodedata.normalize("NFKC", password[:LONGEST]).encode("utf-8", "surrogatepass")
