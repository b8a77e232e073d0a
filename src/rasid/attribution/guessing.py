"""How a campaign guesses addresses: the ways of writing a name that it asked for."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from rasid.engines.duckdb import DuckDB, packaged_sql

RAREST = 0.05
"""Of a campaign's guesses; a rarer way of writing is chance, or a name taken for another."""

_GUESSED = "SELECT campaign_id, name, addresses FROM suggested WHERE kind = 'name' ORDER BY ALL"
_DIGITS = re.compile(r"\d+$")
_SEPARATOR = re.compile(r"([._-])")


@dataclass(frozen=True, slots=True)
class Habit:
    """One way of writing a name, and in how many hostile sessions it was asked for."""

    campaign_id: str
    form: str
    sessions: int


def guessing_habits(engine: DuckDB) -> Iterator[Habit]:
    """Yield how each campaign writes the names that it guesses at.

    Reads `suggested` and `hostile`: addresses that do not exist, by the name that they guess at.
    """
    forms: dict[str, dict[str, str]] = {}
    for campaign_id, name, addresses in engine.rows(_GUESSED):
        for address in addresses.split():
            form = form_of(address, name)
            if form:
                forms.setdefault(campaign_id, {})[address] = form
    told = [
        (campaign_id, address, form)
        for campaign_id, found in forms.items()
        for address, form in _usual(found).items()
    ]
    if told:
        ids, addresses, written = (list(column) for column in zip(*told, strict=True))
        asked = {"campaigns": ids, "addresses": addresses, "forms": written}
        yield from (Habit(*row) for row in engine.rows(packaged_sql(__package__, "guessed"), asked))


def _usual(forms: dict[str, str]) -> dict[str, str]:
    counts = Counter(forms.values())
    return {a: form for a, form in forms.items() if counts[form] >= RAREST * len(forms)}


def form_of(address: str, name: str) -> str | None:
    """Return how an address writes a name: `name.name`, `iname`, `namei9`; None if it does not.

    `i` is an initial, `9` a number at the end. Which of the words is the family's is not told.
    """
    local = address.partition("@")[0].lower()
    bare = _DIGITS.sub("", local)
    number = "9" if bare != local else ""
    words = [word for word in re.split(r"[\W\d_]+", name.lower()) if word]
    parts = [_part(part, words) for part in _SEPARATOR.split(bare)]
    return "".join(parts) + number if all(parts) and "name" in "".join(parts) else None


def _part(part: str, words: list[str]) -> str:
    if _SEPARATOR.fullmatch(part):
        return part
    if len(part) == 1 and part.isalpha():
        return "i"
    forms = {
        **{word + other: "namename" for word in words for other in words if word != other},
        **{other[0] + word: "iname" for word in words for other in words if word != other},
        **{word + other[0]: "namei" for word in words for other in words if word != other},
        **dict.fromkeys(words, "name"),
    }
    return forms.get(part, "")
