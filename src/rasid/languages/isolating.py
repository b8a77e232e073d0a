"""Words of others inside a sentence: they must not turn it around nor hide in it."""

import unicodedata

_FIRST_STRONG, _POP = "\u2068", "\u2069"
_LEFT_TO_RIGHT = "\u2066"
_JOINERS = "\u200c\u200d"
"""Persian and other scripts need them within a word."""


def clean(text: str) -> str:
    """Return `text` on one line, without controls, marks of direction and other unseen letters."""
    spaced = "".join(" " if one.isspace() else one for one in text)
    seen = "".join(one for one in spaced if one in _JOINERS or unicodedata.category(one)[0] != "C")
    return " ".join(seen.split())


def isolated(text: str, *, technical: bool = False) -> str:
    """Return cleaned `text` between Unicode's isolates (UAX 9), so that it moves nothing around it.

    What is technical (an address, a domain, a code) runs from left to right; a name as its own
    first strong letter says.
    """
    return f"{_LEFT_TO_RIGHT if technical else _FIRST_STRONG}{clean(text)}{_POP}"
