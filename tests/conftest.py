import os

from hypothesis import settings

import rasid  # noqa: F401 - says how many threads numpy takes, before any test loads it

# A loaded machine is no failure: properties are about what happens, not about how long it takes.
settings.register_profile("rasid", deadline=None)
settings.load_profile("rasid")

# Where tests run beside each other, their output would be said to be as narrow as a terminal.
os.environ.pop("COLUMNS", None)
