import os

from hypothesis import settings

# A loaded machine is no failure: properties are about what happens, not about how long it takes.
settings.register_profile("rasid", deadline=None)
settings.load_profile("rasid")

# As rasid does for itself: some tests load numpy first.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# Where tests run beside each other, their output would be said to be as narrow as a terminal.
os.environ.pop("COLUMNS", None)
