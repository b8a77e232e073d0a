"""Notices that are sent while the sender is killed at random moments.

    python benchmarks/notices_killed.py [--notices 500] [--kills 20] [--seed 7]

A mail server on this machine counts what came of each notice; the ledger says what it knows.
Leaves with 1 where the two do not add up.
"""

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from notices.killing import killed

TIMES = {0: "never came", 1: "came once"}


def main() -> int:
    """Kill, resume, count and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notices", type=int, default=500)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        outcome = killed(Path(folder) / "case", asked.notices, asked.kills, asked.seed)
    parts = " + ".join(
        f"{number} {state}" for state, number in outcome.totals.items() if state != "planned"
    )
    print(f"killed {outcome.kills} times: {outcome.totals['planned']} planned = {parts}")
    for state, found in sorted(outcome.copies.items()):
        for times, number in sorted(found.items()):
            print(f"  {state}: {number} {TIMES.get(times, f'came {times} times')}")
    print("adds up" if outcome.adds_up else "DOES NOT ADD UP")
    return 0 if outcome.adds_up else 1


if __name__ == "__main__":
    sys.exit(main())
