"""What a rule reads: a relation, its columns by the field names that rules use, and its text."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from sigma.exceptions import SigmaError
from sigma.rule import SigmaRule


class Kind(Enum):
    """What a column holds; a list is of texts."""

    TEXT = auto()
    NUMBER = auto()
    BOOLEAN = auto()
    TIME = auto()
    LIST = auto()


@dataclass(frozen=True, slots=True)
class Column:
    """An SQL expression over a source's relation, never an aggregate."""

    sql: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Source:
    """A relation that rules of one log source are run over.

    `time` is its timestamp; `event` are the columns that a match is told by, which name one event
    and are carried along; `column` returns the column of a field, or None where the source has no
    such field. `text` is all that a record says, for keywords; None where that is not had. `end` is
    a query of the time of the last record, where the relation does not hold all of them.
    """

    relation: str
    time: str
    event: tuple[str, ...]
    column: Callable[[str], Column | None]
    text: str | None = None
    end: str | None = None


Sources = Callable[[SigmaRule], Source]
"""Returns what a rule reads, by its log source; raises NothingToRead where there is none."""


class NothingToRead(SigmaError):  # noqa: N818 - it is no fault of the rule
    """No relation holds what a rule's log source names, which it is raised with."""

    def __init__(self, what: str) -> None:
        super().__init__(f"nothing to read: {what}.")
