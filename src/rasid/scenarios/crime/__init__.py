"""Crime that is not targeted: it meets protected people only by chance."""

from collections.abc import Callable
from random import Random

from rasid.scenarios.crime.harvesting import add_harvesting
from rasid.scenarios.crime.recovery_abuse import add_recovery_abuse
from rasid.scenarios.crime.stuffing import add_stuffing
from rasid.scenarios.log import Log
from rasid.scenarios.world.build import World

CRIMES: dict[str, Callable[[World, Log, Random], None]] = {
    "stuffing": add_stuffing,
    "harvesting": add_harvesting,
    "recovery abuse": add_recovery_abuse,
}
"""Background crime, each drawn from a stream of its own name."""
