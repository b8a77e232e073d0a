"""Visits to campaigns: who is hostile, who is targeted, whose sessions belong together."""

from rasid.campaigns.chains import find_chains
from rasid.campaigns.deciding.decisions import (
    OF_ATTRIBUTION,
    OF_CLAIMS,
    About,
    Decision,
    MarkedSession,
    OfActor,
    as_hashable,
    decide,
    in_force,
    on_campaigns,
    read_decisions,
    undo,
)
from rasid.campaigns.deciding.history import HISTORY, Run, tell_history

__all__ = [
    "HISTORY",
    "OF_ATTRIBUTION",
    "OF_CLAIMS",
    "About",
    "Decision",
    "MarkedSession",
    "OfActor",
    "Run",
    "as_hashable",
    "decide",
    "find_chains",
    "in_force",
    "on_campaigns",
    "read_decisions",
    "tell_history",
    "undo",
]
