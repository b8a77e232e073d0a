"""Delivers the alerts of a home to a service, as a process that may be killed."""

import sys
from pathlib import Path

from rasid.clock import utc_now
from rasid.ledger import open_ledger
from rasid.settings import Home
from rasid.watching.delivering import deliver, introduce
from rasid.watching.receivers import receivers_of

if __name__ == "__main__":
    home = Home(Path(sys.argv[1]))
    settings = home.settings()
    receivers = receivers_of(home, settings)
    with open_ledger(home) as ledger:
        introduce(ledger, receivers)
        deliver(ledger, receivers, settings.alerts, utc_now, print)
