"""The words of disclosures in each language, which are content: one file for each."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from rasid.languages import Language, number


@dataclass(frozen=True, slots=True)
class Texts:
    """The words of one language."""

    language: Language
    _table: Mapping[str, Any]

    def say(self, key: str, **values: str) -> str:
        """Return a sentence with its values filled in; KeyError for one that lacks a value."""
        return str(self._table["say"][key]).format_map(values)

    def name(self, group: str, key: str) -> str:
        """Return what something is called."""
        return str(self._table[group][key])

    def names(self, group: str) -> Mapping[str, Any]:
        """Return all names of a group."""
        return dict(self._table[group])

    def amount(self, low: int, high: int) -> str:
        """Return a number, or the range that it is told as."""
        if low == high:
            return number(low, self.language)
        if low == 0:
            return self.say("below", n=number(high + 1, self.language))
        ends = (number(one, self.language) for one in (low, high))
        return self.say("range", **dict(zip(("low", "high"), ends, strict=True)))

    def count(self, key: str, low: int, high: int | None = None) -> str:
        """Return a number, or a range, with its noun."""
        forms = self._table["count"][key]
        most = low if high is None else high
        ranged = most != low
        if most == 0 and "zero" in forms:
            return str(forms["zero"])
        shown = most + 1 if ranged and low == 0 else most
        form = forms.get(self.language.locale.plural_form(shown), forms["other"])
        return str(form).replace("{n}", self.amount(low, most))


@cache
def texts_in(language: Language) -> Texts:
    """Return the words of a language."""
    path = files(__package__) / "texts" / f"{language.code}.toml"
    return Texts(language, tomllib.loads(path.read_text(encoding="utf-8")))
