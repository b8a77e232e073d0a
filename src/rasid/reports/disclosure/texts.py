"""The words of disclosures in each language, which are content: one file for each."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from rasid import languages
from rasid.languages import Language, number, read_words


@dataclass(frozen=True, slots=True)
class Texts(languages.Texts):
    """The words of one language."""

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
    return Texts(language, read_words("rasid.reports.disclosure", language))
