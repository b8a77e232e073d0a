"""The pieces of one name added up as a reader sees them: by its words, its ending, its form."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rasid.websites.letters import Numbers
from rasid.websites.lexicon import DISGUISES
from rasid.websites.named import Named
from rasid.websites.pieces import Pieces

_WORDLIKE = frozenset(("letters", "word", "stem", "first", "last", "family", "field"))
_ENDINGS = frozenset(("ending", "top ending", "rarity"))
_FORMS = frozenset(("hyphens", "digits", "words", "length", "unknown", "form", "build"))
_ACCOUNT = frozenset(
    ("account", "account hyphens", "account ending", "page", "page words", "other words")
)

_KNOWN_FIRST = frozenset(("word", "family"))


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing about a name and its bits; negative bits speak for an honest name.

    `kind` is of: word, letters (those in no word or across words), pair, ending, form, near, brand,
    account words (how many words are of account pages), borrowed, other ending, sibling, visited,
    script, start (what every name begins with), other habits.
    """

    kind: str
    text: str
    bits: float


class Tally:
    """Adds up the pieces of one name, which is weighed by this ending."""

    def __init__(self, name: Named, ending: str) -> None:
        self._name, self._ending = name, ending
        self._framed = f"^{name.label}$"
        self._words: list[tuple[int, int]] = []
        self._of_accounts = 0
        self._sums: dict[tuple[str, str], float] = {}

    def know(self, kind: str, start: int, end: int) -> None:
        """Take a word of the name, or one that is of account pages, before anything is added."""
        if kind == "word":
            self._words.append((start, end))
        else:
            self._of_accounts += 1

    def add(self, kind: str, start: int, end: int, bits: float) -> None:
        """Add a piece with its bits."""
        self.say(*self._seen_as(kind, start, end), bits)

    def say(self, kind: str, text: str, bits: float) -> None:
        """Add bits to one reason."""
        self._sums[kind, text] = self._sums.get((kind, text), 0.0) + bits

    def reasons(self) -> list[Reason]:
        """Return the reasons, those of most weight first."""
        told = [Reason(kind, text, bits) for (kind, text), bits in self._sums.items()]
        return sorted(told, key=lambda reason: -abs(reason.bits))

    def _seen_as(self, kind: str, start: int, end: int) -> tuple[str, str]:
        if kind in _WORDLIKE:
            inside = (word for word in self._words if word[0] <= start and end <= word[1])
            word = next(inside, None)
            return ("word", self._framed[word[0] : word[1]]) if word else ("letters", "")
        if kind in _ENDINGS:
            return "ending", self._ending
        if kind in _FORMS:
            return "form", self._form()
        if kind in _ACCOUNT:
            return "account words", f"{self._of_accounts} of {len(self._words)} words"
        if kind == "script":
            return kind, DISGUISES[end]
        return kind, self._framed[start:end]

    def _form(self) -> str:
        """Say how a name is built, as `2 hyphens, 3 words, 24 letters`."""
        label = self._name.label
        counts = (label.count("-"), "hyphen"), (len(self._words), "word"), (len(label), "letter")
        return ", ".join(f"{count} {what}{'' if count == 1 else 's'}" for count, what in counts)


def tallies_of(
    names: Sequence[Named], endings: Sequence[str], found: Sequence[Pieces]
) -> list[Tally]:
    """Return what adds up the pieces of each name, with the ending that it is weighed by.

    It knows the words among the pieces.
    """
    tallies = [Tally(name, ending) for name, ending in zip(names, endings, strict=True)]
    for pieces in found:
        if pieces.kind in _KNOWN_FIRST:
            columns = (pieces.rows, pieces.starts, pieces.ends)
            for row, start, end in zip(*(column.tolist() for column in columns), strict=True):
                tallies[row].know(pieces.kind, start, end)
    return tallies


def add_up(tallies: Sequence[Tally], pieces: Pieces, bits: Numbers) -> None:
    """Add pieces with the bits of each to the tallies of their names; most weigh nothing."""
    some = np.nonzero(bits)[0]
    columns = (pieces.rows[some], pieces.starts[some], pieces.ends[some], bits[some])
    for row, start, end, weight in zip(*(column.tolist() for column in columns), strict=True):
        tallies[row].add(pieces.kind, start, end, weight)
