"""Actors: who calls them what, and which of them, if any, a campaign is the work of."""

from rasid.attribution.actor_ledger import ActorReport, import_actors, read_actors
from rasid.attribution.claims import CALLED, ClaimedActor, read_claims
from rasid.attribution.judgement import attribute
from rasid.attribution.profile import ActorProfile
from rasid.attribution.relations import VERBS

__all__ = [
    "CALLED",
    "VERBS",
    "ActorProfile",
    "ActorReport",
    "ClaimedActor",
    "attribute",
    "import_actors",
    "read_actors",
    "read_claims",
]
