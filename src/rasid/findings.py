"""What is wrong in a file that a user wrote, so that each thing can be told in its place."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from rapidfuzz.fuzz import ratio
from rapidfuzz.process import extractOne

from rasid.errors import InputError

LEAST_LIKENESS = 60
"""Of 100: how like a known name an unknown one must be to be taken for a slip."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong in a file: where it stands, what came, and what was expected.

    `key` names the place within the file, empty for the file as a whole.
    """

    path: Path
    line: int | None
    key: str
    came: str
    expected: str
    level: Literal["error", "warning"] = "error"

    @property
    def problem(self) -> str:
        """What is wrong, without the file and the line: one sentence."""
        place = f"{self.key}: " if self.key else ""
        return f"{place}{self.came}; expected {self.expected}."

    def __str__(self) -> str:
        return str(FoundError(self))


class FoundError(InputError):
    """A finding that nothing can go on after."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        super().__init__(finding.path, finding.problem, line=finding.line)


def one_of(known: Iterable[str], came: str) -> str:
    """Return the known names as what was expected; only the nearest where `came` is a slip."""
    names = sorted(set(known))
    near = extractOne(came, names, scorer=ratio, score_cutoff=LEAST_LIKENESS)
    if near:
        return f"{near[0]!a}, perhaps"
    if len(names) == 1:
        return ascii(names[0])
    return f"one of {', '.join(names)}" if names else "nothing"
