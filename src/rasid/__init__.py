"""rasid: from log lines to disclosure, for people who defend other people's accounts."""

import os

# The engine takes every core. Beside it, threads of numpy's linear algebra wait for each other and
# spin meanwhile: learning takes 4 s with one of them, and up to 40 s with two on a busy machine.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

__version__ = "0.1.0"
