"""The words of notices as content: a folder for each language, a file for each piece."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

_TEMPLATES = files("rasid") / "notices" / "templates"


@dataclass(frozen=True, slots=True)
class Pieces:
    """What a language says: sentences and tables of them, and advice by the name of its file."""

    words: Mapping[str, Mapping[str, Any]]
    advice: Mapping[str, str]

    def sentence(self, file: str, *path: str) -> str:
        """Return one sentence of a file by its keys."""
        found: Any = self.words[file]
        for key in path:
            found = found[key]
        return str(found)

    def table(self, file: str, key: str) -> Mapping[str, str]:
        """Return a table of a file, such as the forms of a noun."""
        found: Mapping[str, str] = self.words[file][key]
        return found


@cache
def pieces_of(language: str) -> Pieces:
    """Return the pieces of a language."""
    folder = _TEMPLATES / language
    words = {
        file.name.removesuffix(".toml"): tomllib.loads(file.read_text(encoding="utf-8"))
        for file in folder.iterdir()
        if file.name.endswith(".toml")
    }
    advice = {
        file.name.removesuffix(".txt"): file.read_text(encoding="utf-8").strip()
        for file in (folder / "advice").iterdir()
    }
    return Pieces(words, advice)
