"""Keeping a home well: copies of it that are whole, and looking whether it is sound."""

from rasid.upkeep.backup import Backed, back_up
from rasid.upkeep.doctor import examine_home
from rasid.upkeep.restoring import restore

__all__ = ["Backed", "back_up", "examine_home", "restore"]
