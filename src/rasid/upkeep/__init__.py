"""Keeping a home well: whole copies, soundness, who must be forgotten, how long logs are kept."""

from rasid.upkeep.backup import Backed, back_up
from rasid.upkeep.compacting import Compacted, compact
from rasid.upkeep.doctor import examine_home
from rasid.upkeep.encrypting import (
    Encryption,
    decrypt,
    encrypt,
    encryption_of,
    lock_anew,
    rotate,
)
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
    "Encryption",
    "Erased",
    "Going",
    "Moved",
    "Retention",
    "back_up",
    "compact",
    "decrypt",
    "encrypt",
    "encryption_of",
    "end_retentions",
    "erase",
    "examine_home",
    "is_unended",
    "lock_anew",
    "move_to_server",
    "plan_retention",
    "read_retentions",
    "restore",
    "rotate",
    "was_analysed",
]
