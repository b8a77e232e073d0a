"""The kinds of month that can be simulated: who is at work in each, and what else goes on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random

from rasid.scenarios.crime.harvesting import add_more_harvesting
from rasid.scenarios.crime.stuffing import add_more_stuffing
from rasid.scenarios.group.chain import CHAIN
from rasid.scenarios.group.cover import COVER
from rasid.scenarios.group.faint import FAINT
from rasid.scenarios.group.imitation import IMITATING
from rasid.scenarios.group.manner import PATIENT, Manner
from rasid.scenarios.group.pair import PAIR
from rasid.scenarios.group.phished import PHISHED, add_clicks
from rasid.scenarios.group.residential import RESIDENTIAL
from rasid.scenarios.group.returning import RETURNING
from rasid.scenarios.group.spray import SPRAYING
from rasid.scenarios.honest.lookalikes import add_assistant, add_locked_out
from rasid.scenarios.honest.moving import add_moving
from rasid.scenarios.honest.study import add_study
from rasid.scenarios.honest.summit import add_summit
from rasid.scenarios.parameters import Parameters, draw_parameters
from rasid.scenarios.scene import Scene
from rasid.scenarios.sizes import draw_large, draw_small, draw_tenant

Parts = Mapping[str, Callable[[Scene], None]]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of month.

    `groups` has the manner of each group at work, which the bundle tells of if they are `known`.
    The roster lists a share `listed` of the persons. `parts` go on besides what goes on in every
    month, each drawn from a stream of its own name. Of `variants`, a seed is one.
    """

    meaning: str
    groups: tuple[Manner, ...] = ()
    known: bool = True
    listed: float = 1.0
    draw_parameters: Callable[[int, float], Parameters] = draw_parameters
    parts: Parts = field(default_factory=dict)
    variants: "tuple[Kind, ...]" = ()

    def variant(self, rng: Random) -> "Kind":
        """Return what a seed is."""
        return rng.choice(self.variants) if self.variants else self


def _small(groups: tuple[Manner, ...] = (), parts: Parts | None = None) -> Kind:
    """Return one of the things that an ambiguous week may be."""
    return Kind("", groups, draw_parameters=draw_small, parts=parts or {})


_ASSISTANT: Parts = {"assistant": add_assistant}
_LOCKED_OUT: Parts = {"locked out": add_locked_out}
_AMBIGUOUS = (
    _small((FAINT,)),
    _small((FAINT,)),
    _small((FAINT,), _ASSISTANT),
    _small((FAINT,), _LOCKED_OUT),
    _small(parts=_ASSISTANT),
    _small(parts=_LOCKED_OUT),
    _small(parts={"study": add_study}),
    _small(parts={"summit": add_summit}),
)
"""Half of them have a group."""

KINDS = {
    "patient": Kind("a patient group goes after protected people, for a month", (PATIENT,)),
    "quiet": Kind("no group, only honest people and untargeted crime"),
    "unnamed": Kind("as patient, by a group that no bundle tells of", (PATIENT,), known=False),
    "two-groups": Kind(
        "two groups with other hours, ways and servers, and some common victims", PAIR
    ),
    "residential": Kind(
        "a group behind homes' connections, each sitting a new one", (RESIDENTIAL,)
    ),
    "cover": Kind("a group that asks for and tries strangers around each target", (COVER,)),
    "half-roster": Kind(
        "as patient, and the roster has half of those targeted", (PATIENT,), listed=0.5
    ),
    "imitating": Kind("a group that passes for a bot with a list of leaked names", (IMITATING,)),
    "slow-spray": Kind("a password or two a target, by mail programs, over weeks", (SPRAYING,)),
    "returning": Kind("a group that stops for a week and returns from other servers", (RETURNING,)),
    "recovery-chain": Kind(
        "a group that enters recovery mailboxes, and accounts through them", (CHAIN,)
    ),
    "phished": Kind(
        "a group with phished passwords, at second factors",
        (PHISHED,),
        parts={"clicks": add_clicks},
    ),
    "newsroom": Kind(
        "no group; journalists at a summit behind one hotel's address",
        parts={"summit": add_summit},
    ),
    "migration": Kind(
        "no group; an organisation moves in a weekend and forgets its passwords",
        parts={"moving": add_moving},
    ),
    "scanner": Kind(
        "no group; a study that asks for addresses every day", parts={"study": add_study}
    ),
    "stuffing": Kind(
        "no group; far more leaked passwords tried, some of breached organisations",
        parts={"more stuffing": add_more_stuffing},
    ),
    "harvesting": Kind(
        "no group; dictionaries of names tried at every domain",
        parts={"more harvesting": add_more_harvesting},
    ),
    "tiny": Kind(
        "a group in a week of a tenant with 40 accounts", (PATIENT,), draw_parameters=draw_tenant
    ),
    "tiny-quiet": Kind("the same week without a group", draw_parameters=draw_tenant),
    "ambiguous": Kind(
        "a week of 3,000 accounts with a faint group, or with people who look like one",
        draw_parameters=draw_small,
        variants=_AMBIGUOUS,
    ),
    "large": Kind("as patient, among 200,000 accounts", (PATIENT,), draw_parameters=draw_large),
}
