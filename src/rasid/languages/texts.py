"""The words of a room in each language, which are content: `texts/LANGUAGE.toml` in its folder."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from rasid.languages.speaking import Language


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


def read_words(package: str, language: Language) -> dict[str, Any]:
    """Return the words of a package in a language."""
    path = files(package) / "texts" / f"{language.code}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
