"""Precision and recall of sets: events by stage, accounts by number."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from rasid.tables.campaigns import STAGES


@dataclass(frozen=True, slots=True)
class Overlap:
    """How many are so in truth, how many were found, and how many of these rightly."""

    true: int
    found: int
    right: int

    @property
    def precision(self) -> float | None:
        """The share of what was found that is right; null where nothing was found."""
        return self.right / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        """The share of the truth that was found; null where there is none."""
        return self.right / self.true if self.true else None


def overlap(true: AbstractSet[str], found: AbstractSet[str]) -> Overlap:
    """Compare two sets."""
    return Overlap(len(true), len(found), len(true & found))


def by_stage(true: Mapping[str, str], found: Mapping[str, str]) -> dict[str, Overlap]:
    """Compare the stages of events; right is what was found under its true stage."""
    return {stage: overlap(_of(true, stage), _of(found, stage)) for stage in STAGES}


def _of(staged: Mapping[str, str], stage: str) -> AbstractSet[str]:
    return {uid for uid, told in staged.items() if told == stage}
