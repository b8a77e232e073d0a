"""Many people at once in the console: 200 who read and 20 who decide, reveal and approve.

    python benchmarks/many_people.py sqlite|postgresql [--minutes 10] [--restart]

Each has a session; who reads thinks a while between pages, who writes does not. `--restart` kills
the PostgreSQL server in the middle, as if its machine had failed, and starts it again. Leaves with
1 where an acknowledged act is lost or doubled, or the audit does not verify.
"""

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

# In place of this folder, whose console.py would be taken for the folder of tests.
sys.path[0] = str(Path(__file__).parents[1] / "tests")

from console.crowd import Crowd, crowded  # noqa: E402 - as above
from postgresql import postgresql_running  # noqa: E402 - as above

_DURABLE = "-c max_connections=60"
"""Nothing is left out that keeps what was committed."""


def main() -> int:
    """Let them in, count what came of each act, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database", choices=("sqlite", "postgresql"))
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--readers", type=int, default=200)
    parser.add_argument("--writers", type=int, default=20)
    parser.add_argument("--think", type=float, default=8.0, help="seconds between two pages")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--restart", action="store_true")
    asked = parser.parse_args()
    random.seed(asked.seed)
    crowd = Crowd(asked.readers, asked.writers, asked.minutes * 60, asked.think)
    began = time.time()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        if asked.database == "sqlite":
            outcome = crowded(home, crowd)
        else:
            with postgresql_running(_DURABLE) as server:
                outcome = crowded(home, crowd, server, restart=asked.restart)
    print(f"{asked.database}, {time.time() - began:,.0f} s, {outcome.told()}")
    return 0 if outcome.adds_up else 1


if __name__ == "__main__":
    sys.exit(main())
