"""What analysts decide of campaigns, what an analysis changed, and under which ids they stay."""

from rasid.campaigns.deciding.ascribing import ascribed, attributed, tell_ascribed
from rasid.campaigns.deciding.asked import asked_source, asked_split, sessions_of
from rasid.campaigns.deciding.decisions import undoings

__all__ = [
    "ascribed",
    "asked_source",
    "asked_split",
    "attributed",
    "sessions_of",
    "tell_ascribed",
    "undoings",
]
