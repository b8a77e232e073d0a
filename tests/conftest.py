import os
import shutil
from pathlib import Path

from hypothesis import settings

import rasid  # noqa: F401 - says how many threads numpy takes, before any test loads it

# A loaded machine is no failure: properties are about what happens, not about how long it takes.
settings.register_profile("rasid", deadline=None)
settings.load_profile("rasid")

# Where tests run beside each other, their output would be said to be as narrow as a terminal.
os.environ.pop("COLUMNS", None)

# Where tests write: in memory, where there is room, so that nobody waits for a disk.
MEMORY, ROOM = Path("/dev/shm"), 4 << 30  # noqa: S108 - pytest makes a folder of the user's own
if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
