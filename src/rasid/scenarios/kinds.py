"""The kinds of month that can be simulated: who is at work in each, and what else goes on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from rasid.scenarios.group.manner import PATIENT, Manner
from rasid.scenarios.scene import Scene

Parts = Mapping[str, Callable[[Scene], None]]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of month.

    `groups` has the manner of each group at work, which the bundle tells of if they are `known`.
    `parts` go on besides what goes on in every month, each drawn from a stream of its own name.
    """

    meaning: str
    groups: tuple[Manner, ...] = ()
    known: bool = True
    parts: Parts = field(default_factory=dict)


KINDS = {
    "patient": Kind("a patient group goes after protected people, for a month", (PATIENT,)),
    "quiet": Kind("no group, only honest people and untargeted crime"),
    "unnamed": Kind("as patient, by a group that no bundle tells of", (PATIENT,), known=False),
}
