"""The roster as it is now, read once for all that look at it."""

from collections.abc import Sequence

from rasid.console.snapshot import Snapshot
from rasid.ledger import open_ledger
from rasid.roster import Account, read_roster


def listed_of(snapshot: Snapshot) -> Sequence[Account]:
    """Return every account of the roster in one state of a home."""

    def read() -> Sequence[Account]:
        with open_ledger(snapshot.case.home) as ledger:
            return read_roster(ledger)

    return snapshot.once("listed", read)
