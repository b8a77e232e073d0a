"""Visits to campaigns: who is hostile, who is targeted, whose sessions belong together."""

from rasid.campaigns.find import find_campaigns, taint

__all__ = ["find_campaigns", "taint"]
