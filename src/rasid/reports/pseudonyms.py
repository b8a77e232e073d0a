"""People's names and addresses taken out of prose; their `person_id` stands instead."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rasid.engines.duckdb import DuckDB

_PART = r"[^\s@<>\"'(),;:=]"
_ADDRESS = re.compile(rf"(?<!{_PART}){_PART}+@{_PART}+")  # begun once a word: linear in its length
_SHORTEST_NAME = 3
_OTHER_LETTERS = {
    "\u0130": "i",
    "\u0131": "i",
    "\u1fd3": "\u0390",
    "\u1fe3": "\u03b0",
    "\ufb05": "\ufb06",
}
"""The same letters to a reader, which folding one letter into one keeps apart."""


@dataclass(frozen=True, slots=True)
class Pseudonyms:
    """What to say instead of an account, lower-cased, or a name, `folded`."""

    accounts: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    _pattern: re.Pattern[str] | None = None

    def hide(self, text: str) -> str:
        """Return `text` without any address and without the names of people on the roster."""
        hidden = _ADDRESS.sub(self._for_address, text) if "@" in text else text
        return hidden if self._pattern is None else self._without_names(hidden, self._pattern)

    def _without_names(self, text: str, pattern: re.Pattern[str]) -> str:
        """Return a text without names: a pattern that heeds case tries many far faster."""
        plain, parts, end = folded(text), [], 0
        for found in pattern.finditer(plain):
            parts += [text[end : found.start()], self.names[found.group()]]
            end = found.end()
        return "".join([*parts, text[end:]]) if parts else text

    def _for_address(self, found: re.Match[str]) -> str:
        return self.accounts.get(found.group().lower(), "[an address]")


def read_pseudonyms(engine: DuckDB) -> Pseudonyms:
    """Read the roster's names and accounts."""
    return pseudonyms_of(
        engine.rows("SELECT account, name, person_id FROM roster ORDER BY account")
    )


def pseudonyms_of(rows: Sequence[tuple[str, str, str]]) -> Pseudonyms:
    """Return what hides people of whom each row has an account, the name and the id."""
    names = {
        folded(name.strip()): person_id
        for _, name, person_id in rows
        if name and len(name.strip()) >= _SHORTEST_NAME
    }
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    return Pseudonyms(
        accounts={account: person_id for account, _, person_id in rows},
        names=names,
        _pattern=_any_of(longest_first) if names else None,
    )


def folded(text: str) -> str:
    """Return a text of as many letters that is the same for each of their cases."""
    return text.lower() if text.isascii() else "".join(map(_folded, text))


@lru_cache(maxsize=1 << 12)
def _folded(letter: str) -> str:
    told = (_OTHER_LETTERS.get(letter, ""), letter.casefold(), letter.lower())
    return next((one for one in told if len(one) == 1), letter)


def _any_of(names: list[str]) -> re.Pattern[str]:
    listed = "|".join(re.escape(name) for name in names)
    return re.compile(rf"(?<!\w)(?:{listed})(?!\w)")
