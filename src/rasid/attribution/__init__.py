"""Actors: what bundles say of them, and which of them, if any, a campaign is the work of."""

from rasid.attribution.judgement import attribute
from rasid.attribution.profile import ActorProfile
from rasid.attribution.stix_actors import ActorReport, import_actors, read_actors

__all__ = ["ActorProfile", "ActorReport", "attribute", "import_actors", "read_actors"]
