"""The words of answers in each language, which are content: one file for each."""

from dataclasses import dataclass
from functools import cache

from rasid import languages
from rasid.languages import Language, plural, read_words


@dataclass(frozen=True, slots=True)
class Texts(languages.Texts):
    """The words of one language."""

    def count(self, key: str, number: int) -> str:
        """Return a number with its noun."""
        return plural(number, self._table["count"][key], self.language)


@cache
def texts_in(language: Language) -> Texts:
    """Return the words of a language."""
    return Texts(language, read_words("rasid.answers", language))
