"""What one kind of evidence says of one actor and one campaign, in bits."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from rasid.attribution.profile import ActorProfile


@dataclass(frozen=True, slots=True)
class Weight:
    """One family's evidence: log2 of how much better this actor explains it than an unknown one."""

    family: str
    bits: float
    reason: str


Weigher = Callable[[str, ActorProfile], Weight]
"""Weighs a campaign, by its id, against a profile."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """How far one family can be trusted, as two probabilities.

    `wrong`: what the bundle says of the actor does not hold for this campaign; in half of these
    cases it is wrong in part, and the actor's kin are as described. `kin`: an unknown group shares
    the trait for being of the same sponsor. Together they cap the family on either side.
    """

    wrong: float
    kin: float

    def bits(self, actor: float, unknown: float, kin: float) -> float:
        """Return log2 of the likelihood ratio, given log2 likelihoods under the three.

        The actor's is a mixture with those of its kin and the unknown, in case the bundle is
        wrong; the unknown's is a mixture with that of the kin.
        """
        otherwise = np.logaddexp2(kin, unknown) - 1.0
        for_actor = np.logaddexp2(
            np.log2(1.0 - self.wrong) + actor, np.log2(self.wrong) + otherwise
        )
        for_unknown = np.logaddexp2(np.log2(1.0 - self.kin) + unknown, np.log2(self.kin) + kin)
        return float(for_actor - for_unknown)


def listed(words: list[str], most: int = 5) -> str:
    """Return `a, b, c and 4 more`."""
    shown = ", ".join(words[:most])
    return shown if len(words) <= most else f"{shown} and {len(words) - most} more"
