"""Visits to campaigns: who is hostile, who is targeted, whose sessions belong together."""

from rasid.campaigns.find import find_campaigns, taint
from rasid.campaigns.history import HISTORY, Run, tell_history

__all__ = ["HISTORY", "Run", "find_campaigns", "taint", "tell_history"]
