"""Evidence that analysts challenge or add: weights of their own, beside what they speak of."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from rasid.attribution.profile import ActorProfile
from rasid.attribution.weighing import Weight

MOST_BITS = 10.0
"""What an analyst may add at once: as much as the infrastructure of an actor's own can weigh."""


class Adjustment(Protocol):
    """A decision on the evidence of one campaign, `now` the one that has become of it."""

    @property
    def number(self) -> int:
        """The decision's number."""

    @property
    def now(self) -> str:
        """The campaign."""

    @property
    def actor(self) -> str:
        """The actor's id; empty where it speaks of every candidate."""

    @property
    def name(self) -> str:
        """The actor's name, empty likewise."""

    @property
    def family(self) -> str:
        """The evidence that it challenges; empty where it adds some."""

    @property
    def bits(self) -> float:
        """What it adds."""

    @property
    def signed(self) -> str:
        """Whose decision it is and why."""


def speaking_of(
    adjustments: Iterable[Adjustment], campaign_id: str, stix_id: str, name: str
) -> list[Adjustment]:
    """Return the decisions on the evidence for one candidate of a campaign."""
    return [
        one
        for one in adjustments
        if one.now == campaign_id
        and (not (one.actor or one.name) or one.actor == stix_id or one.name == name)
    ]


def challenged(weights: Sequence[Weight], decided: Sequence[Adjustment]) -> list[Weight]:
    """Return what takes challenged evidence back, once however often it is challenged."""
    taken: dict[str, Weight] = {}
    for one in decided:
        for weight in weights:
            if one.family == weight.family and weight.bits and weight.family not in taken:
                reason = f"{weight.family} counts for nothing, by {one.signed}"
                taken[weight.family] = Weight(f"challenge {one.number}", -weight.bits, reason)
    return list(taken.values())


def added(decided: Iterable[Adjustment]) -> list[Weight]:
    """Return what analysts add for or against a candidate."""
    return [
        Weight(f"analyst {one.number}", one.bits, f"added by {one.signed}")
        for one in decided
        if not one.family
    ]


def has_added(profile: ActorProfile, campaign_id: str, adjustments: Iterable[Adjustment]) -> bool:
    """Tell whether an analyst's evidence makes an actor a candidate that no log could tell."""
    decided = speaking_of(adjustments, campaign_id, profile.stix_id, profile.name)
    return any(one.bits > 0.0 for one in decided)
