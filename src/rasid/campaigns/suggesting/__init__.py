"""Whom a campaign seems to have sought although they are on no roster."""

from rasid.campaigns.suggesting.converging import find_converging
from rasid.campaigns.suggesting.people import suggest_people

__all__ = ["find_converging", "suggest_people"]
