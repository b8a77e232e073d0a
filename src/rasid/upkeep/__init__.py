"""Keeping a home well: copies of it that are whole, its soundness, and who must be forgotten."""

from rasid.upkeep.backup import Backed, back_up
from rasid.upkeep.doctor import examine_home
from rasid.upkeep.erasing import Erased, erase
from rasid.upkeep.restoring import restore

__all__ = ["Backed", "Erased", "back_up", "erase", "examine_home", "restore"]
