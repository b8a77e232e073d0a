"""Keeping a home well: whole copies, soundness, who must be forgotten, how long logs are kept."""

from rasid.upkeep.backup import Backed, back_up
from rasid.upkeep.compacting import Compacted, compact
from rasid.upkeep.doctor import examine_home
from rasid.upkeep.erasing import Erased, erase
from rasid.upkeep.going import Going, plan_retention
from rasid.upkeep.moving import Moved, move_to_server
from rasid.upkeep.restoring import restore
from rasid.upkeep.retaining import (
    Retention,
    end_retentions,
    is_unended,
    read_retentions,
    was_analysed,
)

__all__ = [
    "Backed",
    "Compacted",
    "Erased",
    "Going",
    "Moved",
    "Retention",
    "back_up",
    "compact",
    "end_retentions",
    "erase",
    "examine_home",
    "is_unended",
    "move_to_server",
    "plan_retention",
    "read_retentions",
    "restore",
    "was_analysed",
]
