"""The words of answers in each language, which are content: one file for each."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from rasid.languages import Language, plural


@dataclass(frozen=True, slots=True)
class Texts:
    """The words of one language."""

    language: Language
    _table: Mapping[str, Any]

    def say(self, key: str, **values: str) -> str:
        """Return a sentence with its values filled in; KeyError for one that lacks a value."""
        text: str = self._table["say"][key]
        return text.format_map(values)

    def count(self, key: str, number: int) -> str:
        """Return a number with its noun."""
        return plural(number, self._table["count"][key], self.language)

    def name(self, group: str, key: str) -> str:
        """Return what something is called."""
        return str(self._table[group][key])


@cache
def texts_in(language: Language) -> Texts:
    """Return the words of a language."""
    path = files("rasid.answers") / "texts" / f"{language.code}.toml"
    return Texts(language, tomllib.loads(path.read_text(encoding="utf-8")))
