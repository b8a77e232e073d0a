"""What tells of one person, as patterns, and what stands instead of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from rasid.roster.account import Account

SHORTEST_NAME = 6
"""Letters of a name that is searched for in texts; a shorter one may be anybody's."""

SHORTEST_ID = 3
"""Letters of an id that is searched for in texts, unless it is a number, as counts are."""

KEPT_OF_ROSTER = ("person_id", "account", "category", "account_kind", "recovers")
"""What a row of the roster keeps, by which numbers by category stay what they are."""

_BEFORE = r"(?:(?<![\w.+\-])|(?<=%[0-9a-f]{2})|(?<=\\u[0-9a-f]{4})|(?<=\\[bfnrt]))"
_AFTER = r"(?![\w\-]|\.\w)"
_JOINER = "\u200c"
"""What keeps letters of Persian apart within a word; many leave it out, or write a space."""

_PLAIN = re.compile("[A-Za-z0-9]+")
_LONG_ENOUGH = 3
_GAP = r"(?:[\s_+.,\-]|%20|\\u0020)+"


@dataclass(frozen=True, slots=True)
class Replacing:
    """A pattern and what stands instead of what it matches.

    That holds one of the `hints`, once it is in lower case.
    """

    pattern: re.Pattern[str]
    stand_in: str
    hints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells of a person: each account, the id and the name.

    Of these `unsearched` are too short or too common to be looked for within a text. One of the
    `hints` is in every text, in lower case, that tells of the person.
    """

    person_id: str
    stand_in: str
    replacing: tuple[Replacing, ...]
    unsearched: tuple[str, ...]
    hints: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        hints = dict.fromkeys(hint for one in self.replacing for hint in one.hints)
        object.__setattr__(self, "hints", tuple(hints))

    def replaced(self, text: str) -> str:
        """Return a text that tells of the person no more; no word of theirs spans two lines."""
        if not self._may_tell(text):
            return text
        return "".join(map(self._replaced_line, text.splitlines(keepends=True)))

    def _may_tell(self, text: str) -> bool:
        lowered = text.lower()
        return any(hint in lowered for hint in self.hints)

    def _replaced_line(self, line: str) -> str:
        if self._may_tell(line):
            for one in self.replacing:
                line = one.pattern.sub(one.stand_in, line)
        return line


def identity_of(accounts: Sequence[Account], number: int) -> Identity:
    """Return what tells of the person with these accounts, which are all of one.

    Each account has a stand-in of its own, so that accounts that are counted stay as many.
    """
    person_id, stand_in = accounts[0].person_id, f"erased-{number}"
    addresses = dict.fromkeys(one.account for one in accounts)
    addresses |= dict.fromkeys(one.notify_to.strip().lower() for one in accounts if one.notify_to)
    stand_ins = {address: f"{stand_in}-{place}" for place, address in enumerate(addresses, 1)}
    names = list(dict.fromkeys(one.name.strip() for one in accounts if one.name.strip()))
    told = [name for name in names if len(name) >= SHORTEST_NAME]
    if len(person_id) >= SHORTEST_ID and not person_id.isdecimal():
        told.append(person_id)
    searched = stand_ins | dict.fromkeys(told, stand_in)
    return Identity(
        person_id,
        stand_in,
        tuple(
            Replacing(_pattern(one), searched[one], _hints(one))
            for one in sorted(searched, key=len, reverse=True)
        ),
        tuple(one for one in (*names, person_id) if one not in searched),
    )


def _pattern(text: str) -> re.Pattern[str]:
    words = ("".join(map(_letter, word)) for word in text.split())
    return re.compile(f"{_BEFORE}{_GAP.join(words)}{_AFTER}", re.IGNORECASE)


def _hints(text: str) -> tuple[str, ...]:
    """Return what is in any spelling of a text: its longest plain run, else its odd letter."""
    plain = max(_PLAIN.findall(text.partition("@")[0]), key=len, default="")
    if len(plain) >= _LONG_ENOUGH:
        return (plain.lower(),)
    odd = next((one for one in text if not one.isascii()), text[0])
    spelt = (odd.lower(), odd.upper())
    escaped = (f"\\u{one.encode('utf-16-be').hex()[:4]}" for one in spelt)
    return tuple(dict.fromkeys([odd.lower(), *escaped, *(quote(one).lower() for one in spelt)]))


def _letter(letter: str) -> str:
    """Return a pattern of one letter, as it is, escaped by JSON, or percent-encoded."""
    if letter.isascii() and (letter.isalnum() or letter in "._-"):
        return re.escape(letter)
    if letter == _JOINER:
        return rf"(?:{_JOINER}|\s)?"
    escaped = letter.encode("utf-16-be").hex()
    units = "".join(rf"\\u{escaped[at : at + 4]}" for at in range(0, len(escaped), 4))
    return f"(?:{re.escape(letter)}|{units}|{quote(letter, safe='')})"
