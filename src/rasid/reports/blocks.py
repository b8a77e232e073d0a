"""A text as headings, paragraphs, tables and pictures, whatever file it becomes."""

from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table; code runs from left to right and is never broken up by its readers."""

    text: str
    kind: Literal["text", "number", "code"] = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head; `key` says which numbers its columns are, if they are."""

    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bars:
    """A picture of a number by day, with the sentence that says what it shows."""

    values: tuple[int, ...]
    said: str


Block = str | Table | Bars | tuple[str, ...]
"""A paragraph, a table, a picture, or the points of a list."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what is under it."""

    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A whole text in one language: its headline, a warning above it, and its foot."""

    title: str
    banner: str
    lede: tuple[str, ...]
    sections: tuple[Section, ...]
    made: str
    made_on: date
