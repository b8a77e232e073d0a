"""Honest behaviour; every kind of event that intruders cause is caused here too."""

from collections.abc import Callable

from rasid.scenarios.honest.changes import add_changes, add_expiry
from rasid.scenarios.honest.help_desks import add_help_desks
from rasid.scenarios.honest.journeys import add_journeys, add_new_phones
from rasid.scenarios.honest.lookups import (
    add_list_cleaning,
    add_readers,
    add_senders,
    add_slips,
)
from rasid.scenarios.honest.machines import (
    add_migration,
    add_monitor,
    add_newcomers,
    add_scanner,
)
from rasid.scenarios.honest.recoveries import add_recoveries
from rasid.scenarios.honest.routine import add_routine
from rasid.scenarios.honest.stale_clients import add_stale_clients
from rasid.scenarios.scene import Scene

HABITS: dict[str, Callable[[Scene], None]] = {
    "routine": add_routine,
    "recoveries": add_recoveries,
    "stale clients": add_stale_clients,
    "senders": add_senders,
    "readers": add_readers,
    "slips": add_slips,
    "list cleaning": add_list_cleaning,
    "help desks": add_help_desks,
    "journeys": add_journeys,
    "new phones": add_new_phones,
    "changes": add_changes,
    "expiry": add_expiry,
    "migration": add_migration,
    "monitor": add_monitor,
    "scanner": add_scanner,
    "newcomers": add_newcomers,
}
"""What honest people and their programs do, each drawn from a stream of its own name."""
