"""Visits to campaigns: who is hostile, who is targeted, whose sessions belong together."""

from rasid.campaigns.asked import asked_source, asked_split, sessions_of
from rasid.campaigns.attributed import Attribution, ascribed, attributed, tell_ascribed
from rasid.campaigns.chains import find_chains
from rasid.campaigns.decisions import (
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
from rasid.campaigns.find import find_campaigns, taint, tell_campaigns
from rasid.campaigns.history import HISTORY, Run, tell_history
from rasid.campaigns.left_out import LEFT_OUT_ROWS, left_out_rows, tell_judged
from rasid.campaigns.suggested import suggest_people
from rasid.campaigns.suggested_converging import find_converging

__all__ = [
    "HISTORY",
    "LEFT_OUT_ROWS",
    "OF_ATTRIBUTION",
    "OF_CLAIMS",
    "About",
    "Attribution",
    "Decision",
    "MarkedSession",
    "OfActor",
    "Run",
    "as_hashable",
    "ascribed",
    "asked_source",
    "asked_split",
    "attributed",
    "decide",
    "find_campaigns",
    "find_chains",
    "find_converging",
    "in_force",
    "left_out_rows",
    "on_campaigns",
    "read_decisions",
    "sessions_of",
    "suggest_people",
    "taint",
    "tell_ascribed",
    "tell_campaigns",
    "tell_history",
    "tell_judged",
    "undo",
]
