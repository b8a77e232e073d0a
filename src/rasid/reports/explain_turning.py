"""What would turn a judgement: how far it stands from its threshold, and on what it rests."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Protocol

from rasid.reports.reasons import PRIOR

_MOST_LISTED = 3


class Weighed(Protocol):
    """One kind of evidence and its weight."""

    @property
    def family(self) -> str:
        """Which kind."""

    @property
    def bits(self) -> float:
        """Its weight."""


@dataclass(frozen=True, slots=True)
class Turning:
    """A sum of evidence against its threshold.

    It holds where it has more bits than `needed`; `margin` says by how many, below zero where it
    does not hold. `rests_on` are all smallest sets of families without which it would be judged
    otherwise, the weightiest first: those that speak for it, or where it does not hold against it.
    There is none where even all of them together would not turn it. The prior is no evidence.
    """

    needed: float
    margin: float
    rests_on: tuple[tuple[str, ...], ...]

    @property
    def holds(self) -> bool:
        """Whether the sum is above the threshold."""
        return self.margin > 0.0


def turning(reasons: Iterable[Weighed], needed: float = 0.0) -> Turning:
    """Return what would turn a sum of these reasons."""
    listed = tuple(reasons)
    margin = sum(one.bits for one in listed) - needed
    sign = 1.0 if margin > 0.0 else -1.0
    pulling = sorted(
        (one for one in listed if one.family != PRIOR and sign * one.bits > 0.0),
        key=lambda one: (-sign * one.bits, one.family),
    )
    bits = [one.bits for one in pulling]
    size = next((n for n in range(1, len(bits) + 1) if _turned(margin, sum(bits[:n]))), 0)
    if not size:
        return Turning(needed, margin, ())
    sums = map(sum, combinations(bits, size))
    weighed = {
        some: without
        for some, without in zip(combinations(range(len(bits)), size), sums, strict=True)
        if _turned(margin, without)
    }
    found = sorted(weighed, key=lambda some: -sign * weighed[some])
    return Turning(needed, margin, tuple(tuple(pulling[n].family for n in some) for some in found))


def _turned(margin: float, without: float) -> bool:
    return (margin - without > 0.0) != (margin > 0.0)


def visit_threshold(needed: float) -> str:
    """Say what a visit needs to be a campaign's."""
    whose = "a visit needs that got in" if needed > 0.0 else "a visit needs"
    return f"the {needed:.0f} bits that {whose}"


def turning_sentence(found: Turning, threshold: str) -> str:
    """Say how far a judgement stands from its `threshold`, named in words, and what it rests on."""
    far = f"{abs(found.margin):.1f} bits {'above' if found.holds else 'short of'} {threshold}"
    return f"{far}; {_rests(found)}."


def _rests(found: Turning) -> str:
    if not found.rests_on:
        if found.holds:
            return "it would stand without any of its evidence"
        return "it would not get there without all that speaks against it either"
    one = found.rests_on[0]
    if len(one) > 1:
        listed = "; ".join(" + ".join(families) for families in found.rests_on[:_MOST_LISTED])
        more = len(found.rests_on) - _MOST_LISTED
        rest = f"; and {more:,} more" if more > 0 else ""
        verb = "fall only without" if found.holds else "get there only without"
        return f"it would {verb} {len(one)} kinds of evidence together: {listed}{rest}"
    names = [families[0] for families in found.rests_on]
    if len(names) == 1:
        return f"{'resting on' if found.holds else 'kept out by'} {names[0]} alone"
    verb = "fall" if found.holds else "get there"
    return f"it would {verb} without any one of {', '.join(names)}"
