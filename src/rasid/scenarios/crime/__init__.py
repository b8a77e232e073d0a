"""Crime that is not targeted: it meets protected people only by chance."""

from collections.abc import Callable

from rasid.scenarios.crime.harvesting import add_harvesting
from rasid.scenarios.crime.recovery_abuse import add_recovery_abuse
from rasid.scenarios.crime.stuffing import add_stuffing
from rasid.scenarios.scene import Scene

CRIMES: dict[str, Callable[[Scene], None]] = {
    "stuffing": add_stuffing,
    "harvesting": add_harvesting,
    "recovery abuse": add_recovery_abuse,
}
"""Background crime, each drawn from a stream of its own name."""
