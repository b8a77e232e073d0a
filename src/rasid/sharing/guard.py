"""The last look at every text that comes from a log or a file: none may tell of a person.

A client may call itself by the address that it attacks, and an actor's name may be anybody's.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from rasid.engines.duckdb import DuckDB

_SHORTEST = 3
"""A shorter name or id is found in any text."""

_SHORTEST_LOCAL = 5
"""A shorter part of an address before its `@` is a word of many texts."""

_WORD = re.compile(r"[^\W_]+")
_ADDRESS = re.compile(r"[^\s@](?:@|%(?:25)*40)[^\s@]")


@dataclass(frozen=True, slots=True)
class Guard:
    """Names, accounts and ids of protected people, folded, as words in alphabetical order."""

    known: frozenset[tuple[str, ...]]
    longest: int

    def __or__(self, other: "Guard") -> "Guard":
        return Guard(self.known | other.known, max(self.longest, other.longest))

    def refusal(self, text: str) -> str:
        """Return why a text must stay here; empty where it tells of nobody."""
        if _ADDRESS.search(text):
            return "an address of a person may be in it"
        if any(self._names_somebody(_words(text, joiner)) for joiner in ("", " ")):
            return "it names a protected person"
        return ""

    def _names_somebody(self, words: list[str]) -> bool:
        return any(
            tuple(sorted(words[start : start + length])) in self.known
            for length in range(1, self.longest + 1)
            for start in range(len(words) - length + 1)
        )


def read_guard(engine: DuckDB) -> Guard:
    """Read whom the roster protects."""
    rows = engine.rows("SELECT DISTINCT name, person_id, account FROM roster")
    return guard_of(text for row in rows for text in row if text)


def guard_of(texts: Iterable[str]) -> Guard:
    """Return what refuses these names, and addresses of mail also without their domain."""
    given = [text.strip() for text in texts]
    local = (name for name, at, _ in (text.partition("@") for text in given) if at)
    names = [text for text in given if len(text) >= _SHORTEST]
    names += [name for name in local if len(name) >= _SHORTEST_LOCAL]
    spelt = (_words(text) for text in names)
    known = frozenset(tuple(sorted(words)) for words in spelt if words)
    return Guard(known, max((len(words) for words in known), default=0))


def _words(text: str, joiner: str = "") -> list[str]:
    """Return the words in one spelling: without marks on letters, and what joins letters unseen."""
    if text.isascii():  # there is nothing of that in it
        return _WORD.findall(text.lower())
    bare = unicodedata.normalize("NFKD", text.casefold())
    return _WORD.findall("".join(_spelt(one, joiner) for one in bare))


def _spelt(letter: str, joiner: str) -> str:
    category = unicodedata.category(letter)
    return "" if category == "Mn" else joiner if category == "Cf" else letter
