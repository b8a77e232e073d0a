"""Actors: who calls them what, and which of them, if any, a campaign is the work of."""

from rasid.attribution.actor_ledger import ActorReport, import_actors, read_actors
from rasid.attribution.adjusting import MOST_BITS
from rasid.attribution.claims import CALLED, ClaimedActor, read_claims
from rasid.attribution.judgement import FAMILIES, attribute
from rasid.attribution.memory import HALF_LIVES, Remembered, keep_memory, read_memory, remember
from rasid.attribution.observed import observe, read_hours
from rasid.attribution.profile import ActorProfile
from rasid.attribution.relations import VERBS

__all__ = [
    "CALLED",
    "FAMILIES",
    "HALF_LIVES",
    "MOST_BITS",
    "VERBS",
    "ActorProfile",
    "ActorReport",
    "ClaimedActor",
    "Remembered",
    "attribute",
    "import_actors",
    "keep_memory",
    "observe",
    "read_actors",
    "read_claims",
    "read_hours",
    "read_memory",
    "remember",
]
