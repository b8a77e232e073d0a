"""Nobody who is described: whether it is a new group, or one of which it cannot be told."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp2, log2

from rasid.attribution.weighing import Weight, listed

FAMILY = "novelty"

UNKNOWN = "unknown"
"""A group that some imported name may be of: one of which nothing is said that logs could show, or
one that works otherwise than is said of it."""

NEW_GROUP = "new group"
"""A group that none of the imported actors is."""

NOBODY = (UNKNOWN, NEW_GROUP)

TRACKED = 0.6
"""That a group which works as no imported actor is described has one of the imported names all the
same. Better than even, so that nothing is called new before anything speaks for it."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What a campaign's evidence says of every imported actor.

    `fits` are the bits of those of whom something is said that logs can show, without priors;
    `silent` counts the others, who weigh the same however many they are.
    """

    fits: Mapping[str, float]
    silent: int

    @property
    def fit(self) -> float:
        """How much better some imported actor explains it than a group of which nothing is known.

        A mean over the actors, of which none counts for better than 1: what speaks for an actor is
        that actor's own evidence already. All who are known by name only are one group among them,
        against which nothing speaks. It is there whatever was imported: a longer list of names says
        nothing of the campaign, and all that is said of an actor may be wrong at once.
        """
        heard = sum(min(1.0, exp2(bits)) for bits in self.fits.values())
        return (heard + 1.0) / (len(self.fits) + 1.0)

    def weights(self) -> tuple[Weight, Weight]:
        """Return what that weighs for the unknown and for a new group.

        Both together are as likely as before, so that no actor wins or loses by how they part.
        """
        mean = TRACKED * self.fit + 1.0 - TRACKED
        reason = self._reason()
        return (
            Weight(FAMILY, log2(self.fit / mean), reason),
            Weight(FAMILY, -log2(mean), reason),
        )

    def _reason(self) -> str:
        worst = sorted(self.fits.items(), key=lambda one: (one[1], one[0]))
        against = [f"{name} {bits:+.1f}" for name, bits in worst if bits < 0.0]
        told = (
            f"the evidence speaks against {len(against):,} of the {len(self.fits):,} actors "
            "of whom something is said that logs can show"
        )
        told += f" ({listed(against)} bits)" if against else ""
        silent = f"; nothing speaks against {self.silent:,} known by name only, who count as one"
        return told + (silent if self.silent else "")


def nobody_priors(nobody: float) -> tuple[Weight, Weight]:
    """Part the prior that it is nobody who is described."""
    unknown = (
        "a group of which nothing is said that logs could show, "
        "or that works otherwise than is said of it"
    )
    return (
        Weight("prior", log2(nobody * TRACKED), unknown),
        Weight("prior", log2(nobody * (1.0 - TRACKED)), "a group that no imported actor is"),
    )
